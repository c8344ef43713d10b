import { parseProviderArn } from '../../trust/index';
import type { Report, ReportRole } from '../report';
import { count } from '../wording';
import { html, type Markup } from './markup';

/** When and of what a page was made; a report itself has no clock. */
export interface PageOrigin {
  /** ISO 8601, UTC. */
  readonly date?: string;
  /** The commit that was checked out. */
  readonly commit?: {
    readonly sha: string;
    /** Where it is on the web. */
    readonly url?: string;
    /** Files differ from it. */
    readonly modified?: boolean;
  };
}

/** Accounts that are named; the rest is counted. */
const MAX_ACCOUNTS = 6;

/** Date, commit, GitLab and accounts, as far as they are known. */
export function originFacts(report: Report, { date, commit }: PageOrigin): Markup | undefined {
  const issuers = [...new Set(report.roles.flatMap(issuersOf))];
  const gitlab = report.gitlab === undefined ? issuers : [report.gitlab.instance.url];
  const accounts = [...new Set(report.roles.flatMap(({ account }) => account ?? []))];
  const facts: readonly (readonly [string, Markup | undefined])[] = [
    ['Date', date === undefined ? undefined : html`<time datetime="${date}">${readable(date)}</time>`],
    ['Commit', commit === undefined ? undefined : commitOf(commit)],
    [report.gitlab === undefined ? 'Issuer' : 'GitLab', names(gitlab)],
    [accounts.length === 1 ? 'Account' : 'Accounts', names(accounts)],
  ];
  const known = facts.flatMap(([title, fact]) =>
    fact === undefined
      ? []
      : [
          html`<div>
            <dt>${title}</dt>
            <dd>${fact}</dd>
          </div> `,
        ],
  );
  return known.length === 0 ? undefined : html`<dl class="origin">${known}</dl>`;
}

function names(texts: readonly string[]): Markup | undefined {
  if (texts.length === 0) return undefined;
  const shown = texts.slice(0, MAX_ACCOUNTS).join(', ');
  const rest = texts.length - MAX_ACCOUNTS;
  return html`<span class="name">${shown}</span>${rest > 0 ? ` and ${count(rest, 'other')}` : undefined}`;
}

function commitOf({ sha, url, modified = false }: NonNullable<PageOrigin['commit']>): Markup {
  const short = html`<code>${sha.slice(0, 12)}</code>`;
  const where = url === undefined ? short : html`<a href="${url}" rel="noreferrer noopener">${short}</a>`;
  return html`${where}${modified ? ' with uncommitted changes' : undefined}`;
}

/** `2026-11-29 17:18 UTC`. */
function readable(date: string): string {
  return `${date.slice(0, 10)} ${date.slice(11, 16)} UTC`;
}

/** The issuer whose provider the input has, else those that the trust policy names. */
function issuersOf({ issuer, policy }: ReportRole): readonly string[] {
  if (issuer !== undefined) return [issuer];
  const { Statement: statements } = Object(policy) as { readonly Statement?: unknown };
  return [statements].flat().flatMap((statement) => {
    const { Principal: principal } = Object(statement) as { readonly Principal?: unknown };
    const { Federated: federated } = Object(principal) as { readonly Federated?: unknown };
    return [federated].flat().flatMap((arn) => {
      const host = typeof arn === 'string' ? parseProviderArn(arn)?.host : undefined;
      return host === undefined ? [] : [`https://${host}`];
    });
  });
}

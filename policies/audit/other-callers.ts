import { CHECKS, runCatalog, type CheckInput, type Finding } from '../catalog/index';
import { quote } from '../errors';
import type { ReadTrust } from '../judge/index';
import {
  WEB_IDENTITY_ACTION,
  callerInWords,
  otherCallers,
  parseProviderArn,
  type OtherCaller,
  type Policy,
} from '../trust/index';
import type { WhoLine } from './access';
import { finding, type AuditFinding } from './finding';

/** The check that tells when everybody of AWS can assume a role, whatever is demanded of them. */
const EVERYBODY = 'aws-principal-star';
const everybodyChecks = CHECKS.filter(({ id }) => id === EVERYBODY);

/**
 * A line for each caller of a role that is no token of an OIDC provider.
 * @param isSaid whether the lines of chains say who such a role is already
 */
export function otherCallerLines(
  trust: ReadTrust,
  checkInput: CheckInput,
  isSaid: (caller: OtherCaller) => boolean,
): readonly WhoLine[] {
  if (trust.policy === undefined) return [];
  return linesOf(
    otherCallers(trust.policy).filter((caller) => !isSaid(caller)),
    trust,
    checkInput,
  );
}

/**
 * Whether a caller of a role is another role whose sessions are of tokens alone, so that the lines of its chains say everything of it. One that
 * somebody else can assume, too, is another way in. Linear in the roles that lead there.
 * @param reaches whether some token can assume the role at the beginning of a chain
 */
export function saidByChains(
  trust: ReadTrust,
  byKey: ReadonlyMap<string, ReadTrust>,
  reaches: (entry: ReadTrust) => boolean,
): (caller: OtherCaller) => boolean {
  return (first) => {
    const seen = new Set([trust.key]);
    const open: { readonly into: ReadTrust; readonly caller: OtherCaller }[] = [
      { into: trust, caller: first },
    ];
    for (const { into, caller } of open) {
      const { kind, principal } = caller;
      if (kind !== 'aws' || !lastHops(into, byKey, reaches).has(principal)) return false;
      const hop = byKey.get(principal);
      if (hop?.policy === undefined) return false;
      if (seen.has(principal)) continue;
      seen.add(principal);
      open.push(...otherCallers(hop.policy).map((each) => ({ into: hop, caller: each })));
    }
    return true;
  };
}

/** The roles that come right before a role in the chains to it. */
function lastHops(
  { reachedBy = [] }: ReadTrust,
  byKey: ReadonlyMap<string, ReadTrust>,
  reaches: (entry: ReadTrust) => boolean,
): ReadonlySet<string> {
  return new Set(
    reachedBy.flatMap(({ entry, through, answer }) => {
      const first = byKey.get(entry);
      return answer === 'yes' && first !== undefined && reaches(first) ? [through.at(-1) ?? entry] : [];
    }),
  );
}

/** Who can assume a role that no token of the audited GitLab reaches. */
export interface OutsideCallers {
  /**
   * Everybody of AWS, and the identity providers where anybody can have an account: Google, Facebook, Amazon, Cognito.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html guests
   */
  readonly lines: readonly WhoLine[];
  /** Another account, or a SAML provider, which only their owners can tell. */
  readonly others: boolean;
}

export function outsideCallers(trust: ReadTrust, checkInput: CheckInput): OutsideCallers {
  const callers = trust.policy === undefined ? [] : otherCallers(trust.policy);
  const ofPublic = callers.filter(isOfPublicProvider);
  const everybody = linesOf(
    callers.filter(({ kind }) => kind === 'anyone'),
    trust,
    checkInput,
  ).filter(({ exposure }) => exposure === 'strangers');
  return {
    lines: [...everybody, ...linesOf(ofPublic, trust, checkInput)],
    others: callers.some(
      (caller) =>
        (caller.kind === 'aws' && isOutside(caller, trust)) ||
        (caller.kind === 'identity' && !isOfPublicProvider(caller)),
    ),
  };
}

function isOfPublicProvider({ kind, action }: OtherCaller): boolean {
  return kind === 'identity' && action === WEB_IDENTITY_ACTION;
}

function linesOf(
  callers: readonly OtherCaller[],
  trust: ReadTrust,
  checkInput: CheckInput,
): readonly WhoLine[] {
  const open = callers.some(({ kind }) => kind === 'anyone') ? openStatements(checkInput) : new Set<number>();
  const lines = callers.map((caller): WhoLine => ({
    text: `${callerInWords(caller)}, without a token (statement ${caller.statement + 1})`,
    exposure: caller.kind === 'anyone' && open.has(caller.statement) ? 'strangers' : 'other_callers',
    projects: [],
    caller: isOutside(caller, trust) ? 'outside' : 'inside',
  }));
  return [...new Map(lines.map((line) => [line.text, line])).values()];
}

function openStatements(checkInput: CheckInput): ReadonlySet<number> {
  const { findings } = runCatalog(checkInput, { checks: everybodyChecks });
  return new Set(findings.flatMap(({ statement }) => (statement === undefined ? [] : [statement.index])));
}

/** Everybody, whom another account or another identity provider vouches for; a service acts for the account of the role. */
function isOutside({ kind, account, principal }: OtherCaller, { written }: ReadTrust): boolean {
  if (kind === 'service') return false;
  if (kind !== 'identity') return account === undefined || account !== written.account;
  return !principal.includes(':saml-provider/');
}

/**
 * What the catalog finds wrong with tokens of issuers that the audit does not ask about, and which of them nobody judged.
 * @param audited hosts whose tokens were asked about, as `comparable` writes them
 */
export function otherIssuerFindings(
  { written, policy, issuers = [] }: ReadTrust,
  checkInput: CheckInput,
  audited: ReadonlySet<string>,
): readonly AuditFinding[] {
  const others = issuers.filter(({ host }) => !audited.has(comparable(host)));
  if (others.length === 0) return [];
  const role = written.arn ?? written.address;
  const { account } = written;
  const hosts = new Set(others.map(({ host }) => comparable(host)));
  const { findings } = runCatalog(checkInput);
  const errors = findings.filter(
    (one) => one.severity === 'error' && (audited.size === 0 || isAbout(one, policy, hosts)),
  );
  return [
    ...errors.map(({ check, message }) =>
      finding('other-issuer-open', {
        message: `${quote(role)} trusts ${others.map(({ host }) => quote(host)).join(', ')}: ${message} (${quote(check)})`,
        role,
        account,
        what: check,
      }),
    ),
    ...others.flatMap(({ host, notJudged }) =>
      notJudged === undefined
        ? []
        : [
            finding('not-judged', {
              message: `${quote(role)} trusts ${quote(host)}, which was not judged: ${notJudged}`,
              role,
              account,
              what: host,
            }),
          ],
    ),
  ];
}

function isAbout({ statement }: Finding, policy: Policy | undefined, hosts: ReadonlySet<string>): boolean {
  const principal = policy?.statements.find(({ index }) => index === statement?.index)?.principal;
  if (principal?.kind !== 'listed') return false;
  return principal.federated.some((arn) => hosts.has(comparable(parseProviderArn(arn)?.host ?? '')));
}

/** A host of an issuer without regard to case and a slash at its end. */
export function comparable(host: string): string {
  return host.toLowerCase().replace(/\/+$/, '');
}

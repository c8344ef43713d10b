import { PERMISSION_LEVELS, permissionLevel } from '../catalog/index';
import { issuerHost, type ProviderRegistration } from '../context/index';
import { quote } from '../errors';
import type { Instance } from '../gitlab/index';
import { documentsOf, knownPermissions, readings, withIssuers, type ReadTrust } from '../judge/index';
import { AccessReader, EXPOSURES, type Exposure, type WhoLine } from './access';
import { accessFindings } from './access-findings';
import type { AuditInput } from './audit-input';
import type { AuditedRole } from './audited-role';
import { driftFindings } from './drift/index';
import { finding, type AuditFinding } from './finding';
import { gitlabView, type GitlabView } from './gitlab-view';
import { mergeAnswers } from './merge-answers';
import { MAX_MINTING_PROJECTS, MintReader, type Minting } from './minting';
import { nameFindings } from './names';
import {
  comparable,
  otherCallerLines,
  otherIssuerFindings,
  outsideCallers,
  saidByChains,
} from './other-callers';
import type { SeenAccounts } from './read-account';
import { seenProviders, type SeenProviders } from './seen-providers';
import { AUDIT_SEVERITIES } from './finding-kinds';

/** Who can assume which role today, and what disagrees. */
export interface Audit {
  readonly gitlab: {
    readonly source: GitlabView['source'];
    readonly issuer?: string;
    readonly projects: number;
    readonly takenAt?: string;
  };
  readonly accounts: readonly AuditedAccount[];
  /** Roles that trust the GitLab or that a chain from such a role reaches, worst first. */
  readonly roles: readonly AuditedRole[];
  readonly findings: readonly AuditFinding[];
}

export interface AuditedAccount {
  readonly account: string;
  /** Every role of the account, whomever it trusts. */
  readonly roles: number;
  /** Those that the audit looked at. */
  readonly audited: number;
  readonly providers: 'all' | 'some' | 'not_seen';
}

/**
 * Audits AWS accounts against a GitLab: who can assume each role, what trust policies name that is not there, and what disagrees between
 * the declaration, the state of Terraform, GitLab and the accounts.
 * @param progress is called for each role
 * @throws {RefgateError} `ERR_USAGE`: two inputs have different answers about a role
 */
export function audit(input: AuditInput, progress?: (done: number, total: number) => void): Audit {
  const { federation, snapshot, notRead = [] } = input;
  const seen = mergeAnswers(input.accounts);
  const artifacts = seen.map(({ artifact }) => artifact);
  const view = gitlabView(federation, snapshot);
  const providers = seenProviders(seen);
  const read = readings({ artifacts, federation, gitlabUrl: view.instance?.issuer });
  const trusts = read.map(withIssuers);
  const documents = documentsOf(artifacts);
  const reader = new AccessReader(view);
  const mint = input.whoCanMint === true ? new MintReader() : undefined;
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const open: AuditFinding[] = [];
  const roles: AuditedRole[] = [];
  /** Roles that no token of the GitLab reaches, and that another account or a SAML provider can. */
  const fromOutside: string[] = [];
  const linesOfEntry = (entry: ReadTrust): readonly WhoLine[] =>
    auditedIssuers(entry, view).audited.flatMap((instance) => linesFor(entry, instance, reader, providers));
  const reached = new Map<string, boolean>();
  const reaches = (entry: ReadTrust): boolean => {
    const known = reached.get(entry.key) ?? linesOfEntry(entry).some(({ exposure }) => exposure !== 'nobody');
    reached.set(entry.key, known);
    return known;
  };
  let done = 0;
  for (const [place, trust] of trusts.entries()) {
    progress?.((done += 1), trusts.length);
    const { written, policy, declared } = trust;
    const role = written.arn ?? written.address;
    const reading = read[place];
    if (policy === undefined || reading === undefined || !('checkInput' in reading)) {
      const message = `the trust policy of ${quote(role)} is malformed`;
      open.push(finding('not-judged', { message, role, account: written.account }));
      continue;
    }
    const issuers = auditedIssuers(trust, view);
    for (const host of issuers.others) {
      const message = `${quote(role)} also trusts ${quote(host)}`;
      open.push(finding('other-gitlab', { message, role, account: written.account, what: host }));
    }
    if (written.account === undefined && issuers.audited.length > 0) {
      const message = `cannot determine the account of ${quote(role)}, which trusts the GitLab: the input has no ARN of it; it was not audited`;
      open.push(finding('not-judged', { message, role, what: 'account' }));
      continue;
    }
    const own = linesOfEntry(trust);
    const chained = chainedLines(trust, byKey, linesOfEntry);
    const { checkInput } = reading;
    const hosts = issuers.audited.map(({ issuer }) => issuerHost(issuer));
    open.push(...otherIssuerFindings(trust, checkInput, new Set(hosts.map(comparable))));
    if (own.length + chained.length === 0) {
      const { lines, others } = outsideCallers(trust, checkInput);
      if (others) fromOutside.push(role);
      if (lines.length === 0) continue;
    }
    // that no token assumes it directly says nothing where a chain leads to it
    const who = [
      ...(chained.length > 0 ? own.filter(({ exposure }) => exposure !== 'nobody') : own),
      ...chained,
      ...otherCallerLines(trust, checkInput, saidByChains(trust, byKey, reaches)),
    ];
    const sorted = who.toSorted((a, b) => exposureRank(a.exposure) - exposureRank(b.exposure));
    roles.push({
      role,
      name: written.name,
      account: written.account,
      power: permissionLevel(knownPermissions(written.permissions, documents), written.arn),
      who: sorted,
      exposure: sorted[0]?.exposure ?? 'nobody',
      hosts,
      forGitlab: own.length + chained.length > 0,
      policy,
      declared: declared?.key,
      minting: mint && mintingsOf(trust, issuers.audited, own, { mint, view, providers }),
    });
  }
  const worstFirst = roles.toSorted(compareRoles);
  const findings = [
    ...notRead.map(({ name, reason }) =>
      finding('account-not-read', { message: `${quote(name)} could not be read: ${reason}`, what: name }),
    ),
    ...unreadFindings(seen, providers),
    ...fromOutsideFindings(fromOutside),
    ...open,
    ...accessFindings(worstFirst, trusts, view),
    ...worstFirst.flatMap((role) => nameFindings(role, view)),
    ...driftFindings({ ...input, accounts: seen, view, providers, trusts, roles: worstFirst }),
  ];
  return {
    gitlab: {
      source: view.source,
      issuer: view.instance?.issuer,
      projects: view.projects.length,
      takenAt: snapshot?.takenAt,
    },
    accounts: accountsOf(seen, worstFirst, providers),
    roles: worstFirst,
    findings: findings.toSorted(compareFindings),
  };
}

/** The GitLab instances of a role that are audited, and hosts of others that are GitLabs, too. */
function auditedIssuers(
  { issuers = [] }: ReadTrust,
  { instance }: GitlabView,
): { readonly audited: readonly Instance[]; readonly others: readonly string[] } {
  const gitlabs = issuers.filter(({ world }) => world === 'gitlab').map(({ host }) => host);
  if (instance === undefined)
    return {
      audited: gitlabs.map((host) => ({ url: `https://${host}`, issuer: `https://${host}` })),
      others: [],
    };
  const own = comparable(issuerHost(instance.issuer));
  const trustsOwn = issuers.some(({ host }) => comparable(host) === own);
  return {
    audited: trustsOwn ? [instance] : [],
    others: issuers.flatMap(({ host, world }) =>
      comparable(host) !== own && (trustsOwn || world === 'gitlab') ? [host] : [],
    ),
  };
}

function linesFor(
  { policy, written }: ReadTrust,
  instance: Instance,
  reader: AccessReader,
  providers: SeenProviders,
): readonly WhoLine[] {
  const { account, partition } = written;
  if (policy === undefined || account === undefined) return [];
  const seen = providers.of(account, instance.issuer);
  if (seen === undefined && providers.isComplete(account)) {
    const because = `the account has no OIDC provider for ${quote(instance.issuer)}`;
    return [{ text: `no token can assume the role: ${because}`, exposure: 'nobody', projects: [], because }];
  }
  const provider: ProviderRegistration = {
    issuer: instance.issuer,
    account,
    partition,
    clientIds: seen?.clientIds,
  };
  return reader.linesOf(policy, provider, instance);
}

/** What it takes in each known project that a line says can assume the role, beyond taking over its path. */
function mintingsOf(
  { policy, written }: ReadTrust,
  instances: readonly Instance[],
  own: readonly WhoLine[],
  {
    mint,
    view,
    providers,
  }: { readonly mint: MintReader; readonly view: GitlabView; readonly providers: SeenProviders },
): readonly Minting[] {
  const { account, partition } = written;
  if (policy === undefined || account === undefined) return [];
  const paths = [
    ...new Set(own.flatMap(({ exposure, projects }) => (exposure === 'nobody' ? [] : projects))),
  ].slice(0, MAX_MINTING_PROJECTS);
  return instances.flatMap((instance) => {
    const { issuer } = instance;
    const clientIds = providers.of(account, issuer)?.clientIds;
    return paths.flatMap((path) => {
      const project = view.byPath.get(path.toLowerCase());
      if (project === undefined) return [];
      return [mint.mintingOf(policy, { issuer, account, partition, clientIds }, instance, project)];
    });
  });
}

/** A chain is shown from so many first roles; the rest is counted. */
const MAX_ENTRIES = 4;

/** Who reaches a role over others. */
function chainedLines(
  { reachedBy = [] }: ReadTrust,
  byKey: ReadonlyMap<string, ReadTrust>,
  linesOf: (entry: ReadTrust) => readonly WhoLine[],
): readonly WhoLine[] {
  const reached = reachedBy.flatMap(({ entry, through, answer, dependsOn }): WhoLine[] => {
    const first = byKey.get(entry);
    const lines = first === undefined ? [] : linesOf(first).filter(({ exposure }) => exposure !== 'nobody');
    if (lines.length === 0) return [];
    const words = [entry, ...through].map(quote).join(' and ');
    const depends = answer === 'yes' ? '' : `, which depends on ${dependsOn.map(quote).join(', ')}`;
    return lines.map((line) => ({
      ...line,
      exposure: answer === 'yes' ? line.exposure : 'unsure',
      unprotected: undefined,
      dependsOnReusedPaths: undefined,
      because: answer === 'yes' ? line.because : `the chain depends on ${dependsOn.map(quote).join(', ')}`,
      text: `through ${words}${depends}: ${line.text}`,
      through: entry,
    }));
  });
  const entries = [...new Set(reached.map(({ through }) => through))];
  if (entries.length <= MAX_ENTRIES) return reached;
  const shown = new Set(entries.slice(0, MAX_ENTRIES));
  const left = reached.filter(({ through }) => !shown.has(through));
  const worst = left.toSorted((a, b) => exposureRank(a.exposure) - exposureRank(b.exposure))[0] as WhoLine;
  return [
    ...reached.filter(({ through }) => shown.has(through)),
    { ...worst, text: `and through ${entries.length - MAX_ENTRIES} more roles, such as ${worst.text}` },
  ];
}

/** Roles of other callers are no part of an audit of a GitLab, and no secret either. */
function fromOutsideFindings(roles: readonly string[]): readonly AuditFinding[] {
  if (roles.length === 0) return [];
  const named = roles.slice(0, 3).map(quote).join(', ');
  const rest = roles.length > 3 ? ` and ${roles.length - 3} more` : '';
  const message = `another account or a SAML provider can assume ${named}${rest}, which no token of the GitLab can: not looked at`;
  return [finding('from-outside', { message })];
}

function unreadFindings(seen: readonly SeenAccounts[], providers: SeenProviders): readonly AuditFinding[] {
  return [
    ...seen.flatMap(({ file, artifact }) =>
      artifact.unresolved.flatMap(({ address, concerns, reason }) =>
        concerns === 'permissions'
          ? []
          : [
              finding('not-judged', {
                message: `${quote(file)}: ${quote(address)}: ${reason}`,
                what: address,
              }),
            ],
      ),
    ),
    ...providers.homeless.map(({ url }) =>
      finding('not-judged', {
        message: `an answer about the OIDC provider ${quote(url)} names no account; give the output of \`aws iam list-open-id-connect-providers\` of one account at a time`,
        what: url,
      }),
    ),
  ];
}

function accountsOf(
  seen: readonly SeenAccounts[],
  roles: readonly AuditedRole[],
  providers: SeenProviders,
): readonly AuditedAccount[] {
  const all = [...new Set(seen.flatMap(({ accounts }) => accounts))].toSorted();
  const count = (
    items: readonly { readonly account?: string }[],
  ): ReadonlyMap<string | undefined, number> => {
    const counts = new Map<string | undefined, number>();
    for (const { account } of items) counts.set(account, (counts.get(account) ?? 0) + 1);
    return counts;
  };
  const found = count(seen.flatMap(({ artifact }) => artifact.roles));
  const audited = count(roles.filter(({ forGitlab }) => forGitlab));
  const some = new Set(seen.flatMap(({ artifact }) => artifact.providers.map(({ account }) => account)));
  return all.map((account) => ({
    account,
    roles: found.get(account) ?? 0,
    audited: audited.get(account) ?? 0,
    providers: providers.isComplete(account) ? 'all' : some.has(account) ? 'some' : 'not_seen',
  }));
}

function exposureRank(exposure: Exposure): number {
  return EXPOSURES.indexOf(exposure);
}

/** Strangers before own projects; within them the stronger role first. */
function compareRoles(a: AuditedRole, b: AuditedRole): number {
  const power = (role: AuditedRole): number => PERMISSION_LEVELS.indexOf(role.power.level);
  return (
    exposureRank(a.exposure) - exposureRank(b.exposure) || power(a) - power(b) || (a.role < b.role ? -1 : 1)
  );
}

function compareFindings(a: AuditFinding, b: AuditFinding): number {
  return AUDIT_SEVERITIES.indexOf(a.severity) - AUDIT_SEVERITIES.indexOf(b.severity);
}

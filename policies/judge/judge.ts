import {
  hasReason,
  runCatalog,
  unusedSuppressions,
  type KnownFacts,
  type KnownProvider,
  type Suppression,
} from '../catalog/index';
import type { Position, Problem } from '../errors';
import type { Federation, Role } from '../federation/index';
import type { ProviderRegistration } from '../context/index';
import type { Project } from '../gitlab/index';
import type { KnownIssuers } from '../issuers/index';
import { checkWrite, parsePolicy, type ParsedPolicy } from '../trust/index';
import type { WrittenArtifact, WrittenRole } from '../artifact/index';
import type { JudgedTrust } from './judged-trust';
import type { Judgement } from './judgement';
import { judgeProofs, type ProofOptions } from './judge-proofs';
import { judgeTable } from './table/judge-table';
import { findRole, registration } from './written-role';
import type { Gap, Matrix } from './table/matrix';
import { judgeTableFile, type TableFile } from './table/table-file';

/** How far a judgement has come. */
export interface JudgeProgress {
  readonly stage: 'trust policies' | 'rows of the table' | 'proofs';
  readonly done: number;
  readonly total: number;
}

/** What is judged, and what is known beside it. */
export interface JudgeInput {
  readonly artifacts: readonly WrittenArtifact[];
  /** What was meant; absent for policies that nobody declared here. */
  readonly federation?: Federation;
  /** URL of an issuer that is a GitLab, where no declaration and no subject shows it. */
  readonly gitlabUrl?: string;
  /** Rows for every role of the artifacts, in place of the table of the federation. */
  readonly table?: TableFile;
  readonly suppressions?: readonly Suppression[];
  /** Seconds since 1970: conditions on the clock are decided at this time. @default they depend on the time */
  readonly now?: number;
  /** Where a JSON pointer into a role's trust policy stands in the user's file. @default the place of the policy */
  readonly locate?: (role: WrittenRole, pointer: string) => Position | undefined;
  /** How the declared roles are proved to admit exactly their grants, and what `prove:` promises. @default as the instance suggests */
  readonly proofs?: ProofOptions;
  /** Hears of every step, for those who wait. */
  readonly onProgress?: (progress: JudgeProgress) => void;
}

/**
 * Judges artifacts: the catalog over every trust policy; the table, the grants and the promises against the declared roles.
 * Cost: each policy is compiled once; rows × roles decisions; a proof takes a fraction of a millisecond.
 */
export function judge(input: JudgeInput): Judgement {
  const { artifacts, federation, suppressions = [], onProgress } = input;
  const heard = (stage: JudgeProgress['stage']) => (done: number, total: number) =>
    onProgress?.({ stage, done, total });
  const declared = declaredRoles(federation, artifacts);
  const projects = [...(federation?.projects.values() ?? [])];
  const gaps: Gap[] = [];
  const suppressed: { role: string; finding: JudgedTrust['findings'][number]; suppression: Suppression }[] =
    [];
  const total = artifacts.reduce((sum, { roles }) => sum + roles.length, 0);
  let done = 0;
  const addressed = keysOfAddresses(artifacts);
  const parsedPolicies = new Map(
    artifacts.flatMap(({ roles }) => roles.map((role) => [role, parsePolicy(role.document)] as const)),
  );
  const issuers: KnownIssuers = {
    ...(federation === undefined ? {} : { declared: [federation.instance.issuer] }),
    ...(input.gitlabUrl === undefined ? {} : { gitlabUrl: input.gitlabUrl }),
    policies: [...parsedPolicies.values()].flatMap((parsed) => (parsed.ok ? [parsed.policy] : [])),
  };
  const trusts = artifacts.flatMap((artifact) =>
    artifact.roles.map((written): JudgedTrust => {
      heard('trust policies')((done += 1), total);
      const role = declared.get(written);
      const key = role?.key ?? (addressed.get(written) as string);
      const parsed = parsedPolicies.get(written) as ParsedPolicy;
      const provider =
        role !== undefined && federation !== undefined
          ? registration(role, federation, artifacts)
          : undefined;
      const known = provider === undefined ? {} : { provider };
      const common = { key, written, ...known, ...(role === undefined ? {} : { declared: role }) };
      if (!parsed.ok) {
        gaps.push(malformed(input, written, parsed.problems));
        return { ...common, findings: [] };
      }
      const facts = factsOf(written, artifact, { key, federation, projects, provider, declared: role });
      const result = runCatalog(
        {
          ...facts,
          ...(input.now === undefined ? {} : { now: input.now }),
          issuers,
          policy: parsed.policy,
          document: written.document,
        },
        {
          // one without a reason takes no effect, and every role says so
          suppressions: suppressions
            .filter((s) => s.role !== undefined || !hasReason(s))
            .map((s) => (s.role === written.address ? { ...s, role: key } : s)),
          locate: (pointer) => place(input, written, pointer),
        },
      );
      gaps.push(
        ...result.issuers.flatMap(({ notJudged }) =>
          notJudged === undefined ? [] : [{ address: written.address, reason: notJudged }],
        ),
        ...result.undecided.map(({ reason, position }) => ({
          address: written.address,
          reason,
          ...(position === undefined ? {} : { position }),
        })),
      );
      suppressed.push(...result.suppressed.map((entry) => ({ role: key, ...entry })));
      return { ...common, policy: parsed.policy, findings: result.findings, issuers: result.issuers };
    }),
  );
  const onRow = heard('rows of the table');
  const ofFederation =
    federation === undefined
      ? undefined
      : judgeTable(
          input.table === undefined ? federation : { ...federation, table: [] },
          artifacts,
          undefined,
          onRow,
        );
  const matrix =
    input.table === undefined
      ? ofFederation
      : { ...judgeTableFile(input.table, trusts, artifacts, onRow), ...troubleOf(ofFederation) };
  const unread = artifacts.flatMap(({ unresolved }) => unresolved);
  return {
    ...(federation === undefined ? {} : { federation }),
    trusts: withGlobalSuppressions(trusts, suppressions, suppressed),
    ...(matrix === undefined ? {} : { matrix }),
    proofs:
      federation === undefined
        ? []
        : judgeProofs(federation, trusts, federation.prove, { ...input.proofs, onProof: heard('proofs') }),
    suppressed,
    notices: unique(artifacts.flatMap(({ notices = [] }) => notices)),
    gaps: unique([...unread, ...gaps, ...(matrix?.gaps ?? [])]),
  };
}

function troubleOf(matrix: Matrix | undefined): Pick<Matrix, 'gaps' | 'deviations'> {
  return { gaps: matrix?.gaps ?? [], deviations: matrix?.deviations ?? [] };
}

/** Suppressions without a role are about every role; one that never took effect is a finding of the first role. */
function withGlobalSuppressions(
  trusts: readonly JudgedTrust[],
  suppressions: readonly Suppression[],
  suppressed: { role: string; finding: JudgedTrust['findings'][number]; suppression: Suppression }[],
): readonly JudgedTrust[] {
  const global = suppressions.filter(
    (suppression) => suppression.role === undefined && hasReason(suppression),
  );
  if (global.length === 0) return trusts;
  const used = new Set<Suppression>();
  const rest = trusts.map((trust): JudgedTrust => {
    const findings = trust.findings.filter((finding) => {
      const suppression = global.find(({ check }) => check === finding.check);
      if (suppression === undefined) return true;
      used.add(suppression);
      suppressed.push({ role: trust.key, finding, suppression });
      return false;
    });
    return { ...trust, findings };
  });
  const [first, ...others] = rest;
  if (first === undefined) return rest;
  return [{ ...first, findings: [...first.findings, ...unusedSuppressions(global, used)] }, ...others];
}

/** Which written role each declared one is. */
function declaredRoles(
  federation: Federation | undefined,
  artifacts: readonly WrittenArtifact[],
): ReadonlyMap<WrittenRole, Role> {
  const found = new Map<WrittenRole, Role>();
  for (const role of federation?.roles.values() ?? []) {
    const written = findRole(role, artifacts);
    if (typeof written !== 'string') found.set(written, role);
  }
  return found;
}

/** Addresses as keys; of one that stands in several stacks each has its number. */
function keysOfAddresses(artifacts: readonly WrittenArtifact[]): ReadonlyMap<WrittenRole, string> {
  const all = artifacts.flatMap(({ roles }) => roles);
  const counts = new Map<string, number>();
  for (const { address } of all) counts.set(address, (counts.get(address) ?? 0) + 1);
  const seen = new Map<string, number>();
  return new Map(
    all.map((role) => {
      const { address } = role;
      if (counts.get(address) === 1) return [role, address];
      const number = (seen.get(address) ?? 0) + 1;
      seen.set(address, number);
      return [role, `${address} (${number})`];
    }),
  );
}

interface Around {
  readonly key: string;
  readonly federation: Federation | undefined;
  readonly projects: readonly Project[];
  readonly provider: ProviderRegistration | undefined;
  readonly declared: Role | undefined;
}

function factsOf(
  written: WrittenRole,
  artifact: WrittenArtifact,
  { key, federation, projects, provider, declared }: Around,
): KnownFacts {
  const registered = artifact.providers.map(({ url, account, clientIds }): KnownProvider => ({
    issuer: url,
    ...(account === undefined ? {} : { account }),
    ...(clientIds === undefined ? {} : { clientIds }),
  }));
  const own = provider === undefined ? registered : [provider];
  const { managed, inline, boundary } = written.permissions;
  const quota = declared?.account.quotas.trustPolicySize;
  return {
    role: key,
    ...(own.length === 0 ? {} : { providers: own }),
    ...(written.account === undefined ? {} : { account: written.account }),
    ...(written.partition === undefined ? {} : { partition: written.partition }),
    ...(federation === undefined ? {} : { instance: federation.instance, projects }),
    ...(written.maxSessionSeconds === undefined ? {} : { maxSessionSeconds: written.maxSessionSeconds }),
    ...(quota === undefined ? {} : { trustPolicyQuota: quota }),
    permissions: {
      managed,
      inline: Object.fromEntries(inline.map(({ name, document }, i) => [name ?? String(i), document])),
      ...(boundary === undefined ? {} : { boundary }),
    },
  };
}

/** What is wrong with a policy that cannot be evaluated, and what IAM would say to it. */
function malformed(input: JudgeInput, written: WrittenRole, problems: readonly Problem[]): Gap {
  const reason = problems.map(({ message, pointer = '/' }) => `${message} at ${pointer}`).join('; ');
  const write = checkWrite(written.document);
  const position = place(input, written, problems[0]?.pointer ?? '');
  return {
    address: written.address,
    concerns: 'trust',
    reason: write.accepted ? reason : `${reason}; IAM would refuse to store it: ${write.reason}`,
    ...(position === undefined ? {} : { position }),
  };
}

function place({ locate }: JudgeInput, written: WrittenRole, pointer: string): Position | undefined {
  return locate?.(written, pointer) ?? written.positionAt?.(pointer) ?? written.position;
}

function unique<T extends { readonly address: string; readonly reason: string }>(
  entries: readonly T[],
): readonly T[] {
  return [...new Map(entries.map((entry) => [`${entry.address}\n${entry.reason}`, entry])).values()];
}

import {
  equalInputs,
  hasReason,
  runCatalog,
  unusedSuppressions,
  type Finding,
  type Suppression,
} from '../catalog/index';
import type { Position, Problem } from '../errors';
import type { Federation } from '../federation/index';
import { checkWrite } from '../trust/index';
import { OWN_ACCOUNT, type Notice, type WrittenArtifact, type WrittenRole } from '../artifact/index';
import type { JudgedTrust } from './judged-trust';
import { inDeclaredAccounts } from './declared-accounts';
import { outsideRoles } from './outside-roles';
import { partlyKnown } from './partly-known';
import type { Judgement } from './judgement';
import type { ProofOptions } from './judge-proofs';
import { openTrusts } from './open-trusts';
import { proveOpen } from './prove-open';
import { readingsWith } from './read-trust';
import { markVacuous, vacuousEntries } from './vacuous-entries';
import { vacuousRows } from './vacuous-rows';
import { judgeTable } from './table/judge-table';
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
  /** Where a JSON pointer into a role's trust policy is in the user's file. @default the place of the policy */
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
export function judge(asked: JudgeInput): Judgement {
  const input = { ...asked, artifacts: inDeclaredAccounts(asked.artifacts, asked.federation) };
  const { artifacts, federation, suppressions = [], onProgress } = input;
  const heard = (stage: JudgeProgress['stage']) => (done: number, total: number) =>
    onProgress?.({ stage, done, total });
  const gaps: Gap[] = [];
  const suppressed: { role: string; finding: JudgedTrust['findings'][number]; suppression: Suppression }[] =
    [];
  const total = artifacts.reduce((sum, { roles }) => sum + roles.length, 0);
  let done = 0;
  const first = equalInputs();
  const ofRows =
    federation === undefined ? undefined : vacuousRows(federation, input.table?.rows ?? federation.table);
  const open = openTrusts(input);
  const { read, chains } = readingsWith(input, open);
  const trusts = read.map((reading): JudgedTrust => {
    heard('trust policies')((done += 1), total);
    const { trust } = reading;
    const { key, written } = trust;
    if ('problems' in reading) {
      gaps.push(malformed(input, written, reading.problems));
      return { ...trust, findings: [] };
    }
    const checkInput = { ...reading.checkInput, now: input.now };
    // one without a reason takes no effect, and every role says so
    const mine = suppressions
      .filter((s) => s.role !== undefined || !hasReason(s))
      .map((s) => (s.role === written.address ? { ...s, role: key } : s));
    const result = runCatalog(checkInput, {
      same: first(checkInput),
      suppressions: mine,
      judgeUnused: false,
      locate: (pointer) => place(input, written, pointer),
    });
    gaps.push(
      ...result.issuers.flatMap(({ notJudged }) =>
        notJudged === undefined ? [] : [{ address: written.address, reason: notJudged }],
      ),
      ...result.undecided
        .filter(({ check }) => !isAccepted(check, suppressions, [key, written.address]))
        .map(({ check, reason, position }) => ({
          address: written.address,
          openChain: check === undefined ? undefined : true,
          reason,
          position,
        })),
    );
    const ofRole = mine.filter((suppression) => suppression.role === key && hasReason(suppression));
    const vacuous = splitAccepted(
      trust.declared === undefined
        ? []
        : [...vacuousEntries(trust.declared), ...(ofRows?.get(trust.declared.key) ?? [])],
      ofRole,
    );
    const accepted = [...result.suppressed, ...vacuous.accepted];
    suppressed.push(...accepted.map((entry) => ({ role: key, ...entry })));
    const unused = unusedSuppressions(ofRole, new Set(accepted.map(({ suppression }) => suppression)));
    const { permissions } = checkInput;
    return {
      ...trust,
      permissions,
      findings: [...result.findings, ...vacuous.findings, ...unused],
      issuers: result.issuers,
    };
  });
  const { trusts: partly, unread } = partlyKnown(
    input,
    new Set(trusts.map(({ key }) => key)),
    chains.factsOf,
  );
  gaps.push(...partly.flatMap(gapOf));
  const onRow = heard('rows of the table');
  const ofFederation =
    federation === undefined
      ? undefined
      : judgeTable(
          input.table === undefined ? federation : { ...federation, table: [] },
          artifacts,
          undefined,
          onRow,
          [...trusts, ...open],
        );
  const matrix =
    input.table === undefined
      ? ofFederation
      : { ...judgeTableFile(input.table, trusts, artifacts, onRow, open), ...troubleOf(ofFederation) };
  return {
    federation,
    trusts: withGlobalSuppressions([...trusts, ...partly], suppressions, suppressed),
    matrix,
    proofs:
      federation === undefined
        ? []
        : markVacuous(
            proveOpen(federation, [...trusts, ...open], federation.prove, {
              ...input.proofs,
              onProof: heard('proofs'),
            }),
            trusts,
            suppressed,
          ),
    suppressed,
    notices: unique([
      ...artifacts.flatMap(({ notices = [] }) => notices),
      ...trusts.flatMap(ownAccountNotice),
      ...outsideRoles(trusts, artifacts),
    ]),
    gaps: unique([...unread, ...gaps, ...(matrix?.gaps ?? [])]),
  };
}

/** Whether the declaration accepts what a check leaves open about a role, for a reason. */
function isAccepted(
  check: string | undefined,
  suppressions: readonly Suppression[],
  names: readonly string[],
): boolean {
  return suppressions.some(
    (suppression) =>
      suppression.check === check &&
      hasReason(suppression) &&
      (suppression.role === undefined || names.includes(suppression.role)),
  );
}

function troubleOf(matrix: Matrix | undefined): Pick<Matrix, 'gaps' | 'deviations'> {
  return { gaps: matrix?.gaps ?? [], deviations: matrix?.deviations ?? [] };
}

/** Findings that are not of the catalog's run: those that stand, and those that were accepted for the role. */
function splitAccepted(findings: readonly Finding[], suppressions: readonly Suppression[]) {
  const accepted = findings.flatMap((finding) => {
    const suppression = suppressions.find(({ check }) => check === finding.check);
    return suppression === undefined ? [] : [{ finding, suppression }];
  });
  return {
    accepted,
    findings: findings.filter((finding) => accepted.every((entry) => entry.finding !== finding)),
  };
}

function ownAccountNotice({ key, written: { ownAccount, position } }: JudgedTrust): readonly Notice[] {
  const reason = `the account of the role is not known: \`${OWN_ACCOUNT}\` stands for it; give it with \`--account\``;
  return ownAccount === true ? [{ address: key, reason, position }] : [];
}

function gapOf({ key, written, partly }: JudgedTrust): readonly Gap[] {
  const { position } = written;
  if (partly?.because === undefined) return [];
  return [
    {
      address: key,
      concerns: 'trust',
      reason: partly.because,
      position,
    },
  ];
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

/** What is wrong with a policy that cannot be evaluated, and what IAM would say to it. */
function malformed(input: JudgeInput, written: WrittenRole, problems: readonly Problem[]): Gap {
  const reason = problems.map(({ message, pointer = '/' }) => `${message} at ${pointer}`).join('; ');
  const write = checkWrite(written.document);
  const position = place(input, written, problems[0]?.pointer ?? '');
  return {
    address: written.address,
    concerns: 'trust',
    reason: write.accepted ? reason : `${reason}; IAM would refuse to store it: ${write.reason}`,
    position,
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

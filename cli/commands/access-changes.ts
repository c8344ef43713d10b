import type { Judgement, Report, ReportChange } from '../../policies/index';
import type { CommandInput, CommandInputOptions } from '../inputs/command-input';
import { withTableFile, type TableOptions } from '../inputs/table-file';
import { readVersion } from '../inputs/version-input';
import type { Terminal } from '../output/terminal';
import type { ComparedTrusts } from './compared-cases';
import { judgeInput, type JudgeOptions } from './judge-input';

/** An input of a comparison, judged. */
export interface ComparedSide {
  readonly input: CommandInput;
  readonly judgement: Judgement;
}

/**
 * Which access each role gained and lost, for every token there is: the same answer for `diff`, `check` and the page of before and after.
 * What could not be read of the earlier version cannot be compared.
 */
export async function accessChanges(
  before: ComparedSide,
  after: ComparedSide,
  options: CommandInputOptions & { readonly issuer?: string },
): Promise<readonly ReportChange[]> {
  const { asNamedLater, GITLAB_COM_ISSUER, judgeDiff, toChanges } = await import('../../policies/index');
  const { unlessOtherCases } = await import('./compared-cases');
  const [was, now] = await Promise.all([provable(before, options), provable(after, options)]);
  const old =
    isNameless(before) && isNameless(after)
      ? was.map((trust) => ({ ...trust, key: now[0]?.key ?? trust.key }))
      : asNamedLater(was, now);
  const issuer =
    [...old, ...now].find(({ provider }) => provider !== undefined)?.provider?.issuer ?? GITLAB_COM_ISSUER;
  const declared = after.input.federation ??
    before.input.federation ?? { instance: { url: issuer, issuer }, projects: new Map() };
  const diffs = judgeDiff(old, now, declared, { declaredBefore: before.input.federation });
  const oldNames = new Map(diffs.map((diff) => [diff.name, diff.before ?? diff.name]));
  const changes = unlessOtherCases(replaced(toChanges(diffs), old, now, oldNames), old, now).map((change) =>
    unlessUnread(change, before, after),
  );
  const unchanged = unchangedUnread(before, after, new Set(changes.map(({ role }) => role)));
  const told = new Set([
    ...unchanged.map(({ role }) => role),
    ...changes.filter(({ kind }) => kind === 'cannot_tell').map(({ role }) => role),
    ...was.filter(({ open }) => open !== undefined).map(({ key }) => key),
  ]);
  const unread = before.judgement.gaps
    // a chain that is open is told of the role that it may lead to
    .filter(({ address, openChain }) => openChain !== true && !told.has(address))
    .map(({ address, reason }): ReportChange => ({
      role: address,
      kind: 'cannot_tell',
      gained: [],
      lost: [],
      reason: `not read in the earlier version: ${reason}`,
    }));
  return [...changes, ...unchanged, ...unread];
}

/** A role is gone only where it is not among what could not be read, nor in a part of the later version that could not. */
function unlessUnread(change: ReportChange, before: ComparedSide, after: ComparedSide): ReportChange {
  if (change.kind !== 'removed') return change;
  const { role } = change;
  const address = before.judgement.trusts.find(({ key }) => key === role)?.written.address ?? role;
  const gaps = after.judgement.gaps.filter(({ openChain }) => openChain !== true);
  const own = gaps.find((gap) => isOfRole(gap.address, address) || isOfRole(gap.address, role));
  const part = gaps.find(({ concerns }) => concerns === 'module');
  const found = own ?? part;
  if (found === undefined) return change;
  const reason = `${own === undefined ? `\`${found.address}\` was` : ''} not read in the later version: ${found.reason}`;
  return { role, kind: 'cannot_tell', gained: [], lost: [], reason: reason.trimStart() };
}

/** Whether a gap is about a role, one of its instances, or its block. */
function isOfRole(gap: string, address: string): boolean {
  return gap === address || gap.startsWith(`${address}[`) || address.startsWith(`${gap}[`);
}

/** Roles of whose trust policy nothing is known, and nothing that it is computed from has changed. */
function unchangedUnread(
  before: ComparedSide,
  after: ComparedSide,
  compared: ReadonlySet<string>,
): readonly ReportChange[] {
  const partial = ({ input }: ComparedSide): ReadonlyMap<string, string | undefined> =>
    new Map(
      input.artifacts.flatMap((artifact) =>
        (artifact.partial ?? []).flatMap(({ address, parts, unknown, definition }) => {
          const from = compared.has(address) ? undefined : definition?.();
          return from === undefined ? [] : [[address, JSON.stringify([parts, unknown, from])] as const];
        }),
      ),
    );
  const now = partial(after);
  return [...partial(before)].flatMap(([role, definition]): readonly ReportChange[] =>
    now.get(role) !== definition
      ? []
      : [
          {
            role,
            kind: 'same',
            gained: [],
            lost: [],
            reason: 'no new access, whatever its trust policy is: all that it is computed from is unchanged',
            needs: ['same-unknown-values'],
          },
        ],
  );
}

/**
 * A judged input with what changed since an earlier version.
 * @param earlier an input, or a git revision of the declaration
 * @throws RefgateError when the earlier version cannot be read
 */
export async function comparedWith(
  earlier: string,
  after: ComparedSide & { readonly report: Report; readonly names: readonly string[] },
  options: CommandInputOptions & TableOptions & JudgeOptions,
  terminal: Terminal,
): Promise<{ readonly report: Report; readonly before: Report }> {
  const { withChanges } = await import('../../policies/index');
  const input = await readVersion(earlier, options, terminal, after.names);
  const judged = await judgeInput(await withTableFile(input, options, terminal), terminal, options);
  const changes = await accessChanges({ input, judgement: judged.judgement }, after, options);
  return { report: withChanges(after.report, changes, options), before: judged.report };
}

/** A role that went to another account is another role: that the same tokens can assume it says nothing of what they can do there. */
function replaced(
  changes: readonly ReportChange[],
  old: ComparedTrusts,
  now: ComparedTrusts,
  oldNames: ReadonlyMap<string, string>,
): readonly ReportChange[] {
  const accountOf = (trusts: ComparedTrusts, role: string): string | undefined => {
    const account = trusts.find(({ key }) => key === role)?.provider?.account;
    return account === PLACEHOLDER_ACCOUNT ? undefined : account;
  };
  return changes.map((change): ReportChange => {
    const before = oldNames.get(change.role) ?? change.role;
    const [was, is] = [accountOf(old, before), accountOf(now, change.role)];
    if (was === undefined || is === undefined || was === is || change.gained.length > 0) return change;
    const name = before === change.role ? '' : `, \`${before}\``;
    const reason = `it is replaced by a role of another account: \`${is}\` in place of \`${was}\`${name}`;
    return { ...change, kind: 'cannot_tell', reason };
  });
}

/** Stands for an account that is not known. */
const PLACEHOLDER_ACCOUNT = '000000000000';

/** A policy alone: its file has a name and the role has none. */
function isNameless({ input: { input }, judgement: { trusts } }: ComparedSide): boolean {
  return input.kind === 'policy' && trusts.length === 1;
}

async function provable(
  { input }: ComparedSide,
  options: CommandInputOptions & { readonly issuer?: string },
): Promise<ComparedTrusts> {
  const { boundedBy, isOfOtherCallers, isOpen, providerOf, readAllTrusts } =
    await import('../../policies/index');
  return readAllTrusts(input).trusts.flatMap((trust): ComparedTrusts => {
    const most = boundedBy(trust, 'atMost');
    if (most.policy === undefined) return [];
    const { key, policy, issuers, reachedBy, written } = trust;
    const { caseOf, decidedBy, name, account } = written;
    const open = isOpen(trust) ? trust.open : undefined;
    const known = { key, caseOf, decidedBy, name, account, policy, issuers, reachedBy, open };
    // a role of other callers, such as an AWS service, is compared by the roles that lead to it
    return isOfOtherCallers(most) && options.issuer === undefined
      ? [known]
      : [{ ...known, provider: providerOf(most, input, options) }];
  });
}

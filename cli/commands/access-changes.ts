import type { judgeDiff as compare, Judgement, ReportChange } from '../../policies/index';
import type { CommandInput, CommandInputOptions } from '../inputs/command-input';

type ComparedTrusts = Parameters<typeof compare>[0];

/** An input of a comparison, judged. */
export interface ComparedSide {
  readonly input: CommandInput;
  readonly judgement: Judgement;
}

/** Which access each role gained and lost, for every token there is: the same answer for `diff` and for the page of before and after. */
export async function accessChanges(
  before: ComparedSide,
  after: ComparedSide,
  options: CommandInputOptions & { readonly issuer?: string },
): Promise<readonly ReportChange[]> {
  const { GITLAB_COM_ISSUER, judgeDiff, toChanges } = await import('../../policies/index');
  const [old, now] = await Promise.all([provable(before, options), provable(after, options)]);
  const issuer =
    [...old, ...now].find(({ provider }) => provider !== undefined)?.provider?.issuer ?? GITLAB_COM_ISSUER;
  const declared = after.input.federation ??
    before.input.federation ?? { instance: { url: issuer, issuer }, projects: new Map() };
  return toChanges(judgeDiff(old, now, declared));
}

async function provable(
  { input, judgement }: ComparedSide,
  options: CommandInputOptions & { readonly issuer?: string },
): Promise<ComparedTrusts> {
  const { isOfOtherCallers, providerOf } = await import('../../policies/index');
  return judgement.trusts.flatMap((trust): ComparedTrusts => {
    const { key, policy, issuers, reachedBy } = trust;
    if (policy === undefined) return [];
    const known = { key, policy, issuers, reachedBy };
    // a role of other callers, such as an AWS service, is compared by the roles that lead to it
    return isOfOtherCallers(trust) && options.issuer === undefined
      ? [known]
      : [{ ...known, provider: providerOf(trust, input, options) }];
  });
}

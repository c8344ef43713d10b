import type { JudgedTrust, Judgement, ReportChange } from '../../policies/index';
import type { CommandInput, CommandInputOptions } from '../inputs/command-input';

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
  const issuer = [...old, ...now][0]?.provider.issuer ?? GITLAB_COM_ISSUER;
  const declared = after.input.federation ??
    before.input.federation ?? { instance: { url: issuer, issuer }, projects: new Map() };
  return toChanges(judgeDiff(old, now, declared));
}

async function provable(
  { input, judgement }: ComparedSide,
  options: CommandInputOptions & { readonly issuer?: string },
) {
  const { providerOf } = await import('../../policies/index');
  const readable = judgement.trusts.filter(({ policy }: JudgedTrust) => policy !== undefined);
  return readable.map(({ key, policy, ...rest }) => ({
    key,
    policy,
    ...(rest.issuers === undefined ? {} : { issuers: rest.issuers }),
    provider: providerOf({ key, policy, ...rest }, input, options),
  }));
}

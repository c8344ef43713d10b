import { providerArn } from '../context/index';
import { quote } from '../errors';
import type { StatementTrace } from '../evaluate/index';
import { parseProviderArn, type ProviderArn, type Statement } from '../trust/index';
import { AT } from './apply-to-token';
import { fixable, noted, type Change, type Diagnosis, type Repair } from './fix';
import type { AdviceContext } from './input';

/** A region of each partition, whose STS endpoint answers for its roles. */
const REGIONS: Readonly<Record<string, string>> = { 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' };

/** What to change when no Allow statement is about the provider that vouches for the token. */
export function principalDiagnosis({ statement }: StatementTrace, context: AdviceContext): Diagnosis {
  const { provider } = context;
  const arn = providerArn(provider.issuer, provider.account, provider.partition);
  const { principal } = statement;
  const named = principal.kind === 'listed' ? principal.federated : [];
  for (const other of named) {
    const difference = differenceOf(other, arn);
    if (difference === undefined) continue;
    const region = REGIONS[provider.partition ?? 'aws'];
    const elsewhere: readonly Change[] =
      region === undefined || partsOf(other)?.partition === provider.partition
        ? []
        : [{ place: 'job', op: 'set', at: AT.region, value: region }];
    return fixable({
      cause: difference,
      changes: [...principalChange(statement, other, arn, context), ...elsewhere],
    });
  }
  if (named.length > 0)
    return noted(
      `the statement trusts ${named.map(quote).join(', ')}, and the token comes from the provider ${quote(arn)}`,
    );
  if (principal.kind === 'not_principal')
    return noted('IAM does not store an Allow with `NotPrincipal`: name the provider under `Principal`');
  const cause =
    principal.kind === 'everyone' || principal.aws.includes('*')
      ? '`*` does not match a token of an OIDC provider: only the ARN of the provider under `Federated` does'
      : 'the statement names no OIDC provider under `Federated`';
  const repair: Repair = {
    cause,
    changes: [
      {
        place: 'trust_policy',
        op: 'set',
        at: `${statementPointer(statement, context)}/Principal`,
        value: { Federated: arn },
      },
    ],
  };
  return fixable(repair);
}

/** The parts of a provider's ARN; a scheme in front of the host is taken for a slip. */
function partsOf(arn: string): ProviderArn | undefined {
  const parts = parseProviderArn(arn);
  return parts === undefined ? undefined : { ...parts, host: parts.host.replace(/^https?:\/\//, '') };
}

/** Why two ARNs that look alike are two providers; `undefined` where they do not look alike. */
function differenceOf(other: string, arn: string): string | undefined {
  const [theirs, mine] = [partsOf(other), partsOf(arn)];
  if (theirs === undefined || mine === undefined) return undefined;
  if (theirs.host.replace(/\/+$/, '').toLowerCase() !== mine.host.toLowerCase()) return undefined;
  if (theirs.partition !== mine.partition)
    return `the policy names the partition ${quote(theirs.partition)}, the role is in ${quote(mine.partition)}`;
  if (theirs.account !== mine.account)
    return `the policy trusts the provider of account ${theirs.account}, but the role is in account ${mine.account}: STS looks in the role's own account`;
  return `${quote(other)} and ${quote(arn)} are two providers: scheme, slash and case are part of the name`;
}

/** Another provider in place of one that the statement names. */
export function principalChange(
  statement: Statement,
  old: string,
  arn: string,
  context: AdviceContext,
): readonly Change[] {
  const at = `${statementPointer(statement, context)}/Principal/Federated`;
  const { principal } = statement;
  if (principal.kind === 'listed' && principal.federated.length === 1)
    return [{ place: 'trust_policy', op: 'set', at, value: arn }];
  return [
    { place: 'trust_policy', op: 'remove', at, value: old },
    { place: 'trust_policy', op: 'add', at, value: arn },
  ];
}

/** Pointer to a statement in the document as it is written. */
export function statementPointer(
  { index }: Statement,
  { document }: Pick<AdviceContext, 'document'>,
): string {
  const list = (document as { readonly Statement?: unknown } | undefined)?.Statement;
  return list === undefined || Array.isArray(list) ? `/Statement/${index}` : '/Statement';
}

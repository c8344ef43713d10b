import { parseProviderArn, type ProviderArn } from '../trust/index';
import { nameOf, type StatementTrace } from '../evaluate/index';

/** What to change when no Allow statement is about the provider that vouches for the token. */
export function principalAdvice(
  closest: StatementTrace,
  trace: readonly StatementTrace[],
): readonly string[] {
  const arn = /`([^`]*)`/.exec(closest.principal.why)?.[1] ?? '';
  const wanted = `name the provider exactly: \`{"Federated": "${arn}"}\``;
  const trusted = trace.flatMap(({ statement: { principal } }) =>
    principal.kind === 'listed' ? principal.federated : [],
  );
  const mine = parseProviderArn(arn);
  const reasons = trusted.flatMap((other) => differences(mine, parseProviderArn(other), other));
  const { principal } = closest.statement;
  if (principal.kind === 'everyone' || (principal.kind === 'listed' && principal.aws.includes('*'))) {
    reasons.push('`*` does not admit the token of an OIDC provider: only its `Federated` ARN does');
  }
  return [...reasons, `${nameOf(closest)}: ${wanted}`];
}

function differences(mine: ProviderArn | undefined, other: ProviderArn | undefined, text: string): string[] {
  if (mine === undefined) return [];
  if (other === undefined) return [`\`${text}\` is no ARN of an OIDC provider`];
  if (other.host === mine.host && other.account !== mine.account) {
    return [
      `the policy trusts the provider of account ${other.account}, but the role is in account ${mine.account}: STS looks in the role's own account`,
    ];
  }
  if (other.host === mine.host && other.partition !== mine.partition)
    return [`the policy names partition \`${other.partition}\`, the role is in \`${mine.partition}\``];
  if (other.host.replace(/\/$/, '').toLowerCase() === mine.host.toLowerCase()) {
    return [
      `\`${other.host}\` and \`${mine.host}\` are two providers: a slash or a capital makes the difference`,
    ];
  }
  return [];
}

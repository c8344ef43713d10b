import { nameOf, type StatementTrace } from '../evaluate/index';

const ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):oidc-provider\/(.+)$/;

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
  const mine = ARN.exec(arn);
  const reasons = trusted.flatMap((other) => differences(mine, ARN.exec(other), other));
  const { principal } = closest.statement;
  if (principal.kind === 'everyone' || (principal.kind === 'listed' && principal.aws.includes('*'))) {
    reasons.push('`*` does not admit the token of an OIDC provider: only its `Federated` ARN does');
  }
  return [...reasons, `${nameOf(closest)}: ${wanted}`];
}

function differences(mine: RegExpExecArray | null, other: RegExpExecArray | null, text: string): string[] {
  if (mine === null) return [];
  if (other === null) return [`\`${text}\` is no ARN of an OIDC provider`];
  if (other[3] === mine[3] && other[2] !== mine[2]) {
    return [
      `the policy trusts the provider of account ${other[2]}, but the role is in account ${mine[2]}: STS looks in the role's own account`,
    ];
  }
  if (other[3] === mine[3] && other[1] !== mine[1])
    return [`the policy names partition \`${other[1]}\`, the role is in \`${mine[1]}\``];
  if (other[3]?.replace(/\/$/, '').toLowerCase() === mine[3]?.toLowerCase()) {
    return [
      `\`${other[3]}\` and \`${mine[3]}\` are two providers: a slash or a capital makes the difference`,
    ];
  }
  return [];
}

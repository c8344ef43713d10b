import { quote } from '../errors';
import { isGitlabCom, issuerHost } from '../context/index';
import { parseIamArn } from '../arn';
import type { Grant } from '../grant/index';
import { concernsWebIdentity, parsePattern, type Policy, type Statement } from '../trust/index';

/**
 * What each statement of a grant's policy has to be, said apart from the code that writes policies: a mistake there would otherwise
 * be in what was written and in what it is compared with. Every least condition is there, and wildcards are read only where one is.
 * @returns where that does not hold, and how; `undefined` when it does
 */
export function missingMinimumCondition(grant: Grant, { statements }: Policy): string | undefined {
  const host = issuerHost(grant.issuer);
  const other = undeclaredCaller(grant, { statements });
  if (other !== undefined) return other;
  for (const { index, conditions } of statements.filter(isForTokens)) {
    const demanded = conditions
      .filter(({ operator }) => operator === 'StringEquals' || operator === 'StringLike')
      .map(({ key }) => key);
    const missing = leastClaims(grant).find((claim) => !demanded.includes(`${host}:${claim}`));
    if (missing !== undefined) {
      return `/Statement/${index}/Condition: got no condition on ${quote(`${host}:${missing}`)}, expected one in every statement`;
    }
    const open = requestKeys(grant).find(
      ([key, operator, values]) =>
        !conditions.some(
          (one) =>
            one.key === key &&
            one.operator === operator &&
            one.values.every((value) => values.includes(value)),
        ),
    );
    if (open !== undefined) {
      return `/Statement/${index}/Condition: got no condition on ${quote(open[0])} as declared, expected one in every statement for tokens`;
    }
    const loose = conditions.find(
      ({ operator, values }) => operator === 'StringLike' && !values.some(hasWildcard),
    );
    if (loose !== undefined) {
      return `${loose.pointer}: got \`StringLike\` over a value without a wildcard, expected \`StringEquals\``;
    }
  }
  return undefined;
}

/** Where a policy lets something assume the role without a token that its declaration does not name; `undefined` where it does not. */
export function undeclaredCaller(
  grant: Grant,
  { statements }: Pick<Policy, 'statements'>,
): string | undefined {
  for (const statement of statements) {
    const other = isForTokens(statement)
      ? hasOtherPrincipal(statement)
        ? `/Statement/${statement.index}/Principal: got other principals beside the provider, expected a statement of their own`
        : undefined
      : otherThanDeclared(grant, statement);
    if (other !== undefined) return other;
  }
  return undefined;
}

function isForTokens(statement: Statement): boolean {
  return concernsWebIdentity({ version: '2012-10-17', statements: [statement] });
}

/** What `request` of the role demands: key, operator and the values that it allows at most. */
function requestKeys({ request = {} }: Grant): readonly (readonly [string, string, readonly string[]])[] {
  const { sourceIp, sourceVpc, sourceVpce } = request;
  return [
    ...(sourceIp === undefined ? [] : [['aws:SourceIp', 'IpAddress', sourceIp] as const]),
    ...(sourceVpc === undefined ? [] : [['aws:SourceVpc', 'StringEquals', sourceVpc] as const]),
    ...(sourceVpce === undefined ? [] : [['aws:SourceVpce', 'StringEquals', sourceVpce] as const]),
  ];
}

function hasOtherPrincipal({ principal }: Statement): boolean {
  return principal.kind !== 'listed' || principal.aws.length + principal.other.length > 0;
}

/** Why a statement that is for no token is not the one of `break_glass`; `undefined` when it is. */
function otherThanDeclared(
  { breakGlass }: Grant,
  { index, effect, principal, action, conditions }: Statement,
): string | undefined {
  const named =
    principal.kind === 'listed' ? [...principal.aws, ...principal.other, ...principal.federated] : ['*'];
  if (breakGlass === undefined) {
    return `/Statement/${index}/Principal: got ${named.map(quote).join(', ')}, which can assume the role without a token, expected a principal that \`break_glass\` declares`;
  }
  const { principal: declared, mfa = true, accountRoot = false } = breakGlass;
  if (effect !== 'Allow' || named.length !== 1 || named[0] !== declared)
    return `/Statement/${index}/Principal: got ${named.map(quote).join(', ')}, expected ${quote(declared)} and no other`;
  if (parseIamArn(declared)?.resource === 'root' && !accountRoot)
    return `/Statement/${index}/Principal: got a whole account, expected \`account_root: true\` in its declaration`;
  if (action.negated || action.actions.join() !== 'sts:AssumeRole')
    return `/Statement/${index}/Action: got ${action.actions.map(quote).join(', ')}, expected \`sts:AssumeRole\``;
  const hasMfa = conditions.some(
    ({ operator, key, values }) =>
      operator === 'Bool' && key === 'aws:MultiFactorAuthPresent' && values.join() === 'true',
  );
  return mfa && !hasMfa
    ? `/Statement/${index}/Condition: got no condition on \`aws:MultiFactorAuthPresent\`, expected one`
    : undefined;
}

function hasWildcard(value: string): boolean {
  return parsePattern(value, { wildcards: true, variables: true }).some(
    ({ kind }) => kind === 'any' || kind === 'one',
  );
}

/** On gitlab.com a path is not an identity; what every rule says holds for every statement. */
function leastClaims({ issuer, rules }: Grant): readonly string[] {
  return [
    'sub',
    'aud',
    ...(isGitlabCom(issuer) ? ['project_id', 'namespace_id'] : []),
    ...(isGitlabCom(issuer) && rules.every((rule) => rule.protected) ? ['ref_protected'] : []),
    ...(isGitlabCom(issuer) && rules.every((rule) => rule.sources !== undefined) ? ['pipeline_source'] : []),
    ...(isGitlabCom(issuer) && rules.every((rule) => rule.runner !== undefined)
      ? ['runner_environment']
      : []),
  ];
}

import { quote } from '../errors';
import { isGitlabCom, issuerHost } from '../context/index';
import type { Grant } from '../grant/index';
import { parsePattern, type Policy } from '../trust/index';

/**
 * What each statement of a grant's policy has to be, said apart from the code that writes policies: a mistake there would otherwise
 * be in what was written and in what it is compared with. Every least condition is there, and wildcards are read only where one is.
 * @returns where that does not hold, and how; `undefined` when it does
 */
export function missingMinimumCondition(grant: Grant, { statements }: Policy): string | undefined {
  const host = issuerHost(grant.issuer);
  for (const { index, conditions } of statements) {
    const demanded = conditions
      .filter(({ operator }) => operator === 'StringEquals' || operator === 'StringLike')
      .map(({ key }) => key);
    const missing = leastClaims(grant).find((claim) => !demanded.includes(`${host}:${claim}`));
    if (missing !== undefined) {
      return `/Statement/${index}/Condition: got no condition on ${quote(`${host}:${missing}`)}, expected one in every statement`;
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

import { parseIamArn } from '../arn';
import type { Notice, WrittenArtifact } from '../artifact/index';
import { isFullDeny, matchesPattern, namesAction, statementsOf, texts } from '../catalog/index';
import { concernsWebIdentity } from '../trust/index';
import type { JudgedTrust } from './judged-trust';

const ASSUME_ROLE = 'sts:assumerole';

/** Roles that a notice names. */
const MAX_NAMES = 3;

/**
 * Roles outside of the input that a session of a token may try to assume: its permissions name them. Whether they trust it, and what it
 * can do as one of them, depends on an input that was not given. Permissions for every role (`*`) name none.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function outsideRoles(
  trusts: readonly JudgedTrust[],
  artifacts: readonly WrittenArtifact[],
): readonly Notice[] {
  const roles = artifacts.flatMap((artifact) => [...artifact.roles, ...(artifact.partial ?? [])]);
  const isInside = (pattern: string): boolean =>
    roles.some(({ arn, name }) =>
      arn === undefined
        ? name !== undefined && matchesPattern(nameIn(pattern), name)
        : matchesPattern(pattern, arn),
    );
  return trusts.flatMap(({ key, policy, written, permissions }): readonly Notice[] => {
    if (policy === undefined || permissions === undefined || !concernsWebIdentity(policy)) return [];
    const statements = Object.values(permissions.inline).flatMap(statementsOf);
    const named = statements.filter((statement) => namesAction(statement, ASSUME_ROLE) !== undefined);
    if (named.some(isFullDeny)) return [];
    const outside = new Set(
      named
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Resource }) => texts(Resource))
        .filter((resource) => isOfRoles(resource) && !isInside(resource)),
    );
    if (outside.size === 0) return [];
    const shown = [...outside].slice(0, MAX_NAMES).map((name) => `\`${name}\``);
    const more = outside.size > MAX_NAMES ? ` and ${outside.size - MAX_NAMES} more` : '';
    const reason = `a session of the role may assume ${shown.join(', ')}${more}, which the input does not contain: where that leads depends on an input that was not given; judge the two together`;
    return [{ address: key, reason, position: written.position }];
  });
}

/** An ARN of roles whose account or name is written: `*` and `arn:aws:iam::*:role/*` are about every role. */
function isOfRoles(resource: string): boolean {
  const { account, resource: name } = parseIamArn(resource) ?? {};
  return name?.startsWith('role/') === true && !(account === '*' && name === 'role/*');
}

function nameIn(pattern: string): string {
  return pattern.split('/').at(-1) ?? pattern;
}

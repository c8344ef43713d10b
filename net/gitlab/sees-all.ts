import { MEMBER_ANSWER, USER_ANSWER } from '../../policies/index';
import type { GitlabClient } from './client';

/** Guest: the lowest role with which a member of a group sees each of its projects. */
const GUEST = 10;

/**
 * Whether the user of the token sees every project of groups. The list of a public group has its public projects alone for others, and looks
 * the same.
 * @returns a question about the full path of a group: one request each, and one for the user
 * @see https://docs.gitlab.com/user/permissions/ members of a group are members of its projects
 */
export function seesAll(client: GitlabClient): (group: string) => Promise<boolean> {
  let user: Promise<{ readonly id: number; readonly isAdmin: boolean } | undefined> | undefined;
  const whose = async () => {
    const answer = await client.get('/user', USER_ANSWER);
    return answer.kind === 'hidden'
      ? undefined
      : { id: answer.value.id, isAdmin: answer.value.is_admin === true };
  };
  return async (group) => {
    user ??= whose();
    const known = await user;
    if (known === undefined || known.isAdmin) return known !== undefined;
    const member = await client.get(membership(group, String(known.id)), MEMBER_ANSWER);
    return member.kind === 'seen' && member.value.access_level >= GUEST;
  };
}

/** The requests before they are sent, for one group. */
export function seesAllRequests(group: string): readonly string[] {
  return ['/user', membership(group, '<user>')];
}

const membership = (group: string, user: string): string =>
  `/groups/${encodeURIComponent(group)}/members/all/${user}`;

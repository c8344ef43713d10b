import { NAMESPACE_EXISTS_ANSWER } from '../../policies/index';
import type { GitlabClient } from './client';

/**
 * Whether a user or a top-level group has the first part of a path; `unknown` where GitLab does not tell.
 * @throws RefgateError `ERR_GITLAB`
 */
export async function namespaceExists(client: GitlabClient, path: string): Promise<boolean | 'unknown'> {
  const answer = await client.get(namespaceRequest(path), NAMESPACE_EXISTS_ANSWER);
  return answer.kind === 'hidden' ? 'unknown' : answer.value.exists;
}

/** The request before it is sent. */
export function namespaceRequest(path: string): string {
  return `/namespaces/${encodeURIComponent(path.split('/', 1)[0] ?? '')}/exists`;
}

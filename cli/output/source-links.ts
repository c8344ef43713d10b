import { relative, resolve } from 'node:path';
import type { LinkTo } from '../../policies/index';
import type { Terminal } from './terminal';

/**
 * Where a line of a file is on the web, in a job of GitLab or GitHub: the commit of the source branch, since that of a merged-results
 * pipeline is in no branch.
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @returns `undefined` outside of such a job
 */
export function sourceLinks({ cwd, env }: Pick<Terminal, 'cwd' | 'env'>): LinkTo | undefined {
  const checkout = checkoutOf(env);
  if (checkout === undefined) return undefined;
  return (file, line) => {
    const path = relative(checkout.folder, resolve(cwd, file)).replaceAll('\\', '/');
    if (path.startsWith('../') || path === '') return undefined;
    return `${checkout.url}/${path.split('/').map(encodeURIComponent).join('/')}#L${line}`;
  };
}

function checkoutOf(env: Terminal['env']): { readonly folder: string; readonly url: string } | undefined {
  const { CI_PROJECT_DIR, CI_PROJECT_URL, CI_COMMIT_SHA, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA } = env;
  const sha = CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || CI_COMMIT_SHA;
  if (CI_PROJECT_DIR && CI_PROJECT_URL && sha)
    return { folder: CI_PROJECT_DIR, url: `${CI_PROJECT_URL}/-/blob/${sha}` };
  const { GITHUB_WORKSPACE, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (GITHUB_WORKSPACE && GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_SHA)
    return {
      folder: GITHUB_WORKSPACE,
      url: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`,
    };
  return undefined;
}

import { git } from '../inputs/git-revision';
import type { HtmlOptions } from '../../policies/index';
import type { Terminal } from './terminal';

/**
 * When a page is made, and of which commit: in a job the one that GitLab or GitHub names, else that of the checkout.
 * `SOURCE_DATE_EPOCH` sets the date, so that a page can be made again.
 * @see https://reproducible-builds.org/docs/source-date-epoch/
 */
export async function pageOrigin(terminal: Terminal): Promise<NonNullable<HtmlOptions['origin']>> {
  const { SOURCE_DATE_EPOCH: epoch } = terminal.env;
  const now = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  const commit = commitOfJob(terminal.env) ?? (await commitOfCheckout(terminal));
  return { date: `${now.toISOString().slice(0, 19)}Z`, commit };
}

type Commit = NonNullable<NonNullable<HtmlOptions['origin']>['commit']>;

function commitOfJob(env: Terminal['env']): Commit | undefined {
  const { CI_PROJECT_URL, CI_COMMIT_SHA, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = env;
  if (CI_COMMIT_SHA)
    return {
      sha: CI_COMMIT_SHA,
      ...(CI_PROJECT_URL ? { url: `${CI_PROJECT_URL}/-/commit/${CI_COMMIT_SHA}` } : {}),
    };
  if (GITHUB_SHA)
    return {
      sha: GITHUB_SHA,
      ...(GITHUB_SERVER_URL && GITHUB_REPOSITORY
        ? { url: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/commit/${GITHUB_SHA}` }
        : {}),
    };
  return undefined;
}

async function commitOfCheckout(terminal: Terminal): Promise<Commit | undefined> {
  const sha = (await git(['rev-parse', '--verify', '--quiet', 'HEAD'], terminal))?.trim();
  if (sha === undefined || sha === '') return undefined;
  const changed = await git(['status', '--porcelain', '--untracked-files=no'], terminal);
  return { sha, ...(changed === undefined || changed === '' ? {} : { modified: true }) };
}

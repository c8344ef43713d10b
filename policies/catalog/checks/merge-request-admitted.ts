import { GITLAB_COM_HOST } from '../../context/index';
import { quote } from '../../errors';
import type { TokenKind } from '../../prove/index';
import { asksOfValues } from '../asks-prover';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { UNPROTECTED } from '../token-kinds';
import { SOURCES } from '../sources';
import { component, literal, type SubPattern } from '../sub-pattern';

const MERGE_REQUEST: TokenKind = { sources: ['merge_request_event'] };

export const mergeRequestAdmitted = asksOfValues({
  id: 'merge-request-admitted',
  severity: 'note',
  title: 'merge request pipelines of the branch can assume the role, too',
  rationale:
    'A merge request whose *source* branch is `main`, such as a merge back into `release/1.2`, mints the very `sub` of `main`; as a merged-results pipeline it runs the code of both branches. Only `pipeline_source` and `ref_protected` differ, and with the setting of GitLab 18.1 that protects such pipelines only `pipeline_source` does.',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'demand `ref_protected` = `"true"` and list the `pipeline_source` values that can assume the role; on a GitLab of your own, which has neither key, leave the setting that protects merge request pipelines off',
  sources: [SOURCES.gitlabMergeRequests, SOURCES.gitlabSub],
  firstOnly: true,
  question: ({ input, view, pattern }) => {
    const isBranch = literal(component(pattern, 'ref_type') ?? []) === 'branch';
    if (!isBranch || refOf(pattern) === undefined) return undefined;
    if (view.issuers.includes(GITLAB_COM_HOST)) return { ...UNPROTECTED, ...MERGE_REQUEST };
    // AWS has no key that tells it there, and with the setting of GitLab 18.1 `ref_protected` does not either
    return input.instance === undefined ? MERGE_REQUEST : undefined;
  },
  says: ({ pattern }) => `a merge request *from* ${quote(refOf(pattern) ?? '')} can assume the role, too`,
});

function refOf(pattern: SubPattern): string | undefined {
  return literal(component(pattern, 'ref') ?? [{ kind: 'any' }]);
}

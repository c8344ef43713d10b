import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';
import { component, literalPrefix, subPatterns } from '../sub-pattern';

export const mergeRequestRef = defineCheck({
  id: 'merge-request-ref',
  severity: 'error',
  title: 'a `sub` names the internal ref of a merge request',
  rationale:
    'A merge request pipeline runs on `refs/merge-requests/<iid>/head`, but its token never says so: `ref` is the short name of the source branch. A policy that waits for `refs/merge-requests/…` admits no token.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: {
      'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:refs/merge-requests/*',
    },
  }),
  good: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:pipeline_source': 'merge_request_event' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
  }),
  fix: 'name the source branch; on gitlab.com tell merge request pipelines apart by `pipeline_source`',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabMergeRequests],
  run: (input) =>
    concerning(input).flatMap((view) =>
      subPatterns(view, input.policy.version)
        .filter((pattern) =>
          /^(refs\/)?merge[-_]requests\//.test(literalPrefix(component(pattern, 'ref') ?? [])),
        )
        .map(({ text, pointer }) => ({
          message: `${quote(text)} names an internal ref that no token has`,
          pointer,
          statement: view.statement,
        })),
    ),
});

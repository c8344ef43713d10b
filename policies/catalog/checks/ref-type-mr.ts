import { quote } from '../../errors';
import { compileGlob } from '../../trust/index';
import { defineCheck } from '../check';
import { onGitlabCom, PINS } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';
import { component, literal, subPatterns } from '../sub-pattern';

export const refTypeMr = defineCheck({
  id: 'ref-type-mr',
  severity: 'error',
  title: 'a `sub` wants a ref type that GitLab never mints',
  rationale:
    '`ref_type` is `branch` or `tag`, nothing else. A merge request pipeline has `ref_type:branch` and the name of its *source branch*, so a policy for `ref_type:mr` or `ref_type:merge_request` admits no token.',
  bad: onGitlabCom({
    StringEquals: PINS,
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:mr:ref:*' },
  }),
  good: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:pipeline_source': 'merge_request_event' },
    StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
  }),
  fix: 'write `ref_type:branch`; on gitlab.com tell merge request pipelines apart by `pipeline_source`',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabToken],
  run: (input) =>
    concerning(input).flatMap((view) =>
      subPatterns(view, input.policy.version).flatMap((pattern) => {
        const value = component(pattern, 'ref_type');
        if (value === undefined) return [];
        const test = compileGlob(value);
        if (test('branch') || test('tag')) return [];
        return {
          message: `${quote(pattern.text)} wants ref type ${quote(literal(value) ?? '…')}: there is only \`branch\` and \`tag\``,
          pointer: pattern.pointer,
          statement: view.statement,
        };
      }),
    ),
});

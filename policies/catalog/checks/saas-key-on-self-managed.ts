import { quote } from '../../errors';
import { defineCheck } from '../check';
import { effectWhenMissing } from '../conditions';
import { MAIN, onSelfManaged } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

export const saasKeyOnSelfManaged = defineCheck({
  id: 'saas-key-on-self-managed',
  severity: 'error',
  title: 'a key that exists for gitlab.com only is tested for another issuer',
  rationale:
    'AWS fills `project_id`, `ref_protected`, `pipeline_source` and their kin for the issuer gitlab.com and for no other. For a self-managed or Dedicated GitLab only `sub` and `aud` exist: a positive operator on another key refuses everybody for ever, an `IfExists` form checks nothing.',
  bad: onSelfManaged({
    StringEquals: {
      'gitlab.example.com:aud': 'sts.amazonaws.com',
      'gitlab.example.com:sub': MAIN,
      'gitlab.example.com:project_id': '101',
    },
  }),
  good: onSelfManaged({
    StringEquals: {
      'gitlab.example.com:aud': 'sts.amazonaws.com',
      'gitlab.example.com:sub': 'project_id:101:ref_type:branch:ref:main:ref_protected:true',
    },
  }),
  fix: "put `project_id` and `ref_protected` into the project's `sub` components (`ci_id_token_sub_claim_components`) and test `sub`",
  sources: [SOURCES.gitlabAws, SOURCES.gitlabToken],
  run: (input) =>
    concerning(input).flatMap(({ statement, hosts }) =>
      statement.conditions
        .filter(({ key }) => keyMeaning(key, hosts).kind === 'saas')
        .map((condition) => ({
          message: `AWS fills ${quote(condition.key)} for gitlab.com only: ${effectWhenMissing(condition, statement.effect)}`,
          pointer: condition.pointer,
          statement,
        })),
    ),
});

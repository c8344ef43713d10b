import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION } from '../../trust/index';
import { defineCheck } from '../check';
import { setAt } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

const ACTIONS = [
  WEB_IDENTITY_ACTION,
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:SetSourceIdentity',
  'sts:TagSession',
];

export const actionCase = defineCheck({
  id: 'action-case',
  severity: 'error',
  about: 'every_issuer',
  title: 'an action is written in another case',
  rationale:
    'At evaluation the case of an action does not count, but when a trust policy is written it does: IAM refuses `STS:assumerolewithwebidentity` with "AssumeRole policy may only specify STS AssumeRole actions."',
  bad: onGitlabCom({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, undefined, {
    Action: 'STS:assumerolewithwebidentity',
  }),
  good: STRICT_EXAMPLE,
  fix: `write ${quote(WEB_IDENTITY_ACTION)}`,
  sources: [SOURCES.recordings],
  mend: ({ pointer, statement }) => {
    const actions = (statement?.action.actions ?? []).map(
      (action) => ACTIONS.find((name) => name.toLowerCase() === action.toLowerCase()) ?? action,
    );
    const [only] = actions;
    return [setAt(pointer, actions.length === 1 ? (only as string) : actions)];
  },
  run: (input) =>
    concerning(input).flatMap(({ statement, pointer }) =>
      statement.action.actions.flatMap((action) => {
        const right = ACTIONS.find((name) => name.toLowerCase() === action.toLowerCase());
        if (right === undefined || right === action) return [];
        return {
          message: `IAM refuses ${quote(action)}: the case counts when a policy is written`,
          pointer: `${pointer}/${statement.action.negated ? 'NotAction' : 'Action'}`,
          statement,
          fix: `write ${quote(right)}`,
        };
      }),
    ),
});

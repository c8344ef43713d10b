import { checkWrite } from '../../trust/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { conditionPointer } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { isReference } from '../issuer-hosts';
import { SOURCES } from '../sources';
import { federated, views } from '../statements';

/** Said by a check of its own, and another number where the account's quota was raised. */
const QUOTA = /^Cannot exceed quota/;

export const refusedByIam = defineCheck({
  id: 'refused-by-iam',
  severity: 'error',
  about: 'every_issuer',
  title: 'IAM refuses to store the policy today',
  rationale:
    'The policy breaks a rule that IAM checks when a role is made or its trust is changed, such as the identity-provider control for gitlab.com. A role that has it already keeps working until somebody touches its trust: then the apply fails.',
  bad: onGitlabCom({ StringEquals: PINS, StringEqualsIfExists: { 'gitlab.com:sub': MAIN } }),
  good: STRICT_EXAMPLE,
  fix: 'change what the message names',
  sources: [SOURCES.recordings, SOURCES.awsControls, SOURCES.awsCreateRole],
  run: (input) => {
    // A principal that only Terraform knows cannot be judged here.
    if (views(input).some(({ statement }) => federated(statement).some(isReference))) return [];
    const answer = checkWrite(input.document);
    if (answer.accepted || QUOTA.test(answer.reason)) return [];
    const view = views(input).find(({ pointer }) => isWithin(answer.pointer, pointer));
    const message = `IAM refuses the policy: ${quote(answer.reason)}`;
    if (view === undefined) return [{ message, pointer: '' }];
    return [
      {
        message,
        pointer: isWithin(answer.pointer, `${view.pointer}/Condition`)
          ? conditionPointer(view)
          : view.pointer,
        statement: view.statement,
      },
    ];
  },
});

function isWithin(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}

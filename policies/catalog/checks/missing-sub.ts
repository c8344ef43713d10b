import { GITLAB_COM_HOST } from '../../context/index';
import { defineCheck } from '../check';
import { hasGrammar } from '../issuer-hosts';
import { conditionPointer, isPositive, on } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { listedValues, unlisted } from '../listed';
import { admitting, isThrough } from '../prover';
import { SOURCES } from '../sources';

export const missingSub = defineCheck({
  id: 'missing-sub',
  severity: 'error',
  about: 'every_issuer',
  title: 'an Allow statement does not demand a `sub`',
  rationale:
    '`sub` is the only key that names the project *and* the ref, and on a self-managed instance the only one that names either. A statement that tests everything but `sub` accepts every ref of a project, or every project of the instance. For gitlab.com IAM refuses to store it; `Null`, negated and `IfExists` operators do not count.',
  bad: onGitlabCom({ StringEquals: PINS }),
  good: STRICT_EXAMPLE,
  fix: 'demand `<issuer>:sub` with StringEquals, or with StringLike where the ref is a pattern',
  sources: [SOURCES.awsControls, SOURCES.gitlabAws],
  run: (input) =>
    admitting(input)
      .filter(
        (view) =>
          view.statement.conditions.length > 0 &&
          !view.issuers.every((host) => hasGrammar(host, input)) &&
          !on(view, 'sub').some(isPositive) &&
          (view.issuers.includes(GITLAB_COM_HOST) ||
            isThrough(input, { view }, unlisted(listedValues(input, view.issuers), 'sub'))),
      )
      .map((view) => ({
        message: view.issuers.includes(GITLAB_COM_HOST)
          ? 'the statement does not demand a `sub`: any ref will do, and IAM refuses to store it for gitlab.com'
          : `the statement does not demand a \`sub\`: any project or user of \`${view.issuers.join('`, `')}\` can assume the role`,
        pointer: conditionPointer(view),
        statement: view.statement,
      })),
});

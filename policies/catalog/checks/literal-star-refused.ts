import { GITLAB_COM_HOST } from '../../context/index';
import { quote } from '../../errors';
import { countsForProvider } from '../../trust/index';
import { defineCheck } from '../check';
import { on } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { allowing } from '../statements';

export const literalStarRefused = defineCheck({
  id: 'literal-star-refused',
  severity: 'error',
  title: 'IAM refuses to store the policy: a `sub` is the bare `*`',
  rationale:
    'For the issuer gitlab.com IAM wants every Allow statement to test `sub` with a value that is not `*`. A list that holds a `*` is refused as a whole, under StringEquals as under StringLike. The check looks at nothing but the bare star: `project_path:*` is stored and accepts every token.',
  bad: onGitlabCom({ StringEquals: PINS, StringLike: { 'gitlab.com:sub': '*' } }),
  good: STRICT_EXAMPLE,
  fix: 'name the project and the ref in `sub`',
  sources: [SOURCES.recordings, SOURCES.awsControls],
  run: (input) =>
    allowing(input)
      .filter(({ issuers }) => issuers.includes(GITLAB_COM_HOST))
      .flatMap((view) => {
        const counted = on(view, 'sub').filter(({ form }) => form !== undefined && countsForProvider(form));
        // One good condition beside the star is enough for IAM.
        if (counted.some(({ values }) => !values.includes('*'))) return [];
        return counted.map(({ operator, key, pointer }) => ({
          message: `IAM refuses the value ${quote('*')} of ${quote(key)} under ${operator}`,
          pointer,
          statement: view.statement,
        }));
      }),
});

import { quote } from '../../errors';
import { SUB_CLAIM_COMPONENTS } from '../../gitlab/index';
import { closest } from '../../trust/index';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { isComponentName, literalPrefix } from '../sub-pattern';
import { overSubjects } from '../walk';

export const subUnknownComponent = defineCheck({
  id: 'sub-unknown-component',
  severity: 'error',
  title: 'a `sub` has a part that GitLab never writes',
  rationale:
    'A `sub` is a row of names and values, and GitLab knows few names. A project can choose among them, but it cannot invent one: `environment:production` or `branch:main` are in no token, and the name of an environment cannot be put there at all.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api:environment:production' },
  }),
  good: STRICT_EXAMPLE,
  fix: `use only ${SUB_CLAIM_COMPONENTS.map((name) => `\`${name}\``).join(', ')}`,
  sources: [SOURCES.gitlabToken, SOURCES.gitlabSub],
  run: (input) =>
    overSubjects(input, ({ components, rest, text }) => {
      const [name = '', ...others] = literalPrefix(rest).split(':');
      if (components.length === 0 || others.length === 0 || isComponentName(name)) return undefined;
      const message = `${quote(text)} has the part ${quote(name)}, which GitLab never writes`;
      const near = closest(name, SUB_CLAIM_COMPONENTS);
      return near === undefined ? message : { message, fix: `did you mean ${quote(near)}?` };
    }),
});

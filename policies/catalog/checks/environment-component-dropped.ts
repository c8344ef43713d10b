import { quote } from '../../errors';
import type { Project } from '../../gitlab/index';
import type { TokenKind } from '../../prove/index';
import { asksOfValues } from '../asks-prover';
import { EXAMPLE_PROJECT, onGitlabCom, PINS } from '../example';
import { declaredProject, worldOfProject } from '../project-subjects';
import { SOURCES } from '../sources';
import { component, literal, type SubPattern } from '../sub-pattern';

const TAIL = 'project_path:acme/platform/api:ref_type:branch:ref:main';

export const environmentComponentDropped = asksOfValues({
  id: 'environment-component-dropped',
  severity: 'error',
  title: 'a demand on the environment is met by jobs without one',
  rationale:
    'GitLab leaves a component out of `sub` when it has no value. A job without an environment mints the plain `sub`, so a policy that lists the plain value beside the one with `environment_protected:true` accepts every job that simply names no environment.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': [TAIL, `${TAIL}:environment_protected:true`] } },
    {
      projects: [
        { ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref_type', 'ref', 'environment_protected'] },
      ],
    },
  ),
  good: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:sub': `${TAIL}:environment_protected:true` } },
    {
      projects: [
        { ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref_type', 'ref', 'environment_protected'] },
      ],
    },
  ),
  fix: 'list only the values that name the environment component',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabToken],
  through: 'statement',
  world: ({ input, pattern }) => worldOfProject(input, pattern),
  question: ({ input, pattern }) => {
    const project = declaredProject(input, pattern);
    const isAsked = literal(component(pattern, 'environment_protected') ?? []) === 'true';
    if (!isAsked || project?.subClaim.includes('environment_protected') !== true) return undefined;
    return { declared: project, environment: 'none', ...refOf(pattern) };
  },
  unless: ({ input, pattern }) => ({
    declared: declaredProject(input, pattern) as Project,
    environment: 'unprotected',
    ...refOf(pattern),
  }),
  says: ({ pattern }) =>
    `${quote(pattern.text)} demands a protected environment, but the statement also admits jobs without any`,
});

/** The ref that a value names. */
function refOf(pattern: SubPattern): TokenKind {
  const ref = component(pattern, 'ref');
  return ref === undefined ? {} : { in: { ref: [ref] } };
}

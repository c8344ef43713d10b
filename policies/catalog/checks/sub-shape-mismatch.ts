import { quote } from '../../errors';
import { renderSubject } from '../../gitlab/index';
import { defineCheck } from '../check';
import { EXAMPLE_PROJECT, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { declaredProject } from '../project-subjects';
import { isMinted } from '../prover';
import { SOURCES } from '../sources';
import { overSubjects } from '../walk';

export const subShapeMismatch = defineCheck({
  id: 'sub-shape-mismatch',
  severity: 'error',
  title: 'a `sub` is written with other components than the project mints',
  rationale:
    'A project can choose the parts of its `sub` (`ci_id_token_sub_claim_components`). Names, order and number then change for every token, and a policy written for the usual shape matches none of them. A component that has no value for a job is omitted without a word.',
  bad: onGitlabCom(
    {
      StringEquals: { ...PINS, 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:main' },
    },
    { projects: [{ ...EXAMPLE_PROJECT, subClaim: ['project_path', 'ref_type', 'ref', 'ref_protected'] }] },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT] } },
  fix: 'write the `sub` with the components of the project, in their order',
  sources: [SOURCES.gitlabToken, SOURCES.gitlabSub],
  run: (input) =>
    overSubjects(input, (pattern, view) => {
      const project = declaredProject(input, pattern);
      if (project === undefined || pattern.tokens.some(({ kind }) => kind === 'variable')) return undefined;
      if (isMinted(input, view, pattern, project)) return undefined;
      const values = { project_path: project.path, project_id: project.id, ref_type: 'branch', ref: 'main' };
      const usual = renderSubject(project.subClaim, { ...values, ref_protected: 'true' });
      return `${quote(pattern.text)} matches no \`sub\` of ${quote(project.path)}: it mints ${quote(usual)}`;
    }),
});

import { replaceValue } from '../../advice/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isFirm, on, patterns } from '../conditions';
import { EXAMPLE_PROJECT, MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { compileGlob } from '../../trust/index';
import { SOURCES } from '../sources';
import { component, literal } from '../sub-pattern';
import { overSubjects } from '../walk';

export const idOfAnotherProject = defineCheck({
  id: 'id-of-another-project',
  severity: 'error',
  title: 'path and id belong to different projects',
  rationale:
    'The `sub` names one project and the id another, so no token fits both: usually the statement was copied and only one of the two was changed. `namespace_id` is the id of the *direct* parent group, not of the top-level group.',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:project_id': '202', 'gitlab.com:sub': MAIN } },
    { projects: [EXAMPLE_PROJECT] },
  ),
  good: { ...STRICT_EXAMPLE, known: { projects: [EXAMPLE_PROJECT] } },
  fix: 'write the id of the project that the `sub` names',
  sources: [SOURCES.gitlabAws, SOURCES.gitlabToken],
  run: (input) =>
    overSubjects(input, (pattern, view) => {
      const path = literal(component(pattern, 'project_path') ?? [{ kind: 'any' }]);
      const project = (input.projects ?? []).find((candidate) => candidate.path === path);
      for (const [claim, id] of [
        ['project_id', project?.id],
        ['namespace_id', project?.namespaceId],
      ] as const) {
        const wrong = on(view, claim).find(
          (condition) =>
            id !== undefined &&
            isFirm(condition) &&
            !patterns(condition, input.policy.version).some((tokens) => compileGlob(tokens)(id)),
        );
        if (wrong !== undefined && id !== undefined) {
          const [only, ...others] = wrong.values;
          return {
            message: `${quote(pattern.text)} has ${claim} ${quote(id)}, but the statement wants ${wrong.values.map(quote).join(' or ')}`,
            changes: others.length > 0 ? undefined : replaceValue(wrong, only ?? '', id),
          };
        }
      }
      return undefined;
    }),
});

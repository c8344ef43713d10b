import { removeAt } from '../mend';
import { quote } from '../../errors';
import { defineCheck, type Match } from '../check';
import { valuePointer } from '../conditions';
import { onGitlabCom, STRICT } from '../example';
import { redundantIn } from '../prover';
import { SOURCES } from '../sources';
import { allowing } from '../statements';

const REF = 'project_path:acme/platform/api:ref_type:branch:ref:';

export const shadowedValue = defineCheck({
  id: 'shadowed-value',
  severity: 'note',
  about: 'every_issuer',
  title: 'a value adds nothing to a wider one beside it',
  rationale:
    'The wider pattern of the list covers it already. It reads as if it mattered: whoever removes it believes that the ref can no longer assume the role.',
  bad: onGitlabCom({
    StringEquals: STRICT,
    StringLike: { 'gitlab.com:sub': [`${REF}release/*`, `${REF}release/1.2`] },
  }),
  good: onGitlabCom({
    StringEquals: STRICT,
    StringLike: { 'gitlab.com:sub': [`${REF}hotfix-*`, `${REF}release/*`] },
  }),
  fix: 'remove the narrower value, or the wider one if it is a mistake',
  sources: [SOURCES.awsLint],
  run: (input) =>
    allowing(input).flatMap((view) =>
      redundantIn(input, view).flatMap(
        ({ kind, value, condition, valueIndex = 0 }, _, all): readonly Match[] => {
          // of two values that cover each other one has to stay
          const isAlone = all.filter((other) => other.condition === condition).length === 1;
          if (kind !== 'redundant_value' || condition === undefined || value === undefined) return [];
          // Another check reports a value that is there twice.
          if (condition.values.indexOf(value) !== condition.values.lastIndexOf(value)) return [];
          return [
            {
              message: `${quote(value)} adds nothing: without it the same tokens can assume the role`,
              pointer: valuePointer(condition, valueIndex),
              statement: view.statement,
              changes: isAlone ? [removeAt(condition.pointer, value)] : undefined,
            },
          ];
        },
      ),
    ),
});

import { quote } from '../errors';
import { claimOf, type JudgedCondition } from './judged-condition';
import { fixable, noted, type Diagnosis } from './fix';
import type { AdviceContext } from './input';
import { addValue, syntaxOf } from './policy-change';
import { pieceMatches, pieceText, readSubjectPattern } from './subject-pattern';

/**
 * The project is in another namespace than the policy names. Where the subject trusts a whole group the project may be in a subgroup of
 * it, which has a namespace id of its own; otherwise nothing is loosened for what may be another project.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 */
export function namespaceDiagnosis(
  { condition, beside }: JudgedCondition,
  got: string,
  { claims, policy }: AdviceContext,
): Diagnosis {
  const wanted = condition.values.join(' or ');
  const path = typeof claims.project_path === 'string' ? claims.project_path : '';
  const group = beside
    .filter((other) => claimOf(other) === 'sub')
    .flatMap((other) =>
      other.values.map((value) => readSubjectPattern(value, syntaxOf(other, policy.version))),
    )
    .flatMap(({ parts, anyCase }) => {
      const [first] = parts;
      const isGroup =
        first?.name === 'project_path' &&
        first.value.some(({ kind }) => kind === 'any') &&
        pieceMatches(first.value, path, anyCase);
      return isGroup ? [pieceText(first.value)] : [];
    })
    .find((text) => text.includes('/'));
  if (group === undefined)
    return noted(
      `the project is in namespace ${got}, not in ${wanted}: it was transferred, or it is another project`,
    );
  return fixable({
    cause: `projects of a subgroup have the \`namespace_id\` of the subgroup: ${quote(path)} is in namespace ${got}, the policy trusts ${wanted}`,
    changes: [addValue(condition, got)],
    admits: `every project in namespace ${got} that the subject matches`,
  });
}

import {
  ALL_UNITS,
  either,
  oneOf,
  oneOrMore,
  unitDifference,
  unitsIn,
  type Shape,
} from '../../automata/index';
import { unreachable } from '../../errors';
import { CLAIMS, type ClaimRow, type SubClaimComponent } from '../../gitlab/index';
import { PROJECT_PATH } from './path-shape';
import { GITLAB_REF, GIT_REF } from './ref-shape';
import { ID } from './value-shapes';

/** What the components of a `sub` may hold. */
export interface SubjectRules {
  readonly refs: 'gitlab' | 'git' | 'any';
  readonly paths: 'gitlab' | 'any';
  readonly ids: 'gitlab' | 'any';
}

/** One letter of a value: `sub` separates with `:`, which no value holds. */
export const VALUE_LETTER: Shape = oneOf(unitDifference(ALL_UNITS, unitsIn(':')));

/** Any value. */
export const VALUE: Shape = oneOrMore(VALUE_LETTER);

const REFS = { any: VALUE, git: GIT_REF, gitlab: GITLAB_REF } as const;

/** The shapes of lists of words. They are shared, and their automata with them. */
const words = new WeakMap<readonly string[], Shape>();

function oneOfWords(list: readonly string[]): Shape {
  const known = words.get(list) ?? either(...list);
  words.set(list, known);
  return known;
}

/** The values of a component, as the claims table describes them. */
export function componentShape(component: SubClaimComponent, { refs, paths, ids }: SubjectRules): Shape {
  const row: ClaimRow = CLAIMS[component];
  const { values } = row;
  switch (values.kind) {
    case 'project_path':
      return paths === 'any' ? VALUE : PROJECT_PATH;
    case 'id':
      return ids === 'any' ? VALUE : ID;
    case 'words':
      return oneOfWords(values.words);
    case 'ref':
      return REFS[refs];
    case 'namespace_path':
    case 'text':
    case 'other':
      return VALUE;
    default:
      return unreachable(values);
  }
}

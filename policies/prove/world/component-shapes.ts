import {
  ALL_UNITS,
  either,
  oneOf,
  oneOrMore,
  unitDifference,
  unitsIn,
  type Shape,
} from '../../automata/index';
import { DEPLOYMENT_TIERS, type SubClaimComponent } from '../../gitlab/index';
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

const FLAG = either('true', 'false');
const TIER = either(...DEPLOYMENT_TIERS);
const REF_TYPE = either('branch', 'tag');
const REFS = { any: VALUE, git: GIT_REF, gitlab: GITLAB_REF } as const;

/** The values of each component. The shapes are shared, and their automata with them. */
export function componentShapes({
  refs,
  paths,
  ids,
}: SubjectRules): Readonly<Record<SubClaimComponent, Shape>> {
  return {
    project_path: paths === 'any' ? VALUE : PROJECT_PATH,
    project_id: ids === 'any' ? VALUE : ID,
    ref_type: REF_TYPE,
    ref: REFS[refs],
    ref_protected: FLAG,
    environment_protected: FLAG,
    deployment_tier: TIER,
  };
}

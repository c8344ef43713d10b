import { LEADING_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';

const REFS: readonly (readonly SubClaimComponent[])[] = [
  [],
  ['ref_type'],
  ['ref'],
  ['ref_type', 'ref'],
  ['ref', 'ref_type'],
];
const REST = ['ref_protected', 'environment_protected', 'deployment_tier'] as const;

/**
 * Every list of `sub` components in the usual order: what names the project, then type and name of the ref either way round, then
 * any of the rest as they are documented.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 */
export const COMPONENT_LISTS: readonly (readonly SubClaimComponent[])[] = LEADING_COMPONENTS.flatMap((lead) =>
  REFS.flatMap((refs) => subsets(REST).map((rest) => [lead, ...refs, ...rest])),
);

function subsets<T>([first, ...others]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  const without = subsets(others);
  return [...without, ...without.map((list) => [first, ...list])];
}

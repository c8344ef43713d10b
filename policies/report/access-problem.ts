import { allOfGrant } from '../prove/index';
import type { ReportCell, ReportProof } from './report';

/**
 * What is wrong about who can assume a role. `unexpected-access`: a token can assume it and must not. `missing-access`: one must and cannot,
 * so at most a job stops. `refuted`: a promise about several roles, which may be either. `undetermined`: it is not known.
 */
export type AccessProblem = 'unexpected-access' | 'missing-access' | 'refuted' | 'undetermined';

/** How lists of findings rank each: only missing access cannot let anybody in. */
export const ACCESS_SEVERITIES = {
  'unexpected-access': 'error',
  'missing-access': 'warning',
  refuted: 'error',
  undetermined: 'error',
} as const satisfies Record<AccessProblem, 'error' | 'warning'>;

/** Each in one line, as the title of a rule. */
export const ACCESS_TITLES: Readonly<Record<AccessProblem, string>> = {
  'unexpected-access': 'a token can assume a role and must not',
  'missing-access': 'a token must assume a role and cannot',
  refuted: 'a property does not hold for all tokens',
  undetermined: 'it is not known which tokens can assume a role',
};

/** What is wrong with a cell that does not hold. */
export function cellProblem({ outcome }: Pick<ReportCell, 'outcome'>): AccessProblem {
  if (outcome === 'undetermined') return 'undetermined';
  return outcome === 'allow' ? 'unexpected-access' : 'missing-access';
}

/** What is wrong with a property that is not proved. */
export function proofProblem({
  roles,
  property,
  verdict,
}: Pick<ReportProof, 'roles' | 'property' | 'verdict'>): AccessProblem {
  if (verdict !== 'refuted') return 'undetermined';
  const [role = '', ...others] = roles;
  if (others.length > 0) return 'refuted';
  return property.startsWith(allOfGrant(role)) ? 'missing-access' : 'unexpected-access';
}

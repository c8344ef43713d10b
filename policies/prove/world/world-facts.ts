import type { Instance, Project } from '../../gitlab/index';
import type { Assumptions } from './assumptions';

/** What the cases of a world are made from. */
export interface WorldFacts {
  readonly kind: 'gitlab';
  readonly instance: Instance;
  readonly projects: readonly Project[];
  readonly assumptions: Assumptions;
  /** Whether tokens of projects on reused paths may exist or not: an answer that only they decide is undecided. */
  readonly openPaths: boolean;
  /** Condition keys are `<host>:<claim>`, in lower case. */
  readonly host: string;
  /** Whether AWS fills the keys beyond `sub` and `aud`. */
  readonly isGitlabCom: boolean;
}

import type { Project } from '../gitlab/index';
import type { Condition } from '../trust/index';
import type { View } from './statements';
import type { SubPattern } from './sub-pattern';

/** Where a token would come in: one Allow statement, behind every Deny of the policy. */
export interface Entry {
  readonly view: View;
  /** Only by this value of `sub`. */
  readonly pattern?: SubPattern;
  /** As if this condition were not there. */
  readonly without?: Condition;
  /** `no_deny`: as if no Deny were there. @default 'every_deny' */
  readonly past?: 'every_deny' | 'no_deny';
  /** @default 'open': whatever projects there are */
  readonly world?: EntryWorld;
}

/** Which tokens there are. `rules`: whether the declared protection rules are taken to hold. */
export type EntryWorld = 'open' | { readonly project: Project; readonly rules: boolean };

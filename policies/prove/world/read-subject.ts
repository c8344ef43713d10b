import { SUB_CLAIM_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';
import type { ComponentValues } from './subject';

/** A `sub` taken apart into components, up to the first one that refgate does not know. */
export interface ReadSubject {
  /** In their order. */
  readonly components: readonly SubClaimComponent[];
  readonly values: ComponentValues;
  /** The first component that is not known. */
  readonly unknown?: string;
}

/** @returns `undefined` for what no project mints: no pairs of names and values, or two values of one component */
export function readSubject(sub: string): ReadSubject | undefined {
  const words = sub.split(':');
  const values: Partial<Record<SubClaimComponent, string>> = {};
  const components: SubClaimComponent[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const name = SUB_CLAIM_COMPONENTS.find((known) => known === words[i]);
    const value = words[i + 1];
    if (value === undefined) return undefined;
    if (name === undefined) return { components, values, unknown: words[i] ?? '' };
    if ((values[name] ?? value) !== value) return undefined;
    if (values[name] === undefined) components.push(name);
    values[name] = value;
  }
  return { components, values };
}

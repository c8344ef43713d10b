import type { Problem } from '../errors';

/** A problem that does not know yet where in the file it is. */
export type Fault = Omit<Problem, 'pointer' | 'position'>;

/** Steps from a value to a part of it: keys of mappings, indexes of lists. */
export type Place = readonly (string | number)[];

/** A fault at a place inside of a value. */
export interface InnerFault {
  readonly path: Place;
  readonly fault: Fault;
}

/** Whether a value is known only later, such as a Terraform reference. Rules accept such a value. */
export type IsUnknown = (value: unknown) => boolean;

export const nothingUnknown: IsUnknown = () => false;

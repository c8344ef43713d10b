import type { Case } from '../cases';

/** What is kept of a computation in each case: in another one it comes out differently. */
export class PerCase<T> {
  private readonly kept = new WeakMap<Case, T>();

  /** @param workspace tells which case is looked at */
  constructor(
    private readonly workspace: { readonly when: Case },
    private readonly make: () => T,
  ) {}

  get now(): T {
    const { when } = this.workspace;
    const known = this.kept.get(when);
    if (known !== undefined) return known;
    const made = this.make();
    this.kept.set(when, made);
    return made;
  }
}

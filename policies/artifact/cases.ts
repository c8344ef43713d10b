/** What is assumed of one value that an input does not decide. */
interface Assumed {
  readonly is?: string;
  readonly not?: readonly string[];
}

/** A way in which the undecided values of an input may be. */
export class Case {
  constructor(private readonly assumed: ReadonlyMap<string, Assumed> = new Map()) {}

  /** What the value is assumed to be. */
  is(name: string): string | undefined {
    return this.assumed.get(name)?.is;
  }

  /** Whether it is assumed to be another one than this. */
  isNot(name: string, value: string): boolean {
    return this.assumed.get(name)?.not?.includes(value) === true;
  }

  with(name: string, fact: { readonly is: string } | { readonly not: string }): Case {
    const before = this.assumed.get(name)?.not ?? [];
    const now = 'is' in fact ? { is: fact.is } : { not: [...before, fact.not] };
    return new Case(new Map([...this.assumed, [name, now]]));
  }

  /** What is assumed of something. */
  get names(): readonly string[] {
    return [...this.assumed.keys()];
  }

  /**
   * In words, such as `Environment is prod`; empty where nothing is assumed.
   * @param mark how names and values are marked
   */
  describe(mark: (text: string) => string = (text) => text): string {
    const told = (text: string): string => (text === 'true' || text === 'false' ? text : mark(text));
    return [...this.assumed]
      .map(([name, { is, not = [] }]) => {
        if (is === undefined) return `${mark(name)} is not ${not.map(told).join(' or ')}`;
        return name === is ? mark(name) : `${mark(name)} is ${told(is)}`;
      })
      .join(', ');
  }
}

/** Ends a computation at a value that decides it and is not decided. */
export class Undecided extends Error {
  constructor(
    override readonly name: string,
    /** What it may be. */
    readonly values: readonly string[],
    /** Whether it may be anything else. */
    readonly open: boolean,
  ) {
    super(name);
  }
}

/** More cases of one role are not judged. */
const MAX_CASES = 64;

/** A result, and a case in which it comes out. */
export interface InCase<T> {
  readonly result: T;
  readonly when: Case;
}

/** Does the work in every case that makes a difference; `undefined` where there are too many. */
export function everyCase<T>(work: (when: Case) => T): readonly InCase<T>[] | undefined {
  const results: InCase<T>[] = [];
  const open: Case[] = [new Case()];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (results.length + open.length >= MAX_CASES) return undefined;
    try {
      results.push({ result: work(next), when: next });
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      const { name, values } = error;
      let rest: Case = next;
      const cases = values.map((value) => next?.with(name, { is: value }) as Case);
      for (const value of values) rest = rest.with(name, { not: value });
      open.push(...(error.open ? [rest] : []), ...cases.toReversed());
    }
  }
  return results;
}

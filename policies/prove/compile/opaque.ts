import { FALSE, TRUE, minus, missing, not, or, type Formula } from '../../automata/index';

/** Something about a token that cannot be stated as a formula: its truth is left open, the same wherever its name occurs. */
export interface Opaque {
  /** What it is, in a reader's words; equal names are equally true. */
  readonly name: string;
  /** Why it is open. */
  readonly why: string;
  /** What it depends on, as a reader says it, user text in backticks. @default the name, and why */
  readonly text?: string;
  /** What to do so that it is not open. */
  readonly give: string;
}

/** `named`: an open truth of its own. `surely`: what holds however it turns out. `possibly`: what may hold. */
export type OpaqueReading = 'named' | 'surely' | 'possibly';

const PREFIX = '?';

/** Opens what cannot be stated, and remembers what it opened. */
export class OpaqueParts {
  private readonly found = new Map<string, Opaque>();

  constructor(private readonly reading: OpaqueReading) {}

  get all(): readonly Opaque[] {
    return [...this.found.values()];
  }

  /**
   * The text is in one of several regions, nobody can say which; the part holds in some of them.
   * @param regions what each is called, the same wherever it occurs, and whether the part holds there
   */
  region(part: Opaque, regions: readonly { readonly name: string; readonly holds: boolean }[]): Formula {
    if (this.reading !== 'named') return this.formula(part, true);
    this.found.set(part.name, part);
    // In the first region whose truth is yes, and in the last one when there is none.
    return regions.reduceRight<Formula>((rest, { name, holds }, i) => {
      if (i === regions.length - 1) return holds ? TRUE : FALSE;
      const here = not(missing(PREFIX + name));
      return holds ? or(here, rest) : minus(rest, here);
    }, FALSE);
  }

  /** @param rising whether the whole can only become true when the part does */
  formula(part: Opaque, rising: boolean): Formula {
    this.found.set(part.name, part);
    if (this.reading === 'named') return not(missing(PREFIX + part.name));
    return (this.reading === 'possibly') === rising ? TRUE : FALSE;
  }
}

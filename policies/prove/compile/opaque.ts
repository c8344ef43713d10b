import { FALSE, TRUE, missing, not, type Formula } from '../../automata/index';

/** Something about a token that cannot be stated as a formula: its truth is left open, the same wherever its name occurs. */
export interface Opaque {
  /** What it is, in a reader's words; equal names are equally true. */
  readonly name: string;
  /** Why it is open. */
  readonly why: string;
}

/** `named`: an open truth of its own. `surely`: what holds however it turns out. `possibly`: what may hold. */
export type OpaqueReading = 'named' | 'surely' | 'possibly';

const PREFIX = '?';

/** Whether a variable of a question stands for the truth of something opaque, not for a claim. */
export function isOpaqueVariable(variable: string): boolean {
  return variable.startsWith(PREFIX);
}

/** Opens what cannot be stated, and remembers what it opened. */
export class OpaqueParts {
  private readonly found = new Map<string, Opaque>();

  constructor(private readonly reading: OpaqueReading) {}

  get all(): readonly Opaque[] {
    return [...this.found.values()];
  }

  /** @param rising whether the whole can only become true when the part does */
  formula(part: Opaque, rising: boolean): Formula {
    this.found.set(part.name, part);
    if (this.reading === 'named') return not(missing(PREFIX + part.name));
    return (this.reading === 'possibly') === rising ? TRUE : FALSE;
  }
}

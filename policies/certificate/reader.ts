/** A statement about a text, read unit by unit. States are numbers. */
export interface Reader {
  readonly start: number;
  /** The first units of intervals within which it tells no two units apart; 0 need not be among them. */
  readonly cuts: readonly number[];
  step(state: number, unit: number): number;
  accepts(state: number): boolean;
  /** The truth that no further unit can change. */
  settled(state: number): boolean | undefined;
  /** Whether whatever is accepted from `state` is accepted from `other`, too. May miss some. */
  below(state: number, other: number): boolean;
}

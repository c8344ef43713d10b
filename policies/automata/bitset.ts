/** A set of small integers, 32 to a word: bit `i` is bit `i % 32` of word `i / 32`. */
export type Bitset = Uint32Array;

/** The empty set over `size` integers. */
export function bitset(size: number): Bitset {
  return new Uint32Array((size + 31) >>> 5);
}

export function setBit(bits: Bitset, index: number): void {
  bits[index >>> 5]! |= 1 << (index & 31);
}

/** Whether an integer is in the set. */
export function hasBit(bits: Readonly<Bitset>, index: number): boolean {
  return ((bits[index >>> 5]! >>> (index & 31)) & 1) === 1;
}

/** How many integers are in the set. */
export function countBits(bits: Readonly<Bitset>): number {
  let count = 0;
  for (const word of bits) {
    let rest = word - ((word >>> 1) & 0x55555555);
    rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
    count += Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

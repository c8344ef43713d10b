/**
 * Brings the children of an element to a list of keys, in ascending order: what is wanted and there stays, the rest goes, what is
 * missing is made. The first key may be -1.
 */
export function keep<T>(
  there: Map<number, T>,
  wanted: readonly number[],
  parent: Element,
  { make, elementOf }: { readonly make: (key: number) => T; readonly elementOf: (item: T) => Element },
): void {
  const set = new Set(wanted);
  for (const [key, item] of there) {
    if (set.has(key)) continue;
    elementOf(item).remove();
    there.delete(key);
  }
  let next: Element | null = null;
  for (const key of wanted.toReversed()) {
    let item = there.get(key);
    if (item === undefined) {
      item = make(key);
      there.set(key, item);
      parent.insertBefore(elementOf(item), next);
    }
    next = elementOf(item);
  }
}

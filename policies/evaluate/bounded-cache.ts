/**
 * Remembers what was made of the latest texts, so that many lines with one policy cost its compilation once. Bounded: beyond `most`
 * texts it starts again, and a text longer than `longest` is never kept.
 */
export function boundedCache<T>(most: number, longest: number): (text: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (text, make) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make();
    if (text.length > longest) return made;
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}

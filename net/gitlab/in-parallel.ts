/**
 * Runs work for each item, a few at a time.
 * @returns the results in the order of the items
 * @throws what the first failure threw; no further work begins
 */
export async function inParallel<I, R>(
  items: readonly I[],
  atOnce: number,
  work: (item: I) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index] as I);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

import type { AssumptionId } from '../../policies/index';

/** The assumptions that the user switched on: every verdict rests on them, whether its proof needs them or not. */
export function switchedOn(
  assume: Readonly<Partial<Record<AssumptionId, boolean>>>,
): readonly AssumptionId[] {
  return (Object.keys(assume) as AssumptionId[]).filter((id) => assume[id] === true);
}

/** One line for each of them. */
export async function assumedLines(names: readonly AssumptionId[]): Promise<readonly string[]> {
  const { ASSUMPTIONS } = await import('../../policies/index');
  return names.map((id) => `assuming \`${id}\`: ${ASSUMPTIONS[id].text}`);
}

import { injectionTargets } from './injection';
import { parserTargets } from './parsers';
import { stsTarget } from './sts-face';
import type { Target } from './target';

/** Everything that reads bytes of strangers, in the order in which it is attacked. */
export async function allTargets(): Promise<readonly Target[]> {
  return [...(await parserTargets()), await stsTarget(), ...injectionTargets()];
}

/** Every {@link Severity}, worst first. This file imports nothing, so that `--help` can list them without loading the engine. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
/** `error`: the policy lets somebody in who should stay out, or lets nobody in. `warning`: it probably does. `note`: worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

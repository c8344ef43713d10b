import type { DeploymentTier } from './pipeline-values';

const GUESSES: readonly (readonly [RegExp, DeploymentTier])[] = [
  [/dev|review|trunk/i, 'development'],
  [/test|tst|int|ac(ce)?pt|qa|qc|control|quality/i, 'testing'],
  [/sta?g|mode?l|pre|demo|non/i, 'staging'],
  [/pro?d|live/i, 'production'],
];

/**
 * The tier of an environment whose job does not say `deployment_tier`: GitLab guesses it from the name.
 * @see https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments
 */
export function guessTier(environmentName: string): DeploymentTier {
  return GUESSES.find(([pattern]) => pattern.test(environmentName))?.[1] ?? 'other';
}

import type { AccessLevel } from '../../policies/index';

/** The levels in the words of the Terraform provider, from the fewest people to the most. */
const LEVELS: readonly (readonly [level: AccessLevel, word: string])[] = [
  ['no_one', 'no one'],
  ['admin', 'admin'],
  ['maintainer', 'maintainer'],
  ['developer', 'developer'],
];

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/branch_protection */
export function accessLevelWord(level: AccessLevel): string {
  return LEVELS.find(([name]) => name === level)?.[1] ?? level;
}

/** The level and every one that lets fewer people in. */
export function atMost(level: AccessLevel): readonly string[] {
  const index = LEVELS.findIndex(([name]) => name === level);
  return LEVELS.slice(0, index + 1).map(([, word]) => word);
}

/** Whether everybody who can push at all has this level. */
export function isWidest(level: AccessLevel): boolean {
  return LEVELS.at(-1)?.[0] === level;
}

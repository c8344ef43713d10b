import { rank, stronger, type MergeRequestRight, type MintingRole } from './rights';

/** People who act together, by their roles, strongest first. */
export type Coalition = readonly MintingRole[];

/** What a pipeline needs of people. */
export interface Needs {
  /** The role of whoever starts it. */
  readonly starts: MintingRole;
  /** The code is changed first, by anybody of the coalition. */
  readonly writes?: MintingRole;
  /** It is changed by a merge request, which takes more people; whoever writes, or else starts, merges it. */
  readonly merge?: MergeRequestRight;
  /** Its job deploys to a protected environment: the role that may start that, and the others who approve it. */
  readonly deployment?: {
    readonly starts: MintingRole;
    readonly approvals: number;
    readonly approve: MintingRole;
  };
}

/**
 * The weakest people who meet some needs. One person may do several things, but whoever starts the pipeline cannot approve its deployment,
 * and the author of a merge request cannot approve that where the settings say so. There is more than one answer where either of two
 * people may be the one who writes.
 */
export function coalitionsFor({ starts, writes, merge, deployment }: Needs): readonly Coalition[] {
  const first = deployment === undefined ? starts : stronger(starts, deployment.starts);
  const approvers = deployment?.approvals ?? 0;
  const readers = merge?.approvals ?? 0;
  const people = readers === 0 ? 1 : merge?.byAuthor === true ? readers : readers + 1;
  const others = Array.from({ length: Math.max(approvers, people - 1) }, (_, index): MintingRole =>
    index < approvers ? (deployment?.approve ?? 'developer') : 'developer',
  );
  if (writes === undefined) return [strongestFirst([first, ...others])];
  const ways = [
    [stronger(first, writes), ...others],
    ...others.map((role, place) => [first, ...others.with(place, stronger(role, writes))]),
  ].map(strongestFirst);
  return [...new Map(ways.map((way) => [way.join(), way])).values()];
}

function strongestFirst(roles: Coalition): Coalition {
  return roles.toSorted((a, b) => rank(b) - rank(a));
}

/** Whether a coalition needs no more than another: each of its people can be found among the others. */
export function isNoStronger(one: Coalition, other: Coalition): boolean {
  return (
    one.length <= other.length && one.every((role, index) => rank(role) <= rank(other[index] as MintingRole))
  );
}

/** A coalition in words, such as `a Maintainer and two Developers`. */
export function coalitionText(coalition: Coalition): string {
  const counts = new Map<MintingRole, number>();
  for (const role of coalition) counts.set(role, (counts.get(role) ?? 0) + 1);
  const parts = [...counts].map(([role, count]) => (count === 1 ? SINGLE[role] : `${count} ${PLURAL[role]}`));
  return parts.length === 1 ? (parts[0] as string) : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

const SINGLE: Readonly<Record<MintingRole, string>> = {
  developer: 'one Developer',
  maintainer: 'one Maintainer',
  admin: 'one administrator of the instance',
};
const PLURAL: Readonly<Record<MintingRole, string>> = {
  developer: 'Developers',
  maintainer: 'Maintainers',
  admin: 'administrators of the instance',
};

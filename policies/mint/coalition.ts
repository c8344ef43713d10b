import { isNoStronger, isOneUser, joined, personKey, rank, strongestFirst, withRole } from './person';
import type { Coalition, Person } from './person';

/** What a pipeline needs of people. */
export interface Needs {
  /** Who starts it. */
  readonly starts: Person;
  /** The code is changed first, by anybody of the coalition. */
  readonly writes?: Person;
  /** It is changed by a merge request, which takes more people; whoever writes, or else starts, merges it. */
  readonly merge?: MergeNeeds;
  /** Its job deploys to a protected environment: who may start that, who may be another one, and those who approve it. */
  readonly deployment?: DeploymentNeeds;
}

export interface DeploymentNeeds {
  readonly starts: Person;
  readonly approvers: readonly Person[];
  /** Whether one of the approvals may be that of who starts it. */
  readonly byStarter: boolean;
}

/** Who approves a merge request: different people, and the author among them only where the settings let him. */
export interface MergeNeeds {
  readonly approvers: readonly Person[];
  readonly byAuthor: boolean;
}

/** People, and those of them who have approved the merge request, by their places. */
interface Draft {
  readonly people: Coalition;
  readonly approved: ReadonlySet<number>;
}

const DEVELOPER = withRole('developer');

/**
 * The weakest people who meet some needs. One person may do several things, but whoever starts a deployment cannot approve it,
 * and the author of a merge request cannot approve that where the settings say so. There is more than one answer where either of two
 * people may be the one who does something.
 *
 * Cost: exponential in the number of approvals of a deployment, of which GitLab allows five.
 */
export function coalitionsFor({ starts, writes, merge, deployment }: Needs): readonly Coalition[] {
  const begin = begun(starts, deployment).map((people): Draft => ({ people, approved: new Set() }));
  const reviewed = merge === undefined ? begin : withAuthor(withApprovers(begin, merge), merge);
  const whole = reviewed.flatMap(({ people }) =>
    writes === undefined
      ? [people]
      : [...people.map((person, place) => people.with(place, joined(person, writes))), [...people, writes]],
  );
  return weakestOf(whole.filter(isPossible).map(strongestFirst));
}

/** Who starts the pipeline, who starts the deployment of its job, and those who approve that. */
function begun(starts: Person, deployment: DeploymentNeeds | undefined): readonly Coalition[] {
  if (deployment === undefined) return [[starts]];
  const { approvers, byStarter } = deployment;
  const alone: readonly Coalition[] = [
    [deployment.starts, ...approvers],
    ...(byStarter
      ? approvers.map((own, place) => [joined(deployment.starts, own), ...approvers.toSpliced(place, 1)])
      : []),
  ];
  return alone.flatMap((people) => [
    ...people.map((person, place) => people.with(place, joined(person, starts))),
    [...people, starts],
  ]);
}

/** A user is one person, and no person is two users. */
function isPossible(people: Coalition): boolean {
  const users = people.map(({ named }) => named.filter(isOneUser));
  const all = users.flat();
  return users.every(({ length }) => length <= 1) && new Set(all).size === all.length;
}

function withApprovers(begin: readonly Draft[], { approvers }: MergeNeeds): readonly Draft[] {
  return approvers.reduce<readonly Draft[]>(
    (drafts, approver) =>
      distinct(
        drafts.flatMap(({ people, approved }) => [
          ...people.flatMap((person, place) =>
            approved.has(place)
              ? []
              : [
                  {
                    people: people.with(place, joined(person, approver)),
                    approved: new Set([...approved, place]),
                  },
                ],
          ),
          { people: [...people, approver], approved: new Set([...approved, people.length]) },
        ]),
      ),
    begin,
  );
}

/** The author pushes the branch, for which he is a Developer. */
function withAuthor(drafts: readonly Draft[], { byAuthor, approvers }: MergeNeeds): readonly Draft[] {
  return drafts.flatMap(({ people, approved }): readonly Draft[] => {
    const may = people
      .map((person, place) => ({ person, place }))
      .filter(({ place }) => byAuthor || approvers.length === 0 || !approved.has(place));
    if (may.some(({ person }) => rank(person.role) >= rank('developer'))) return [{ people, approved }];
    return [
      ...may.map(({ person, place }) => ({
        people: people.with(place, joined(person, DEVELOPER)),
        approved,
      })),
      { people: [...people, DEVELOPER], approved },
    ];
  });
}

function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const keyOf = ({ people, approved }: Draft): string =>
    people
      .map((person, place) => `${place === 0 ? 'first ' : ''}${personKey(person)} ${approved.has(place)}`)
      .toSorted()
      .join('\n');
  return [...new Map(drafts.map((draft) => [keyOf(draft), draft])).values()];
}

/** Those that need no more than any other; of equal ones the first. */
function weakestOf(coalitions: readonly Coalition[]): readonly Coalition[] {
  return coalitions.filter((one, place) =>
    coalitions.every(
      (other, at) => other === one || !isNoStronger(other, one) || (isNoStronger(one, other) && place < at),
    ),
  );
}

import { ruleCovers, type ProtectionRule } from '../../policies/gitlab/index';
import { leastPrivilege, personKey, type Coalition, type Person, type Run } from '../../policies/mint/index';
import { coalitions, everyRun, namesOf, type MintedToken, type MintWorld } from './naive-mint';

const ROLES: readonly Person['role'][] = ['none', 'developer', 'maintainer', 'admin'];

/** What a job may deploy to, by whether it does. */
const ENVIRONMENTS = { true: [undefined, 'production'], false: [undefined], only: ['production'] } as const;

/** Whether some token of a run, over the refs of a world, is accepted. */
function answers(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  return ({ pipeline, start, refs, refProtected, deploys }: Run) => {
    const rules = pipeline === 'tag' ? world.protectedTags : world.protectedBranches;
    if (rules === 'unknown' || refs === 'any') throw new Error('these worlds know their rules');
    const covered = (group: readonly ProtectionRule[], ref: string): boolean =>
      group.some(({ pattern }) => ruleCovers(pattern, ref));
    const source = {
      push: 'push',
      other: 'web',
      merge_request: 'merge_request_event',
      trigger: 'trigger',
    } as const;
    const some = world.refs
      .filter((ref) =>
        refs === 'unprotected' ? !covered(rules, ref) : refs.every((group) => covered(group, ref)),
      )
      .some((ref) =>
        ENVIRONMENTS[String(deploys) as keyof typeof ENVIRONMENTS].some((environment) =>
          accepts({ pipeline, source: source[start], ref, refProtected: refProtected === true, environment }),
        ),
      );
    return { answer: some ? ('yes' as const) : ('no' as const) };
  };
}

const suffices = (one: Person, other: Person): boolean =>
  ROLES.indexOf(one.role) <= ROLES.indexOf(other.role) &&
  one.named.every((name) => other.named.includes(name));

/** Whether some different people of `other` have what those of `one` have. */
function weaker(one: Coalition, other: Coalition): boolean {
  const [first, ...rest] = one;
  if (first === undefined) return true;
  return other.some((person, at) => suffices(first, person) && weaker(rest, other.toSpliced(at, 1)));
}

const text = (people: Coalition): string => people.map(personKey).toSorted().join(' ');

/** Most people that are tried: names make more kinds of people. */
const sizeFor = (names: readonly string[]): number => (names.length === 0 ? 4 : names.length === 1 ? 3 : 2);

/** The weakest coalitions of a few people that get to run an accepted pipeline, found by trying all of them. */
export function tried(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  const names = namesOf(world);
  const all = coalitions(sizeFor(names), names);
  const accepted = all.map((users) => everyRun(world, users).filter(({ token }) => accepts(token)));
  const weakest = (ownCode: boolean): readonly string[] => {
    const able = all.filter((_, place) => accepted[place]?.some((run) => run.ownCode || !ownCode));
    return able
      .filter((one) => !able.some((other) => other !== one && weaker(other, one)))
      .map(text)
      .toSorted();
  };
  return { any: weakest(false), ownCode: weakest(true) };
}

/** The answer of the code under test in the same words, as far as coalitions of so many people. */
export function found(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  const least = leastPrivilege(world, answers(world, accepts));
  const size = sizeFor(namesOf(world));
  const small = (ways: readonly { readonly coalition: Coalition }[]): readonly string[] =>
    ways.flatMap(({ coalition }) => (coalition.length <= size ? [text(coalition)] : [])).toSorted();
  const ownCode = [...least.ways.filter((way) => way.ownCode), ...least.ownCode];
  return { any: small(least.ways), ownCode: small(ownCode) };
}

import { ruleCovers, type ProtectionRule } from '../../policies/gitlab/index';
import { leastPrivilege, type Coalition, type MintingRole, type Run } from '../../policies/mint/index';
import { coalitions, everyRun, type MintedToken, type MintWorld } from './naive-mint';

const ROLES: readonly MintingRole[] = ['developer', 'maintainer', 'admin'];

/** Whether some token of a run, over the refs of a world, is accepted. */
function answers(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  return ({ pipeline, start, refs, refProtected, deploys }: Run) => {
    const rules = pipeline === 'tag' ? world.protectedTags : world.protectedBranches;
    if (rules === 'unknown' || refs === 'any') throw new Error('these worlds know their rules');
    const covered = (group: readonly ProtectionRule[], ref: string): boolean =>
      group.some(({ pattern }) => ruleCovers(pattern, ref));
    const source = { push: 'push', other: 'web', merge_request: 'merge_request_event' } as const;
    const some = world.refs
      .filter((ref) =>
        refs === 'unprotected' ? !covered(rules, ref) : refs.every((group) => covered(group, ref)),
      )
      .some((ref) =>
        [undefined, ...(deploys ? ['production'] : [])].some((environment) =>
          accepts({ pipeline, source: source[start], ref, refProtected: refProtected === true, environment }),
        ),
      );
    return { answer: some ? ('yes' as const) : ('no' as const) };
  };
}

const weaker = (one: Coalition, other: Coalition): boolean =>
  one.length <= other.length &&
  one.every((role, index) => ROLES.indexOf(role) <= ROLES.indexOf(other[index] as MintingRole));

const ALL = coalitions(4);

/** The weakest coalitions of up to four people that get to run an accepted pipeline, found by trying all of them. */
export function tried(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  const accepted = ALL.map((users) => everyRun(world, users).filter(({ token }) => accepts(token)));
  const weakest = (ownCode: boolean): readonly string[] => {
    const able = ALL.filter((_, place) => accepted[place]?.some((run) => run.ownCode || !ownCode));
    return able
      .filter((one) => !able.some((other) => other !== one && weaker(other, one)))
      .map((users) => users.join(' '))
      .toSorted();
  };
  return { any: weakest(false), ownCode: weakest(true) };
}

/** The answer of the code under test in the same words, as far as coalitions of up to four people. */
export function found(world: MintWorld, accepts: (token: MintedToken) => boolean) {
  const least = leastPrivilege(world, answers(world, accepts));
  const small = (ways: readonly { readonly coalition: Coalition }[]): readonly string[] =>
    ways.flatMap(({ coalition }) => (coalition.length <= 4 ? [coalition.join(' ')] : [])).toSorted();
  const ownCode = [...least.ways.filter((way) => way.ownCode), ...least.ownCode];
  return { any: small(least.ways), ownCode: small(ownCode) };
}

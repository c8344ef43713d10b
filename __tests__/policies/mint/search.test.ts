import type { AccessLevel, ProtectionRule } from '../../../policies/gitlab/index';
import type { NamedRight } from '../../../policies/mint/index';
import { found, tried } from '../../support/mint-search';
import type { MintedToken, MintWorld } from '../../support/naive-mint';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const REFS = ['main', 'release/1', 'x'];
const PATTERNS = ['main', 'release/*', '*', 'release/1', 'r*'];
const LEVELS: readonly AccessLevel[] = ['no_one', 'developer', 'maintainer', 'admin'];

/** Which tokens a role accepts: those of a random part of all kinds, within what strict policies ask for. */
function randomRole(choose: Choose): (token: MintedToken) => boolean {
  const [seed, rare] = [choose(1 << 30), 1 + choose(4)];
  const [isProtected, deploys, pushed, branches] = [3, 1, 1, 2].map((part) => choose(4) < part);
  return (token) => {
    if (isProtected && !token.refProtected) return false;
    if (deploys && token.environment === undefined) return false;
    if (pushed && token.source !== 'push') return false;
    if (branches && token.pipeline !== 'branch') return false;
    const { pipeline, source, ref, refProtected, environment } = token;
    const text = JSON.stringify([pipeline, source, ref, refProtected, environment === undefined]);
    const hash = [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);
    return chooser(hash)(rare) === 0;
  };
}

function randomWorld(choose: Choose): MintWorld {
  const level = (): AccessLevel => LEVELS[choose(LEVELS.length)] as AccessLevel;
  const rules = (most: number): readonly ProtectionRule[] =>
    Array.from({ length: choose(most + 1) }, () => ({
      pattern: PATTERNS[choose(PATTERNS.length)] as string,
      push: level(),
      merge: level(),
    }));
  return {
    refs: REFS,
    deployKeys: [],
    groupEnvironments: [],
    triggerTokens: [],
    ownApproval: choose(3) === 0,
    protectedBranches: rules(3),
    protectedTags: rules(2),
    mergeRequests: { approvals: choose(3), byAuthor: choose(2) === 0 },
    environments: Array.from({ length: choose(3) }, (_, index) => ({
      name: index === 0 ? 'production' : 'staging',
      deploy: level(),
      approvals: choose(3),
      approve: level(),
    })),
  };
}

/** The same, and one thing that rules name: a user, a group, a deploy key, or who approves. */
function withNames(world: MintWorld, choose: Choose): MintWorld {
  const level = (): AccessLevel => LEVELS[choose(LEVELS.length)] as AccessLevel;
  const kind = (['user', 'group', 'deploy_key', 'approver', 'trigger'] as const)[choose(5)];
  if (kind === 'approver') {
    const branches = choose(2) === 0 ? undefined : [PATTERNS[choose(PATTERNS.length)] as string];
    const rule = { name: 'Security', approvals: 1 + choose(2), anyone: false, branches };
    return { ...world, mergeRequests: { approvals: choose(2), byAuthor: choose(2) === 0, rules: [rule] } };
  }
  if (kind === 'trigger') return { ...world, triggerTokens: ['x'] };
  const by = (): NamedRight | undefined =>
    choose(2) === 0 ? undefined : { role: level(), named: [{ kind: kind ?? 'user', name: 'x' }] };
  const named = (rules: MintWorld['protectedBranches']): MintWorld['protectedBranches'] =>
    rules === 'unknown'
      ? rules
      : rules.map((rule) => ({ ...rule, pushBy: by(), mergeBy: kind === 'deploy_key' ? undefined : by() }));
  return {
    ...world,
    protectedBranches: named(world.protectedBranches),
    protectedTags: named(world.protectedTags),
    deployKeys: kind === 'deploy_key' && choose(2) === 0 ? ['x'] : [],
    environments:
      kind === 'deploy_key' || world.environments === 'unknown'
        ? world.environments
        : world.environments.map((environment) => ({ ...environment, deployBy: by(), approveBy: by() })),
  };
}

/** A branch that only some of the rules' patterns share is a lower bound, and said: such worlds have no single answer. */
function isPartly({ protectedBranches, mergeRequests }: MintWorld): boolean {
  if (mergeRequests === 'unknown' || protectedBranches === 'unknown') return false;
  const patterns = (mergeRequests.rules ?? []).flatMap(({ branches = [] }) => branches);
  return protectedBranches.some(
    ({ pattern }) => pattern.includes('*') && patterns.some((each) => each !== pattern && each !== '*'),
  );
}

test('the same where rules name a user, a group, a deploy key or who approves', () => {
  const choose = chooser(seedFor('who can mint it, by name'));
  let [byName, together] = [0, 0];
  for (let round = 0; round < rounds({ short: 150, long: 10_000 }); round += 1) {
    const world = withNames(randomWorld(choose), choose);
    const accepts = randomRole(choose);
    if (isPartly(world)) continue;
    const expected = tried(world, accepts);
    expect({ world, ...found(world, accepts) }).toEqual({ world, ...expected });
    if (expected.any.some((people) => people.includes('+'))) byName += 1;
    if (expected.ownCode.some((people) => people.includes('+') && /\S (?:none|dev|maint|admin)/.test(people)))
      together += 1;
  }
  process.stdout.write(`who can mint it, by name: ${JSON.stringify({ byName, together })}\n`);
  expect({ byName: byName > 8, together: together > 2 }).toEqual({ byName: true, together: true });
});

test('the least coalitions are those that an exhaustive search finds', () => {
  const choose = chooser(seedFor('who can mint it'));
  let [several, none, own] = [0, 0, 0];
  for (let round = 0; round < rounds({ short: 250, long: 20_000 }); round += 1) {
    const world = randomWorld(choose);
    const accepts = randomRole(choose);
    const expected = tried(world, accepts);
    const answer = found(world, accepts);
    expect({ world, ...answer }).toEqual({ world, ...expected });
    if (expected.any.length > 1) several += 1;
    if (expected.any.length === 0) none += 1;
    if (answer.ownCode.join() !== answer.any.join()) own += 1;
  }
  process.stdout.write(`who can mint it: ${JSON.stringify({ several, none, own })}\n`);
  // the worlds are worth the search
  expect({ several: several > 3, none: none > 5, own: own > 5 }).toEqual({
    several: true,
    none: true,
    own: true,
  });
});

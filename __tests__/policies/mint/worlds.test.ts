import type { AccessLevel } from '../../../policies/gitlab/index';
import {
  coalitionText,
  type ApprovalRule,
  type MintRule,
  type NamedRight,
  type Person,
} from '../../../policies/mint/index';
import { found, tried } from '../../support/mint-search';
import type { MintedToken, MintWorld } from '../../support/naive-mint';

const rule = (pattern: string, push: AccessLevel, merge: AccessLevel = push): MintRule => ({
  pattern,
  push,
  merge,
});

const NOBODY: readonly string[] = [];
const DEV = ['developer'];
const MAINT = ['maintainer'];
const ADMIN = ['admin'];
const together = (...people: readonly string[]): readonly string[] => [people.toSorted().join(' ')];

const OPEN: MintWorld = {
  refs: ['main', 'release/1', 'feature'],
  protectedBranches: [],
  protectedTags: [],
  environments: [],
  mergeRequests: { approvals: 0, byAuthor: false },
  deployKeys: [],
  groupEnvironments: [],
  triggerTokens: [],
  ownApproval: false,
};
const world = (part: Partial<MintWorld>): MintWorld => ({ ...OPEN, ...part });
const branches = (...rules: readonly MintRule[]): MintWorld => world({ protectedBranches: rules });
const tags = (...rules: readonly MintRule[]): MintWorld => world({ protectedTags: rules });
/** `main`, which nobody pushes to, and whom a merge takes. */
const reviewed = (merge: AccessLevel, approvals: number, byAuthor = false): MintWorld =>
  world({ protectedBranches: [rule('main', 'no_one', merge)], mergeRequests: { approvals, byAuthor } });
/** `main` of the Maintainers, and an environment. */
const deployed = (deploy: AccessLevel, approvals = 0, approve: AccessLevel = deploy): MintWorld =>
  world({
    protectedBranches: [rule('main', 'maintainer')],
    environments: [{ name: 'production', deploy, approvals, approve }],
  });

type Role = (token: MintedToken) => boolean;
const any: Role = () => true;
const main: Role = ({ pipeline, ref }) => pipeline === 'branch' && ref === 'main';
const ref =
  (name: string): Role =>
  (token) =>
    token.ref === name && token.pipeline !== 'tag';
const isProtected: Role = ({ refProtected }) => refProtected;
const pushed: Role = ({ source }) => source === 'push';
const tag: Role = ({ pipeline }) => pipeline === 'tag';
const mergeRequest: Role = ({ pipeline }) => pipeline === 'merge_request';
const deploys: Role = ({ environment }) => environment !== undefined;
const all =
  (...roles: readonly Role[]): Role =>
  (token) =>
    roles.every((role) => role(token));

const protectedMain = all(main, isProtected);

const user = (name: string) => ({ kind: 'user', name }) as const;
const group = (name: string) => ({ kind: 'group', name }) as const;
const key = (name: string) => ({ kind: 'deploy_key', name }) as const;
const by = (role: AccessLevel, ...named: NamedRight['named']): NamedRight => ({ role, named });
/** A rule that names people beside roles. */
const naming = (pattern: string, pushBy: NamedRight, mergeBy: NamedRight = by('no_one')): MintRule => ({
  ...rule(pattern, 'developer'),
  pushBy,
  mergeBy,
});
/** `main`, which nobody pushes to and Developers merge into, with rules for approvals. */
const ruled = (merge: AccessLevel, ...rules: readonly ApprovalRule[]): MintWorld =>
  world({
    protectedBranches: [rule('main', 'no_one', merge)],
    mergeRequests: { approvals: 0, byAuthor: false, rules },
  });
const security: ApprovalRule = { name: 'Security', approvals: 1, anyone: false };

const ALICE = 'developer+user `alice`';
/** Who deploys what is there needs no more than to be named. */
const REPORTER = 'none+user `alice`';
const SEC = 'developer+a member of the group `sec`';
const HOLDER = 'none+who holds the deploy key `ci`';
const TRIGGER = 'none+who holds the trigger token `nightly`';
const APPROVER = 'none+an approver of the rule `Security`';

/** A world, what the role accepts, who it takes to run an accepted pipeline, and who to run code of their own in one. */
const WORLDS: readonly (readonly [string, MintWorld, Role, readonly string[], (readonly string[])?])[] = [
  ['no rule, any token', OPEN, any, DEV],
  ['no rule, main', OPEN, main, DEV],
  ['no rule, a protected ref', OPEN, isProtected, NOBODY],
  ['no rule, tags', OPEN, tag, DEV],
  ['no rule, merge requests', OPEN, mergeRequest, DEV],
  ['no rule, a protected environment', OPEN, deploys, NOBODY],
  ['no rule, a role that accepts nothing', OPEN, () => false, NOBODY],
  ['a rule elsewhere, any token', branches(rule('main', 'maintainer')), any, DEV],
  ['a rule elsewhere, another branch', branches(rule('main', 'maintainer')), ref('feature'), DEV],
  ['pushed and merged by Maintainers', branches(rule('main', 'maintainer')), main, MAINT],
  ['pushed by Maintainers, a protected ref', branches(rule('main', 'maintainer')), isProtected, MAINT],
  ['pushed by Developers', branches(rule('main', 'developer')), main, DEV],
  ['pushed by administrators', branches(rule('main', 'admin')), main, ADMIN],
  ['closed for all', branches(rule('main', 'no_one')), main, NOBODY],
  ['closed for all, any protected ref', branches(rule('main', 'no_one')), isProtected, NOBODY],
  ['merged by Developers, pushed by nobody', reviewed('developer', 0), main, DEV],
  ['merged by Maintainers, pushed by nobody', reviewed('maintainer', 0), main, MAINT],
  [
    'pushed by Maintainers, merged by Developers',
    branches(rule('main', 'maintainer', 'developer')),
    main,
    DEV,
  ],
  [
    'pushed by Developers, merged by Maintainers',
    branches(rule('main', 'developer', 'maintainer')),
    main,
    DEV,
  ],
  ['pushed by nobody, merged by administrators', reviewed('admin', 0), main, ADMIN],
  [
    'one approval: what is there',
    reviewed('maintainer', 1),
    main,
    MAINT,
    together('maintainer', 'developer'),
  ],
  ['one approval: Developers merge', reviewed('developer', 1), main, DEV, together('developer', 'developer')],
  ['two approvals', reviewed('maintainer', 2), main, MAINT, together('maintainer', 'developer', 'developer')],
  [
    'three approvals',
    reviewed('developer', 3),
    main,
    DEV,
    together('developer', 'developer', 'developer', 'developer'),
  ],
  ['one approval, by the author too', reviewed('maintainer', 1, true), main, MAINT],
  [
    'two approvals, by the author too',
    reviewed('maintainer', 2, true),
    main,
    MAINT,
    together('maintainer', 'developer'),
  ],
  [
    'one approval, pushes alone',
    reviewed('maintainer', 1),
    all(main, pushed),
    MAINT,
    together('maintainer', 'developer'),
  ],
  [
    'two approvals, pushes alone',
    reviewed('developer', 2),
    all(main, pushed),
    DEV,
    together('developer', 'developer', 'developer'),
  ],
  [
    'approvals do not bind who may push',
    { ...reviewed('maintainer', 2), protectedBranches: [rule('main', 'maintainer')] },
    main,
    MAINT,
  ],
  [
    'Developers merge with approval, Maintainers push',
    { ...reviewed('developer', 1), protectedBranches: [rule('main', 'maintainer', 'developer')] },
    all(main, pushed),
    DEV,
    ['developer developer', 'maintainer'],
  ],
  [
    'the same with two approvals',
    { ...reviewed('developer', 2), protectedBranches: [rule('main', 'maintainer', 'developer')] },
    all(main, pushed),
    DEV,
    ['developer developer developer', 'maintainer'],
  ],
  [
    'the same, what is there',
    { ...reviewed('developer', 1), protectedBranches: [rule('main', 'maintainer', 'developer')] },
    main,
    DEV,
    ['developer developer', 'maintainer'],
  ],
  ['the weaker of two rules', branches(rule('main', 'admin'), rule('m*', 'developer')), main, DEV],
  [
    'the weaker of two rules, wherever it is',
    branches(rule('*', 'maintainer'), rule('main', 'no_one')),
    main,
    MAINT,
  ],
  ['a wildcard', branches(rule('release/*', 'developer')), all(ref('release/1'), isProtected), DEV],
  [
    'a wildcard that does not cover',
    branches(rule('release/*', 'developer')),
    all(ref('main'), isProtected),
    NOBODY,
  ],
  ['a wildcard for everything', branches(rule('*', 'maintainer')), any, DEV],
  ['a wildcard for everything, no tags', branches(rule('*', 'maintainer')), (token) => !tag(token), MAINT],
  [
    'two refs, one for Developers',
    branches(rule('main', 'maintainer'), rule('release/*', 'developer')),
    isProtected,
    DEV,
  ],
  [
    'two refs, the role names the strict one',
    branches(rule('main', 'maintainer'), rule('release/*', 'developer')),
    protectedMain,
    MAINT,
  ],
  [
    'merge and push of two rules together',
    branches(rule('main', 'no_one', 'developer'), rule('m*', 'maintainer', 'no_one')),
    all(main, pushed),
    DEV,
  ],
  ['tags that nobody protects', tags(rule('v*', 'maintainer')), tag, DEV],
  ['protected tags of Maintainers', tags(rule('release/*', 'maintainer')), all(tag, isProtected), MAINT],
  ['protected tags of Developers', tags(rule('release/*', 'developer')), all(tag, isProtected), DEV],
  ['protected tags of nobody', tags(rule('release/*', 'no_one')), all(tag, isProtected), NOBODY],
  ['a branch rule protects no tag', branches(rule('main', 'no_one')), (token) => token.ref === 'main', DEV],
  ['a tag named main', branches(rule('main', 'maintainer')), all(tag, (token) => token.ref === 'main'), DEV],
  [
    'a protected tag named main',
    tags(rule('main', 'maintainer')),
    all(tag, (token) => token.ref === 'main'),
    MAINT,
  ],
  ['a merge request from a free branch', branches(rule('main', 'maintainer')), mergeRequest, DEV],
  [
    'a protected merge request with one protected branch',
    branches(rule('main', 'developer')),
    all(mergeRequest, isProtected),
    NOBODY,
  ],
  [
    'a protected merge request between two branches',
    branches(rule('main', 'maintainer'), rule('release/*', 'developer')),
    all(mergeRequest, isProtected),
    DEV,
  ],
  [
    'a protected merge request from release into main',
    branches(rule('main', 'maintainer'), rule('release/1', 'developer')),
    all(mergeRequest, isProtected),
    MAINT,
  ],
  ['a merge request from main', branches(rule('main', 'maintainer')), all(mergeRequest, ref('main')), MAINT],
  [
    'a merge request from a closed branch',
    branches(rule('main', 'no_one')),
    all(mergeRequest, ref('main')),
    NOBODY,
  ],
  ['a protected environment for Maintainers', deployed('maintainer'), deploys, MAINT],
  ['a protected environment for Developers', deployed('developer'), deploys, DEV],
  ['for administrators', deployed('admin'), deploys, ADMIN],
  ['for no role, administrators deploy everywhere', deployed('no_one'), deploys, ADMIN],
  ['for Developers, from main', deployed('developer'), all(main, deploys), DEV, MAINT],
  ['for administrators, from main', deployed('admin'), all(main, deploys), ADMIN],
  [
    'a deployment with an approval',
    deployed('maintainer', 1),
    all(main, deploys),
    together('maintainer', 'maintainer'),
  ],
  [
    'a deployment that a Developer approves',
    deployed('maintainer', 1, 'developer'),
    all(main, deploys),
    together('maintainer', 'developer'),
  ],
  [
    'two approvals of a deployment',
    deployed('developer', 2),
    deploys,
    together('developer', 'developer', 'developer'),
  ],
  [
    'an approval that no rule gives: an administrator can',
    deployed('developer', 1, 'no_one'),
    deploys,
    together('admin', 'developer'),
  ],
  ['the approval is not needed without the environment', deployed('maintainer', 2), main, MAINT],
  [
    'of two environments the weaker',
    {
      ...deployed('admin'),
      environments: [
        { name: 'production', deploy: 'admin', approvals: 0, approve: 'admin' },
        { name: 'staging', deploy: 'developer', approvals: 0, approve: 'developer' },
      ],
    },
    deploys,
    DEV,
  ],
  [
    'two environments, each with its price',
    {
      ...deployed('admin'),
      environments: [
        { name: 'production', deploy: 'maintainer', approvals: 0, approve: 'admin' },
        { name: 'staging', deploy: 'developer', approvals: 1, approve: 'developer' },
      ],
    },
    deploys,
    ['developer developer', 'maintainer'],
  ],
  [
    'a reviewed merge and an approved deployment share a person',
    {
      ...reviewed('maintainer', 1),
      environments: [{ name: 'production', deploy: 'maintainer', approvals: 1, approve: 'developer' }],
    },
    all(main, pushed, deploys),
    together('maintainer', 'developer'),
  ],
  [
    'whoever approves may be who pushes',
    {
      ...deployed('developer', 1, 'maintainer'),
      protectedBranches: [rule('main', 'maintainer', 'developer')],
      mergeRequests: { approvals: 3, byAuthor: false },
    },
    all(main, deploys),
    together('maintainer', 'developer'),
  ],
  // what rules name
  ['pushed by a user alone', branches(naming('main', by('no_one', user('alice')))), main, [ALICE]],
  [
    'pushed by Maintainers and a user',
    branches(naming('main', by('maintainer', user('alice')))),
    main,
    [ALICE, 'maintainer'],
  ],
  ['pushed by Developers and a user', branches(naming('main', by('developer', user('alice')))), main, DEV],
  ['pushed by a group alone', branches(naming('main', by('no_one', group('sec')))), main, [SEC]],
  [
    'merged by a user alone',
    branches(naming('main', by('no_one'), by('no_one', user('alice')))),
    main,
    [ALICE],
  ],
  [
    'two users, either of them',
    branches(naming('main', by('no_one', user('alice'), user('bob')))),
    main,
    [ALICE, 'developer+user `bob`'],
  ],
  [
    'a key pushes: it runs nothing by hand',
    branches(naming('main', by('no_one', key('ci')))),
    all(main, pushed),
    [HOLDER],
  ],
  [
    'a key pushes: what is there is run by nobody',
    branches(naming('main', by('no_one', key('ci')))),
    all(main, ({ source }) => source === 'web'),
    NOBODY,
  ],
  [
    'a key pushes, a Maintainer runs it by hand',
    branches(naming('main', by('maintainer', key('ci')))),
    all(main, ({ source }) => source === 'web'),
    MAINT,
  ],
  [
    'a key pushes, a Developer merges: two ways',
    branches(naming('main', by('no_one', key('ci')), by('developer'))),
    all(main, pushed),
    [HOLDER, 'developer'],
  ],
  [
    'a key pushes code, whoever may merge runs it',
    {
      ...branches(naming('main', by('no_one', key('ci')), by('developer'))),
      mergeRequests: { approvals: 2, byAuthor: false },
    },
    all(main, ({ source }) => source === 'web'),
    DEV,
    [`developer ${HOLDER}`, 'developer developer developer', `developer+who holds the deploy key \`ci\``],
  ],
  ['a key that may push, no rule', world({ deployKeys: ['ci'] }), any, ['developer', HOLDER]],
  ['a key that may push, tags', world({ deployKeys: ['ci'] }), tag, ['developer', HOLDER]],
  ['a key that may push, merge requests', world({ deployKeys: ['ci'] }), mergeRequest, DEV],
  [
    'a key that may push, a protected branch',
    { ...branches(rule('main', 'maintainer')), deployKeys: ['ci'] },
    main,
    MAINT,
  ],
  [
    'a tag that a key may create',
    tags({ ...rule('v*', 'developer'), pushBy: by('no_one', key('ci')) }),
    all(tag, ({ ref: name, refProtected }) => refProtected && name === 'v1'),
    NOBODY,
  ],
  [
    'a protected tag that a key may create',
    tags({ ...rule('release/*', 'developer'), pushBy: by('maintainer', key('ci')) }),
    all(tag, isProtected),
    [HOLDER, 'maintainer'],
  ],
  [
    'an environment for a user',
    {
      ...deployed('no_one'),
      environments: [
        {
          name: 'production',
          deploy: 'developer',
          deployBy: by('no_one', user('alice')),
          approvals: 0,
          approve: 'no_one',
        },
      ],
    },
    deploys,
    [REPORTER, 'admin'],
    ['admin', `developer ${REPORTER}`, ALICE],
  ],
  [
    'an environment for a user, from main',
    {
      ...deployed('no_one'),
      environments: [
        {
          name: 'production',
          deploy: 'developer',
          deployBy: by('no_one', user('alice')),
          approvals: 0,
          approve: 'no_one',
        },
      ],
    },
    all(main, deploys),
    [REPORTER, 'admin'],
    ['admin', `maintainer ${REPORTER}`, 'maintainer+user `alice`'],
  ],
  [
    'a user approves a deployment',
    {
      ...deployed('maintainer'),
      environments: [
        {
          name: 'production',
          deploy: 'maintainer',
          approvals: 1,
          approve: 'developer',
          approveBy: by('no_one', user('alice')),
        },
      ],
    },
    deploys,
    [...together(ALICE, 'maintainer'), ...together('admin', 'maintainer')],
  ],
  [
    'a user cannot approve his own deployment',
    {
      ...deployed('maintainer'),
      environments: [
        {
          name: 'production',
          deploy: 'developer',
          deployBy: by('no_one', user('alice')),
          approvals: 1,
          approve: 'developer',
          approveBy: by('no_one', user('alice')),
        },
      ],
    },
    deploys,
    [...together(REPORTER, 'admin'), ...together('admin', 'admin')],
  ],
  [
    'two approvals by a user and a group',
    {
      ...deployed('developer'),
      environments: [
        {
          name: 'production',
          deploy: 'developer',
          approvals: 1,
          approve: 'developer',
          approveBy: by('no_one', user('alice'), group('sec')),
        },
      ],
    },
    deploys,
    [...together('developer', ALICE), ...together('developer', SEC), ...together('admin', 'developer')],
  ],
  [
    'whoever starts a deployment may approve it where the project says so',
    { ...deployed('maintainer', 1), ownApproval: true },
    all(main, deploys),
    MAINT,
  ],
  [
    'of two approvals one may be his own',
    { ...deployed('maintainer', 2), ownApproval: true },
    all(main, deploys),
    together('maintainer', 'maintainer'),
  ],
  [
    'whoever may deploy starts the job of a pipeline of main',
    deployed('developer'),
    protectedMain,
    DEV,
    MAINT,
  ],
  [
    'and of a tag that Maintainers create',
    { ...deployed('developer'), protectedTags: [rule('release/*', 'maintainer')] },
    all(tag, isProtected),
    DEV,
    MAINT,
  ],
  [
    'an administrator approves what a user may approve',
    {
      ...deployed('admin'),
      environments: [
        {
          name: 'production',
          deploy: 'developer',
          approvals: 1,
          approve: 'developer',
          approveBy: by('no_one', user('alice')),
        },
      ],
    },
    all(main, deploys),
    [...together('admin', 'developer'), ...together(ALICE, 'developer')],
    [
      ...together('admin', 'developer'),
      ...together(ALICE, 'maintainer'),
      ...together('developer', 'maintainer+user `alice`'),
    ],
  ],
  // trigger tokens
  [
    'a trigger token runs what is there',
    world({ triggerTokens: ['nightly'] }),
    any,
    [TRIGGER, 'developer'],
    DEV,
  ],
  [
    'a trigger token, a protected branch',
    { ...branches(rule('main', 'maintainer')), triggerTokens: ['nightly'] },
    main,
    [TRIGGER, 'maintainer'],
    MAINT,
  ],
  [
    'a role that asks for triggered pipelines, with code of their own',
    { ...branches(rule('main', 'maintainer')), triggerTokens: ['nightly'] },
    all(main, ({ source }) => source === 'trigger'),
    [TRIGGER],
    [`maintainer ${TRIGGER}`, 'maintainer+who holds the trigger token `nightly`'],
  ],
  [
    'a trigger token, pushes alone',
    { ...branches(rule('main', 'maintainer')), triggerTokens: ['nightly'] },
    all(main, pushed),
    MAINT,
  ],
  ['a trigger token, merge requests', world({ triggerTokens: ['nightly'] }), mergeRequest, DEV],
  // rules for approvals
  [
    'a rule for anyone',
    ruled('developer', { name: 'All', approvals: 1, anyone: true }),
    all(main, pushed),
    DEV,
    together('developer', 'developer'),
  ],
  [
    'one Developer and an approver',
    ruled('developer', security),
    all(main, pushed),
    DEV,
    together('developer', APPROVER),
  ],
  [
    'one Maintainer and an approver',
    ruled('maintainer', security),
    all(main, pushed),
    MAINT,
    ['developer maintainer+an approver of the rule `Security`', `maintainer ${APPROVER}`],
  ],
  [
    'two approvers',
    ruled('developer', { ...security, approvals: 1 }, { name: 'All', approvals: 1, anyone: true }),
    all(main, pushed),
    DEV,
    together('developer', APPROVER),
  ],
  [
    'a rule for another branch',
    ruled('developer', { ...security, branches: ['release/*'] }),
    all(main, pushed),
    DEV,
  ],
  [
    'a rule for this branch',
    ruled('developer', { ...security, branches: ['main'] }),
    all(main, pushed),
    DEV,
    together('developer', APPROVER),
  ],
  [
    'a rule for a pattern that covers it',
    ruled('developer', { ...security, branches: ['m*'] }),
    all(main, pushed),
    DEV,
    together('developer', APPROVER),
  ],
  [
    'an author who is the approver',
    { ...ruled('developer', security), mergeRequests: { approvals: 0, byAuthor: true, rules: [security] } },
    all(main, pushed),
    DEV,
    ['developer+an approver of the rule `Security`', `developer ${APPROVER}`],
  ],
];

test.each(WORLDS.map(([label, ...row]) => [label, row] as const))('%s', (_, row) => {
  const [given, role, coalitions, ownCode = coalitions] = row;
  const expected = { any: [...coalitions].toSorted(), ownCode: [...ownCode].toSorted() };
  expect(found(given, role)).toEqual(expected);
  expect(tried(given, role)).toEqual(expected);
});

test('the worlds are many', () => {
  expect(new Set(WORLDS.map(([label]) => label)).size).toBe(WORLDS.length);
  expect(WORLDS.length).toBeGreaterThanOrEqual(60);
});

test('a coalition in words', () => {
  const person = (role: Person['role'], ...named: readonly string[]): Person => ({ role, named });
  const developer = person('developer');
  expect(coalitionText([developer])).toBe('one Developer');
  expect(coalitionText([person('maintainer'), developer, developer])).toBe('one Maintainer and 2 Developers');
  expect(
    coalitionText([
      person('maintainer', 'user `alice`'),
      person('none', 'an approver of the rule `Security`'),
    ]),
  ).toBe('one Maintainer who is user `alice` and an approver of the rule `Security`');
  expect(coalitionText([person('developer', 'a member of the group `sec`')])).toBe(
    'a member of the group `sec`',
  );
});

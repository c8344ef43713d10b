import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  array,
  assert,
  boolean,
  constantFrom,
  property,
  record,
  stringMatching,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { parse } from 'yaml';
import { parseFederation } from '../../../policies/federation/index';
import type { PulledProject } from '../../../policies/pull/pulled-project';
import { projectReferences, updateDeclaration } from '../../../policies/pull/update-declaration';
import { rounds } from '../../support/rounds';
import { seedFor } from '../../support/seed';

const project: PulledProject = {
  id: '101',
  path: 'acme/platform/api',
  namespaceId: '12',
  visibility: 'private',
  archived: false,
  branches: new Map([
    ['main', { push: 'no_one', merge: 'maintainer' }],
    ['release/*', { push: 'maintainer', merge: 'maintainer' }],
  ]),
  tags: new Map([['v*', { create: 'maintainer' }]]),
  environments: new Map([['production', { deploy: 'maintainer' }]]),
  protectMergeRequestPipelines: true,
  subClaim: ['project_path', 'ref_type', 'ref'],
  named: { push: new Map(), merge: new Map(), create: new Map() },
  unseen: [],
  notes: [],
};

const update = (text: string, pulled: Partial<PulledProject> = {}, key = 'api') =>
  updateDeclaration(text, new Map([[key, { ...project, ...pulled }]]));

/** The lines that go and the lines that come. */
function difference(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

const file = `# top
projects:
  # the service
  api: # here
    path: acme/platform/api # where it is

    id: '101'   # odd  spaces
    namespace_id: 12
    protected_branches: # branches
      # the trunk
      main:   { push: no_one, merge: maintainer } # nobody pushes
      release/*: { push: maintainer, merge: maintainer }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: [production]
    protect_merge_request_pipelines: true
# the end
accounts: {}
`;

test('what GitLab has already stays byte for byte', () => {
  expect(update(file)).toEqual({ text: file, changes: [], unseen: [] });
});

test.each<[string, Partial<PulledProject>, readonly string[], readonly string[]]>([
  [
    'a path',
    { path: 'acme/api' },
    ['-    path: acme/platform/api # where it is', '+    path: acme/api # where it is'],
    ['path acme/platform/api -> acme/api'],
  ],
  [
    'a group',
    { namespaceId: '13' },
    ['-    namespace_id: 12', '+    namespace_id: 13'],
    ['namespace_id 12 -> 13'],
  ],
  [
    'a level',
    {
      branches: new Map([
        ['main', { push: 'developer', merge: 'maintainer' }],
        ['release/*', { push: 'maintainer', merge: 'maintainer' }],
      ]),
    },
    [
      '-      main:   { push: no_one, merge: maintainer } # nobody pushes',
      '+      main:   { push: developer, merge: maintainer } # nobody pushes',
    ],
    ['protected_branches main { push: no_one, merge: maintainer } -> { push: developer, merge: maintainer }'],
  ],
  [
    'a rule that came and one that went',
    {
      branches: new Map([
        ['main', { push: 'no_one', merge: 'maintainer' }],
        ['*', { push: 'developer', merge: 'developer' }],
      ]),
    },
    [
      '-      release/*: { push: maintainer, merge: maintainer }',
      "+      '*': { push: developer, merge: developer }",
    ],
    [
      'protected_branches release/* { push: maintainer, merge: maintainer } -> undefined',
      'protected_branches * undefined -> { push: developer, merge: developer }',
    ],
  ],
  [
    'no rule at all',
    { branches: new Map() },
    [
      '-    protected_branches: # branches',
      '-      # the trunk',
      '-      main:   { push: no_one, merge: maintainer } # nobody pushes',
      '-      release/*: { push: maintainer, merge: maintainer }',
      '+    protected_branches: # branches',
    ],
    [],
  ],
  [
    'a rule in a flow mapping',
    {
      tags: new Map([
        ['v*', { create: 'developer' }],
        ['x', { create: 'no_one' }],
      ]),
    },
    [
      '-    protected_tags: { v*: { create: maintainer } }',
      '+    protected_tags: { v*: { create: developer }, x: { create: no_one } }',
    ],
    [
      'protected_tags v* { create: maintainer } -> { create: developer }',
      'protected_tags x undefined -> { create: no_one }',
    ],
  ],
  [
    'an empty flow mapping',
    { tags: new Map() },
    ['-    protected_tags: { v*: { create: maintainer } }', '+    protected_tags: {}'],
    [],
  ],
  [
    'environments in another order are the same',
    { environments: new Map([['production', { deploy: 'developer' }]]) },
    [],
    [],
  ],
  [
    'an environment that came',
    {
      environments: new Map([
        ['a, b', { deploy: 'developer' }],
        ['production', { deploy: 'developer' }],
      ]),
    },
    ['-    protected_environments: [production]', "+    protected_environments: [production, 'a, b']"],
    ["protected_environments undefined [production] -> [production, 'a, b']"],
  ],
  [
    'a setting',
    { protectMergeRequestPipelines: false },
    ['-    protect_merge_request_pipelines: true', '+    protect_merge_request_pipelines: false'],
    [],
  ],
  [
    'components that are not the default, and a public project: at the end of the project',
    { subClaim: ['project_id', 'ref_type', 'ref'], visibility: 'public' },
    ['+    sub_claim: [project_id, ref_type, ref]', '+    visibility: public'],
    ['sub_claim undefined -> [project_id, ref_type, ref]', 'visibility undefined -> public'],
  ],
])('%s', (title, pulled, lines, changes) => {
  const { text, changes: found } = update(file, pulled);
  if (title !== 'no rule at all') expect(difference(file, text)).toEqual(lines);
  const said = found.map(({ part, rule, before, after }) =>
    [
      part,
      ...(rule === undefined ? (part === 'protected_environments' ? ['undefined'] : []) : [rule]),
      `${before} -> ${after}`,
    ].join(' '),
  );
  if (changes.length > 0) expect(said).toEqual(changes);
  expect(update(text, pulled)).toMatchObject({ text, changes: [] });
  expect(text).toContain('# the end\naccounts: {}\n');
});

test('a project with a path alone is filled in, below its path', () => {
  const text = 'projects:\n  api:\n    path: acme/platform/api # here\n\n  # next\nroles: {}\n';
  expect(update(text).text).toBe(`projects:
  api:
    path: acme/platform/api # here
    id: 101
    namespace_id: 12
    protected_branches:
      main: { push: no_one, merge: maintainer }
      release/*: { push: maintainer, merge: maintainer }
    protected_tags:
      v*: { create: maintainer }
    protected_environments: [production]
    protect_merge_request_pipelines: true

  # next
roles: {}
`);
});

test('lines end as the file has them, and a last line without an end is not glued to', () => {
  expect(update('projects:\r\n  api:\r\n    path: acme/platform/api\r\n').text).toContain(
    'api\r\n    id: 101\r\n    namespace_id: 12\r\n    protected_branches:\r\n      main: {',
  );
  expect(update('projects:\n  api:\n    path: acme/platform/api').text).toMatch(
    /path: acme\/platform\/api\n {4}id: 101\n {4}namespace_id: 12\n[^]*pipelines: true$/,
  );
});

test('a project in a flow mapping stays on its line', () => {
  const { text } = update('projects: { api: { path: x/y, id: 101 } }\n', {
    branches: new Map(),
    tags: undefined,
  });
  expect(text).toBe(
    'projects: { api: { path: acme/platform/api, id: 101, namespace_id: 12, protected_branches: {}, protected_environments: [production], protect_merge_request_pipelines: true } }\n',
  );
});

test('an anchor that another project uses does not change that project', () => {
  const text = `projects:
  api:
    path: acme/platform/api
    protected_branches: &rules
      main: { push: no_one, merge: maintainer }
  web:
    path: acme/web
    protected_branches: *rules
`;
  const web = {
    ...project,
    id: '102',
    path: 'acme/web',
    branches: new Map([['main', { push: 'no_one', merge: 'maintainer' }] as const]),
  };
  const { text: after, changes } = updateDeclaration(
    text,
    new Map([
      ['api', project],
      ['web', web],
    ]),
  );
  const { projects } = parse(after) as { projects: Record<string, { protected_branches: object }> };
  expect(Object.keys(projects.api?.protected_branches ?? {})).toEqual(['main', 'release/*']);
  expect(projects.web?.protected_branches).toEqual({ main: { push: 'no_one', merge: 'maintainer' } });
  expect(changes.filter(({ project: key, part }) => key === 'web' && part === 'protected_branches')).toEqual(
    [],
  );
});

test('what was not seen stays as it is, and is said where the file says something of it', () => {
  const reason = 'cannot see it';
  const unseen = (['protected_tags', 'protected_environments', 'sub_claim'] as const).map((part) => ({
    part,
    reason,
  }));
  const pulled = { tags: undefined, environments: undefined, subClaim: undefined, unseen };
  const declared = update(file, pulled);
  expect(declared.text).toBe(file);
  expect(declared.unseen.map(({ part }) => part)).toEqual([
    'protected_tags',
    'protected_environments',
    'sub_claim',
  ]);
  const bare = update('projects:\n  api:\n    path: acme/platform/api\n', pulled);
  expect(bare.text).not.toMatch(/protected_tags|protected_environments|sub_claim/);
  expect(bare.unseen.map(({ part }) => part)).toEqual(['protected_tags', 'sub_claim']);
});

test('the declaration of this repository, filled from nothing, is the same federation', () => {
  const text = readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8');
  expect(projectReferences(text)).toEqual([
    { key: 'api', path: 'acme/platform/api', id: '101' },
    { key: 'web', path: 'acme/platform/web', id: '102' },
  ]);
  const whole = parseFederation(text, 'f');
  const parsed = whole.ok ? whole.federation.projects.get('api') : undefined;
  const branches = new Map(
    parsed?.protectedBranches === 'unknown'
      ? []
      : parsed?.protectedBranches.map(({ pattern, push, merge }) => [pattern, { push, merge }]),
  );
  expect(update(text, { branches }).text).toBe(text);
});

test('random rules: the file then says what GitLab says, and a second time changes nothing', () => {
  const level = constantFrom('no_one', 'developer', 'maintainer', 'admin' as const) as Arbitrary<'developer'>;
  const name = stringMatching(/^[a-z*#{},'"&!|>%@`[\]-]{1,6}$/);
  const rules = array(tuple(name, record({ push: level, merge: level })), { maxLength: 5 });
  assert(
    property(rules, rules, boolean(), (before, after, crlf) => {
      const start = update(
        '# a\nprojects:\n  api:\n    path: acme/platform/api # b\n# c\nroles: {}\n'.replaceAll(
          '\n',
          crlf ? '\r\n' : '\n',
        ),
        {
          branches: new Map(before),
        },
      ).text;
      const { text } = update(start, { branches: new Map(after) });
      const { projects } = parse(text) as { projects: { api: { protected_branches: object } } };
      expect(projects.api.protected_branches).toEqual(Object.fromEntries(after));
      expect(text).toMatch(/^# a\r?\n[^]*# b\r?\n[^]*# c\r?\nroles: \{\}\r?\n$/);
      expect(update(text, { branches: new Map(after) })).toMatchObject({ text, changes: [] });
    }),
    { numRuns: rounds({ short: 100, long: 20_000 }), seed: seedFor('random rules of a declaration') },
  );
});

import { describeGrant, type Grant, type GrantRule } from '../../../policies/grant/index';
import type { Project } from '../../../policies/gitlab/index';

const API: Project = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [],
  protectedTags: [],
  protectedEnvironments: [],
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
};

function grantOf(...rules: Partial<GrantRule>[]): Grant {
  return {
    issuer: 'https://gitlab.com',
    audience: 'sts.amazonaws.com',
    rules: rules.map((rule) => ({
      project: API,
      refs: [{ type: 'branch', pattern: 'main' }],
      protected: true,
      ...rule,
    })),
  };
}

describe('whom a grant admits, in plain words', () => {
  const rows: [note: string, changes: Partial<GrantRule>, text: string][] = [
    ['one protected branch', {}, 'protected branch main; started in any way'],
    ['one branch', { protected: false }, 'branch main; started in any way'],
    [
      'a pattern',
      { protected: false, refs: [{ type: 'branch', pattern: 'release/*' }] },
      'branches release/*; started in any way',
    ],
    [
      'every branch',
      { protected: false, refs: [{ type: 'branch', pattern: '*' }] },
      'every branch; started in any way',
    ],
    [
      'patterns, tags and sources, sorted',
      {
        protected: false,
        sources: ['web', 'push', 'schedule'],
        refs: [
          { type: 'tag', pattern: 'v*' },
          { type: 'branch', pattern: 'release/*' },
          { type: 'branch', pattern: 'main' },
        ],
      },
      'branches main and release/* and tags v*; started by push, schedule or web',
    ],
    [
      'every branch, on a runner of ours',
      { protected: false, refs: [{ type: 'branch', pattern: '*' }], runner: 'self-hosted' },
      'every branch; started in any way; only on a self-hosted runner',
    ],
    [
      'every protected tag, in an environment',
      { refs: [{ type: 'tag', pattern: '*' }], environment: { protected: true, tier: 'production' } },
      'every protected tag; started in any way; only in a protected environment of tier production',
    ],
    [
      'a tier',
      { environment: { tier: 'staging' } },
      'protected branch main; started in any way; only in an environment of tier staging',
    ],
  ];
  test.each(rows)('%s', (_, changes, text) => {
    expect(describeGrant(grantOf(changes))).toEqual([`acme/platform/api (project 101): ${text}`]);
  });

  test('one line for each rule; a project without an id is its path', () => {
    const site: Project = { ...API, path: 'acme/site', id: undefined };
    expect(describeGrant(grantOf({}, { project: site, protected: false }))).toEqual([
      'acme/platform/api (project 101): protected branch main; started in any way',
      'acme/site: branch main; started in any way',
    ]);
  });
});

import {
  accessSize,
  describeAdmitted,
  diffRoles,
  diffTrust,
  type AccessChange,
} from '../../../policies/prove/index';
import { Product } from '../../../policies/automata/product';
import { askGitlab } from '../../../policies/prove/ask-gitlab';
import { examplesOf } from '../../../policies/prove/examples';
import { toChanges } from '../../../policies/report/to-changes';
import { API_SUB, role, strict, world, type StatementSketch } from '../../support/prover-world';

const W = world();
const pinned = { project_id: '101', namespace_id: '12' };
const like = (sub: string | readonly string[], more: readonly StatementSketch[] = []) =>
  role([{ conditions: { StringLike: { sub }, StringEquals: pinned } }, ...more]);

function words(change: AccessChange): unknown {
  return change.kind === 'some' ? change.examples.map(({ label }) => label) : change.kind;
}

describe('what changed', () => {
  it('nothing: that is a proof', () => {
    const { gained, lost } = diffTrust(like(`${API_SUB}*`), like([`${API_SUB}main`, `${API_SUB}*`]), W);
    expect([gained.kind, lost.kind]).toEqual(['none', 'none']);
    expect(gained).toMatchObject({ verdict: { verdict: 'proved' } });
  });

  it('a wider pattern gains, one example for each kind of token', () => {
    const { gained, lost } = diffTrust(like(`${API_SUB}release/*`), like(`${API_SUB}rel*`), W);
    expect(words(gained)).toEqual([
      'a push pipeline of acme/platform/api, branch `rel`, not protected',
      'a merge request pipeline of acme/platform/api, source branch `rel`, not protected',
    ]);
    expect(lost.kind).toBe('none');
    expect(gained.kind === 'some' && gained.log2).toBeGreaterThan(100);
  });

  it('a pin that was dropped lets others in', () => {
    const { gained, lost } = diffTrust(strict(), strict(['project_id', 'namespace_id']), W);
    expect(words(gained)).toEqual([
      'a push pipeline of an impostor (project 555555) under the path acme/platform/api, branch `main`, protected',
      'a merge request pipeline of an impostor (project 555555) under the path acme/platform/api, source branch `main`, protected',
      'a push pipeline of another project (project 555555) under the path acme/platform/api, branch `main`, protected',
      'a merge request pipeline of another project (project 555555) under the path acme/platform/api, source branch `main`, protected',
    ]);
    expect(lost.kind).toBe('none');
  });

  it('what cannot be decided is said', () => {
    const it = role({ IpAddress: { 'aws:SourceIp': '::/0' } });
    expect(diffTrust(it, strict(), W).lost).toEqual({
      kind: 'cannot_tell',
      reason: expect.stringContaining('SourceIp'),
    });
  });

  it('roles are matched by name, and then by what they admit', () => {
    const named = (name: string, sub: string) => ({ ...like(sub), name });
    const before = [
      named('deploy', `${API_SUB}main`),
      named('old', `${API_SUB}release/*`),
      named('gone', `${API_SUB}x`),
    ];
    const after = [
      named('deploy', `${API_SUB}*`),
      named('fresh', `${API_SUB}release/*`),
      named('added', `${API_SUB}y`),
    ];
    const diffs = diffRoles(before, after, W, { sizes: false });
    expect(diffs.map(({ name, kind, before: was }) => [name, kind, was])).toEqual([
      ['deploy', 'changed', undefined],
      ['fresh', 'renamed', 'old'],
      ['added', 'added', undefined],
      ['gone', 'removed', undefined],
    ]);
    expect(diffs.map(({ diff }) => [diff.gained.kind, diff.lost.kind])).toEqual([
      ['some', 'none'],
      ['none', 'none'],
      ['some', 'none'],
      ['none', 'some'],
    ]);
  });
});

describe('how much is admitted', () => {
  it('one subject, four subjects, none', () => {
    expect(accessSize(strict(), W)).toBe(0);
    const four = ['main', 'release/1', 'release/2', 'x'].map((ref) => API_SUB + ref);
    expect(accessSize(like(four), W)).toBe(2);
    expect(accessSize(like(four), W, like(`${API_SUB}main`))).toBeCloseTo(Math.log2(3));
    expect(accessSize(like('nothing'), W)).toBe(-Infinity);
  });
  it('more for a wider pattern', () => {
    const narrow = accessSize(like(`${API_SUB}release/1.?`), W) as number;
    const wide = accessSize(like(`${API_SUB}release/*`), W) as number;
    expect(narrow).toBeLessThan(7);
    expect(wide).toBeGreaterThan(narrow);
  });
  /** Patterns of a stranger, whose automaton grows with the product of their lengths. */
  const large = (count: number, allowed: number, kept: number) => {
    const ends = Array.from({ length: count }, (_, i) => String(i));
    return role([
      {
        conditions: {
          StringLike: { sub: ends.map((end) => `*${'a*'.repeat(allowed)}${end}`) },
          StringEquals: pinned,
        },
      },
      {
        effect: 'Deny',
        conditions: { StringNotLike: { sub: ends.map((end) => `*${'?b*'.repeat(kept)}${end}`) } },
      },
    ]);
  };
  it('counting adds no big numbers for each edge of a large automaton', () => {
    const numbers = jest.spyOn(globalThis, 'BigInt');
    const size = accessSize(large(1, 8, 5), W, strict());
    const made = numbers.mock.calls.length;
    numbers.mockRestore();
    expect(size).toBeGreaterThan(400);
    expect(made).toBe(0);
  });
  it('a size has a budget of steps, and what is gained is certain without one', () => {
    const strange = large(8, 30, 20);
    const steps = jest.spyOn(Product.prototype, 'step');
    const size = accessSize(strange, W, strict());
    const made = steps.mock.calls.length;
    steps.mockRestore();
    expect([size, made]).toEqual([undefined, expect.any(Number)]);
    expect(made).toBeLessThan(300_000);
    const diff = diffTrust(strict(), strange, W, { examples: 0 });
    expect(diff.gained).toMatchObject({ kind: 'some', examples: [expect.anything()], log2: 'spent' });
    expect(toChanges([{ name: 'r', kind: 'changed', diff }])).toMatchObject([
      { kind: 'changed', gained: [expect.anything()], reason: expect.stringContaining('is not known') },
    ]);
  });
  it('all examples of a difference together have a budget', () => {
    const roles = [{ role: large(8, 30, 20), outcome: 'allow' } as const];
    const steps = jest.spyOn(Product.prototype, 'step');
    const budget = { maxNodes: 1_000 };
    askGitlab({ roles, claim: 'nothing' }, W, budget);
    const once = steps.mock.calls.length;
    examplesOf({ roles, claim: 'nothing' }, W, 100, budget);
    const made = steps.mock.calls.length - once;
    steps.mockRestore();
    expect(made).toBeLessThan(4 * once);
  });
  it('nobody knows beyond the budget', () => {
    expect(accessSize(like(`${API_SUB}*a???????b`), W, undefined, { maxNodes: 50 })).toBeUndefined();
  });
});

describe('whom a role admits, in plain lines', () => {
  const describeIt = (it: Parameters<typeof describeAdmitted>[0]) => describeAdmitted(it, W);
  it.each<[string, Parameters<typeof describeAdmitted>[0], readonly string[]]>([
    [
      'the strict policy',
      strict(),
      ['branch `main` of acme/platform/api, protected, merge requests of it too'],
    ],
    [
      'without the ids',
      strict(['project_id', 'namespace_id']),
      [
        'branch `main` of acme/platform/api, protected, merge requests of it too',
        'whoever takes over the path of a declared project, such as a push pipeline of an impostor (project 555555) under the path acme/platform/api, branch `main`, protected',
        'a new project under the path of a declared one, such as a push pipeline of another project (project 555555) under the path acme/platform/api, branch `main`, protected',
      ],
    ],
    [
      'patterns that cover each other, and a denial',
      like(
        [
          `${API_SUB}release/*`,
          `${API_SUB}release/1.*`,
          'project_path:acme/platform/api:ref_type:tag:ref:v*',
        ],
        [
          { effect: 'Deny', conditions: { StringEquals: { sub: `${API_SUB}release/old` } } },
          { effect: 'Deny', conditions: { StringNotEquals: { pipeline_source: 'push' } } },
        ],
      ),
      [
        'branch `release/*` of acme/platform/api, protected; except `release/old`',
        'tag `v*` of acme/platform/api, protected',
      ],
    ],
    ['any branch', like(`${API_SUB}*`), ['any branch of acme/platform/api, merge requests of it too']],
    [
      'no token',
      like('nothing'),
      ['no token can assume the role: no token satisfies the condition: `gitlab.com:sub` is like `nothing`'],
    ],
    [
      'what a negated operator keeps out',
      role({
        StringEquals: { project_id: '101', namespace_id: '12', pipeline_source: 'push' },
        StringLike: { sub: `${API_SUB}*` },
        StringNotLike: { sub: `${API_SUB}dependabot/*` },
      }),
      ['any branch of acme/platform/api; except `dependabot/*`'],
    ],
    [
      'what a Deny leaves',
      role([
        { conditions: { StringEquals: { project_id: '101', namespace_id: '12', pipeline_source: 'push' } } },
        { effect: 'Deny', conditions: { StringNotLike: { sub: `${API_SUB}release/*` } } },
      ]),
      ['branch `release/*` of acme/platform/api, protected'],
    ],
    [
      'what no pattern says',
      role({
        StringEquals: { project_id: '101', namespace_id: '12', pipeline_source: 'push' },
        StringEqualsIgnoreCase: { sub: `${API_SUB}ab` },
        StringNotEquals: { sub: `${API_SUB}ab` },
        StringLike: { sub: 'project_path:acme/platform/api:*' },
      }),
      ['some branches of acme/platform/api, such as `Ab`'],
    ],
    [
      'the rules of the project where no pattern is written',
      role({
        StringEquals: {
          project_id: '101',
          namespace_id: '12',
          pipeline_source: 'push',
          ref_protected: 'true',
        },
        StringLike: { sub: 'project_path:acme/platform/api:*' },
      }),
      ['any branch of acme/platform/api, protected', 'any tag of acme/platform/api, protected'],
    ],
  ])('%s', (_, it, lines) => {
    expect(describeIt(it)).toEqual(lines);
  });
  it('a group pattern names an example', () => {
    expect(describeIt(role({ StringLike: { sub: 'project_path:acme/*:ref_type:tag:ref:v1' } }))).toEqual([
      'tag `v1` of acme/platform/api, protected',
      'projects that are not declared, such as a push pipeline of acme/any-project (project 900001), tag `v1`, protected',
      'whoever takes over the path of a declared project, such as a push pipeline of an impostor (project 555555) under the path acme/platform/api, tag `v1`, protected',
      'a new project under the path of a declared one, such as a push pipeline of another project (project 555555) under the path acme/platform/api, tag `v1`, protected',
      'declared projects under another path, such as a push pipeline of acme/platform/api-renamed (project 101), which was acme/platform/api, tag `v1`, protected',
    ]);
  });
});

import { hasBit } from '../../../../../policies/automata/index';
import {
  compilePolicy,
  type CompiledPolicy,
  type TrustRequest,
} from '../../../../../policies/evaluate/index';
import { simulate } from '../../../../../policies/gitlab/index';
import { stsRequest } from '../../../../../policies/context/index';
import { decideMatrix } from '../../../../../policies/judge/table/decision-index/index';
import { parsePolicy } from '../../../../../policies/trust/index';
import { role } from '../../../../support/prover-world';
import { randomGitlab, randomPipeline, randomTrustPolicy } from '../../../../support/random-gitlab';
import { randomPolicy, randomRequest } from '../../../../support/random-policy';
import { chooser, seedFor } from '../../../../support/seed';
import { toTrustRequest } from '../../../../support/trust-request';
import { rounds } from '../../../../support/rounds';

/** One sign for each pair: `+` allow, `-` deny, `?` undetermined. */
function byIndex(policies: readonly CompiledPolicy[], requests: readonly TrustRequest[]): readonly string[] {
  const rows: string[] = [];
  decideMatrix(policies, requests, (policy, { allowed, undetermined }) => {
    expect(policy).toBe(rows.length);
    rows.push(
      requests.map((_, i) => (hasBit(allowed, i) ? '+' : hasBit(undetermined, i) ? '?' : '-')).join(''),
    );
  });
  return rows;
}

function oneByOne(policies: readonly CompiledPolicy[], requests: readonly TrustRequest[]): readonly string[] {
  const signs = { allow: '+', deny: '-', undetermined: '?' };
  return policies.map((policy) => requests.map((request) => signs[policy.decide(request)]).join(''));
}

function compiled(document: unknown): CompiledPolicy {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.policy);
}

const TABLES = rounds({ short: 30, long: 150 });

test(`every pair of a table is decided as by itself: ${TABLES} × 40 × 40 random pairs of every operator`, () => {
  const seed = seedFor('matrix of any policies');
  const choose = chooser(seed);
  const tally = { '+': 0, '-': 0, '?': 0 };
  for (let round = 0; round < TABLES; round += 1) {
    const drawn = Array.from({ length: 40 }, () => randomRequest(choose));
    const policies = Array.from({ length: 40 }, () => compiled(randomPolicy(choose, drawn)));
    const requests = drawn.map(toTrustRequest).filter(({ actions }) => actions.length > 0);
    const expected = oneByOne(policies, requests);
    expect({ seed, round, rows: byIndex(policies, requests) }).toEqual({ seed, round, rows: expected });
    for (const sign of expected.join('')) tally[sign as keyof typeof tally] += 1;
  }
  process.stdout.write(`matrix of any policies: ${JSON.stringify(tally)}\n`);
  expect(Math.min(tally['+'], tally['-'], tally['?'])).toBeGreaterThan(TABLES * 14);
});

const INSTANCES = rounds({ short: 8, long: 40 });

test('and of tokens that GitLab mints against policies that people write', () => {
  const seed = seedFor('matrix of tokens');
  const choose = chooser(seed);
  let allowed = 0;
  for (let round = 0; round < INSTANCES; round += 1) {
    const gitlab = randomGitlab(choose);
    const provider = { issuer: gitlab.instance.issuer, account: '111122223333' };
    const policies = Array.from({ length: 30 }, () => compiled(randomTrustPolicy(choose, gitlab)));
    const requests = Array.from({ length: 300 }, () => simulate(randomPipeline(choose, gitlab))).flatMap(
      (simulation): readonly TrustRequest[] =>
        simulation.kind === 'no_token'
          ? []
          : simulation.tokens.flatMap(({ claims }) => {
              const answer = stsRequest({ ...claims }, provider);
              return answer.ok ? [answer.request] : [];
            }),
    );
    const expected = oneByOne(policies, requests);
    expect({ seed, round, rows: byIndex(policies, requests) }).toEqual({ seed, round, rows: expected });
    allowed += expected.join('').split('+').length - 1;
  }
  expect(allowed).toBeGreaterThan(INSTANCES * 125);
});

describe('only what may be admitted is decided', () => {
  const request = (sub: string, project: string): TrustRequest => ({
    principal: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
    actions: ['sts:AssumeRoleWithWebIdentity'],
    context: new Map([
      ['gitlab.com:sub', sub],
      ['gitlab.com:aud', 'sts.amazonaws.com'],
      ['gitlab.com:project_id', project],
    ]),
  });
  const requests = Array.from({ length: 2_000 }, (_, i) =>
    request(
      `project_path:g/p${i >> 1}:ref_type:branch:ref:${i % 2 === 0 ? 'main' : `f${i}`}`,
      String(i >> 1),
    ),
  );

  /** How many of the requests a policy is asked about. */
  function asked(conditions: Parameters<typeof role>[0], at: readonly TrustRequest[] = requests): number {
    const real = compilePolicy(role(conditions).policy);
    let count = 0;
    const watched = { ...real, decide: (one: TrustRequest) => ((count += 1), real.decide(one)) };
    expect(byIndex([watched], at)).toEqual(oneByOne([real], at));
    return count;
  }

  it.each([
    { note: 'an exact subject', like: 'project_path:g/p7:ref_type:branch:ref:main', count: 1 },
    { note: 'a project', like: 'project_path:g/p7:*', count: 2 },
    { note: 'a branch of every project', like: 'project_path:*:ref_type:branch:ref:main', count: 1_000 },
    { note: 'tags, which none of them has', like: 'project_path:*:ref_type:tag:ref:*', count: 0 },
  ])('$note', ({ like, count }) => {
    expect(asked({ StringLike: { sub: like } })).toBe(count);
  });

  it('several keys, each of which leaves many', () => {
    const ids = Array.from({ length: 400 }, (_, i) => String(i));
    const conditions = { StringLike: { sub: '*:ref:main' }, StringEquals: { project_id: ids } };
    expect(asked(conditions)).toBe(400);
  });

  it('an operator that is not a list of patterns: all', () => {
    expect(asked({ StringNotLike: { sub: '*:ref:main' } })).toBe(2_000);
    expect(asked({ StringEqualsIgnoreCase: { project_id: '7' } })).toBe(2_000);
  });

  it('a key that nobody knows: all for which it is unknown', () => {
    const open = requests.map((one, i) => (i < 10 ? { ...one, isUnknown: () => true } : one));
    expect(asked({ StringEquals: { 'aws:SourceIp': '1' } }, open)).toBe(10);
  });

  it('another provider: none', () => {
    const elsewhere = requests.map((one) => ({
      ...one,
      principal: 'arn:aws:iam::999999999999:oidc-provider/x',
    }));
    expect(asked({ StringLike: { sub: '*' } }, elsewhere)).toBe(0);
  });

  it('a table without requests, and one without policies', () => {
    expect(byIndex([compilePolicy(role({ StringLike: { sub: '*' } }).policy)], [])).toEqual(['']);
    expect(byIndex([], requests)).toEqual([]);
  });
});

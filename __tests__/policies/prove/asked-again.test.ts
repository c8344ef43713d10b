import {
  onlyProtectedRefs,
  gitlabWorld,
  never,
  type RoleTrust,
  type Verdict,
} from '../../../policies/prove/index';
import { conditionFormula } from '../../../policies/prove/compile/condition-formula';
import { OpaqueParts } from '../../../policies/prove/compile/opaque';
import { withAssumptions } from '../../../policies/prove/world/gitlab-world';
import { compilePolicy } from '../../../policies/evaluate/index';
import { parsePolicy, type Policy } from '../../../policies/trust/index';
import { API, COM, OWN, world } from '../../support/prover-world';
import { randomGitlab, randomTrustPolicy } from '../../support/random-gitlab';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

// What is read off a condition, a statement or a formula is kept. It must not depend on who asked first.

const POLICIES = rounds({ short: 30, long: 1_000 });

const parse = (document: unknown): Policy => {
  const parsed = parsePolicy(structuredClone(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
};

const told = ({ verdict, reason, ...rest }: Verdict) => ({
  verdict,
  reason,
  dependsOn: 'dependsOn' in rest ? rest.dependsOn : undefined,
  claims: 'counterexample' in rest ? rest.counterexample : undefined,
});

test(`a policy that was asked about in other worlds answers like one that is read anew: ${POLICIES} random policies`, () => {
  const seed = seedFor('asked again');
  const choose = chooser(seed);
  const tally = { proved: 0, refuted: 0, undecided: 0 };
  for (let i = 0; i < POLICIES; i += 1) {
    const gitlab = randomGitlab(choose);
    const document = randomTrustPolicy(choose, gitlab);
    if (!parsePolicy(document).ok) continue;
    const worlds = [
      gitlabWorld({ ...gitlab, projects: [] }),
      gitlabWorld({ ...gitlab, assume: { 'gitlab-claims': false } }),
      gitlabWorld(gitlab),
    ];
    const roleOf = (policy: Policy, account: string): RoleTrust => ({
      policy,
      provider: { issuer: gitlab.instance.issuer, account },
    });
    const kept = parse(document);
    const ask = (policy: Policy, at: (typeof worlds)[number], account = '111122223333') => [
      told(onlyProtectedRefs(roleOf(policy, account), at)),
      told(never(roleOf(policy, account), 'tag', at)),
    ];
    for (const at of worlds) {
      ask(kept, at, '444455556666');
      const again = ask(kept, at);
      const anew = ask(parse(document), at);
      if (JSON.stringify(again) !== JSON.stringify(anew))
        throw new Error(
          `seed ${seed}, policy ${i}: ${JSON.stringify(document)}: ${JSON.stringify([again, anew])}`,
        );
      for (const { verdict } of again) tally[verdict] += 1;
    }
  }
  process.stdout.write(`asked again: ${JSON.stringify(tally)}\n`);
  expect(Math.min(...Object.values(tally))).toBeGreaterThan(POLICIES / 20);
});

const allowing = (condition: unknown, version = '2012-10-17') =>
  parse({
    Version: version,
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  });

describe('what a condition is as a formula', () => {
  const formulaOf = ({ statements, version }: Policy, sort: { readonly kind: 'absent' | 'unknown' }) => {
    const [condition] = statements[0]!.conditions;
    const opaque = new OpaqueParts('named');
    const universe = {
      sortOf: (key: string) =>
        key.startsWith('gitlab.com:') ? ({ kind: 'text', variable: key } as const) : sort,
      candidates: () => [],
    };
    return [conditionFormula(condition!, version, universe, opaque), opaque.all.map(({ name }) => name)];
  };

  it('with a policy variable depends on what is known of the variable', () => {
    const policy = allowing({ StringEquals: { 'gitlab.com:sub': "${aws:PrincipalTag/team, 'none'}" } });
    const absent = formulaOf(policy, { kind: 'absent' });
    const unknown = formulaOf(policy, { kind: 'unknown' });
    expect(unknown).not.toEqual(absent);
    expect(formulaOf(policy, { kind: 'absent' })).toEqual(absent);
  });

  it('with an open answer for a missing key says each time that it is open', () => {
    const policy = allowing({ 'ForAnyValue:StringLikeIfExists': { 'gitlab.com:sub': 'a*' } });
    const first = formulaOf(policy, { kind: 'absent' });
    expect(first[1]).toEqual(['ForAnyValue with IfExists and no key']);
    expect(formulaOf(policy, { kind: 'absent' })).toEqual(first);
  });

  it('of plain text is made once', () => {
    const policy = allowing({ StringLike: { 'gitlab.com:sub': ['a*', 'b'] } });
    expect(formulaOf(policy, { kind: 'absent' })[0]).toBe(formulaOf(policy, { kind: 'unknown' })[0]);
  });
});

describe('a statement that is compiled', () => {
  const context = { 'gitlab.com:sub': '${*}' };
  const decides = ({ version, statements }: Policy, as: Policy['version'] = version) =>
    compilePolicy({ version: as, statements }).decide({
      principal: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
      actions: ['sts:AssumeRoleWithWebIdentity'],
      context: new Map(Object.entries(context)),
    });

  it('is compiled for the version that it is asked about in', () => {
    const policy = allowing({ StringEquals: { 'gitlab.com:sub': '${*}' } });
    expect(decides(policy)).toBe('deny');
    expect(decides(policy, '2008-10-17')).toBe('allow');
    expect(decides(policy)).toBe('deny');
  });
});

describe('a world with an assumption switched', () => {
  it('is another one for yes and for no, where neither was said', () => {
    const open = world(OWN, {}, [API]);
    expect(open.openPaths).toBe(true);
    const hasImpostors = [true, false].map((on) =>
      withAssumptions(open, { 'no-reused-paths': on })
        .cases('fields')
        .some(({ origin }) => origin === 'impostor'),
    );
    expect(hasImpostors).toEqual([false, true]);
    expect(withAssumptions(open, { 'no-reused-paths': false }).openPaths).toBe(false);
  });

  it('is made once, and is the world itself where nothing changes', () => {
    const com = world(COM, {}, [API]);
    expect(withAssumptions(com, { 'gitlab-ids': true })).toBe(com);
    const off = withAssumptions(com, { 'gitlab-ids': false });
    expect(off.assumptions['gitlab-ids']).toBe(false);
    expect(withAssumptions(com, { 'gitlab-ids': false })).toBe(off);
    expect(withAssumptions(com, { 'no-renames': true })).not.toBe(off);
  });
});

import { plainDecision, plainlyAllowed, type Claims } from '../support/adversary/plain-evaluator';
import { POLICIES, widened } from '../support/adversary/policies';
import { TOKENS } from '../support/adversary/tokens';
import { cliFolder } from '../support/cli-folder';

// What the commands say of policies that teams may have, held against each other and against an evaluator of another make.

const { write, refgate } = cliFolder();

/** Whether tokens contradict a property, or only such with session tags. */
type Broken = boolean | 'by tags';

interface Proof {
  readonly verdict: 'proved' | 'refuted' | 'undecided';
  readonly counterexample?: { readonly claims: Claims };
  readonly needed?: readonly string[];
}

/** The assumption that GitLab sends no session tags: a proof that a token with tags contradicts names it. */
const NO_TAGS = 'gitlab-claims';
const hasTags = (claims: Claims): boolean => claims['https://aws.amazon.com/tags'] !== undefined;

const issuerOf = (claims: Claims): string => String(claims.iss);
const jsonLines = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

test('there are policies of every kind', () => {
  // as docs/soundness.md has it
  expect([POLICIES.length, TOKENS.length]).toEqual([200, 41]);
  expect(new Set(POLICIES.map(({ policy }) => JSON.stringify(policy))).size).toBe(POLICIES.length);
});

describe.each(POLICIES)('$name', ({ policy }) => {
  const allowed = TOKENS.filter(({ claims }) => plainlyAllowed(policy, claims)).map(({ claims }) => claims);
  const text = JSON.stringify(policy);
  const wide = widened(policy);
  // of a policy that names no provider
  const where = text.includes('oidc-provider')
    ? []
    : ['--issuer', 'https://gitlab.com', '--account', '111122223333'];
  const opened = TOKENS.filter(({ claims }) => plainlyAllowed(wide, claims)).map(({ claims }) => claims);
  const prove = async (...asked: readonly string[]): Promise<Proof> => {
    const { out } = await refgate('prove', 'role.json', ...asked, ...where, '--format', 'json');
    return (JSON.parse(out) as readonly [Proof])[0];
  };

  test('eval decides each token as the other evaluator does, and so does explain', async () => {
    write(
      'lines.jsonl',
      TOKENS.map(({ name, claims }) =>
        JSON.stringify({ id: name, policy, issuer: claims.iss, account: '111122223333', claims }),
      ).join('\n'),
    );
    const answers = jsonLines((await refgate('eval', '--batch', 'lines.jsonl')).out);
    const expected = TOKENS.map(({ claims }) => plainDecision(policy, claims));
    const wrong = answers.flatMap(({ id, decision, reason }, place) =>
      decision === expected[place] ? [] : [`${String(id)}: ${String(decision)}, ${String(reason)}`],
    );
    expect(wrong).toEqual([]);
    write('role.json', policy);
    for (const { claims, name } of TOKENS.filter((_token, place) => place % 5 === 0)) {
      const { code } = await refgate(
        'explain',
        'role.json',
        '--claims',
        JSON.stringify(claims),
        '--issuer',
        issuerOf(claims),
        '--account',
        '111122223333',
      );
      const wanted = { allow: 0, deny: 1, undetermined: 2 }[plainDecision(policy, claims)];
      expect([name, code]).toEqual([name, wanted]);
    }
  });

  test('no proof excludes a token that is allowed, and each counterexample is one', async () => {
    write('role.json', policy);
    const isGitlab = (claims: Claims): boolean => claims.ref_type !== undefined;
    const is = (wanted: (claims: Claims) => boolean): Broken => {
      const broken = allowed.filter(wanted);
      return broken.length > 0 && broken.every(hasTags) ? 'by tags' : broken.length > 0;
    };
    const questions: readonly (readonly [Broken, readonly string[], ((claims: Claims) => boolean)?])[] = [
      [is(() => true), ['--never', 'anyone']],
      [
        is(({ ref_type: type }) => type === 'tag'),
        ['--never', 'tag'],
        ({ ref_type: type }) => type === 'tag',
      ],
      [is((claims) => claims.pipeline_source === 'merge_request_event'), ['--never', 'merge_request']],
      [
        is((claims) => isGitlab(claims) && claims.ref_protected !== 'true'),
        ['--only', 'protected_refs'],
        (claims) => claims.ref_protected !== 'true',
      ],
      [
        is((claims) => isGitlab(claims) && !String(claims.project_path).startsWith('acme/')),
        ['--only', 'acme/*'],
      ],
    ];
    for (const [isBroken, asked, isOfKind] of questions) {
      const { verdict, counterexample, needed } = await prove(...asked);
      if (isBroken === true) expect([asked, verdict]).not.toEqual([asked, 'proved']);
      if (isBroken === 'by tags' && verdict === 'proved')
        expect([asked, needed]).toEqual([asked, expect.arrayContaining([NO_TAGS])]);
      if (counterexample?.claims.iss === undefined) continue;
      const { claims } = counterexample;
      expect([asked, claims, plainlyAllowed(policy, claims)]).toEqual([asked, claims, true]);
      if (isOfKind !== undefined) expect([asked, claims, isOfKind(claims)]).toEqual([asked, claims, true]);
    }
    const lines = [...new Set(allowed.map(issuerOf))].flatMap((issuer) =>
      // in `any_sub` every key that a policy names is there
      (text.includes('"Null"') ? ['gitlab'] : ['gitlab', 'any_sub']).map((world) => ({
        id: issuer,
        property: 'admits_nothing',
        policy,
        issuer,
        world,
      })),
    );
    write('proofs.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    if (lines.length > 0)
      for (const answer of jsonLines((await refgate('prove', '--batch', 'proofs.jsonl')).out))
        if (answer.verdict === 'proved') expect(answer).toMatchObject(unlessTags(allowed, answer.id));
  });

  test('the description and the findings leave room for each token that is allowed', async () => {
    write('role.json', policy);
    const { out } = await refgate('prove', '--describe', 'role.json', ...where);
    const { out: checked } = await refgate('check', 'role.json');
    const usual = allowed.filter((claims) => !hasTags(claims));
    if (allowed.length > 0 && usual.length === 0) expect(out).toContain(NO_TAGS);
    if (usual.length === 0) return;
    const issuers = new Set(usual.map(issuerOf));
    const lines = out.split('\n').filter((line) => line.startsWith('  '));
    for (const issuer of issuers) {
      const host = issuer.replace('https://', '');
      const own = lines.filter((line) => !line.startsWith('  of `') || line.startsWith(`  of \`${host}\``));
      expect(own.filter((line) => !line.includes('no token can assume')).length).toBeGreaterThan(0);
    }
    expect(checked).not.toMatch(/no-token-can-assume|no token can assume the role:/);
  });

  test('an open twin gains what it gains, and the policy is the same as itself', async () => {
    write('role.json', policy);
    write('wide.json', wide);
    const gained = opened.filter((claims) => !allowed.includes(claims));
    const loses = allowed.some((claims) => !opened.includes(claims));
    const { code, out } = await refgate('diff', 'role.json', 'wide.json', ...where, '--format', 'json');
    if (gained.some((claims) => !hasTags(claims))) expect(code).not.toBe(0);
    if (gained.length > 0 && code === 0) expect(out).toContain(NO_TAGS);
    const { changes = [] } = JSON.parse(out) as {
      readonly changes?: readonly { readonly gained: readonly { readonly claims: Claims }[] }[];
    };
    for (const { claims } of changes.flatMap((change) => change.gained)) {
      if (claims.iss === undefined) continue;
      expect([claims, plainlyAllowed(wide, claims), plainlyAllowed(policy, claims)]).toEqual([
        claims,
        true,
        false,
      ]);
    }
    const back = await refgate('diff', 'wide.json', 'role.json', ...where);
    if (loses) expect(back.code).not.toBe(0);
    expect((await refgate('diff', 'role.json', 'role.json', ...where)).code).not.toBe(1);
    const lines = [...new Set(opened.filter((claims) => !allowed.includes(claims)).map(issuerOf))].map(
      (issuer) => JSON.stringify({ id: issuer, property: 'implies', policy: wide, other: policy, issuer }),
    );
    write('proofs.jsonl', lines.join('\n'));
    if (lines.length > 0)
      for (const answer of jsonLines((await refgate('prove', '--batch', 'proofs.jsonl')).out))
        if (answer.verdict === 'proved')
          expect(answer).toMatchObject(
            unlessTags(
              opened.filter((claims) => !allowed.includes(claims)),
              answer.id,
            ),
          );
  });
});

/** What a proof has to say where tokens of the issuer contradict it: no proof at all, unless each has tags. */
function unlessTags(broken: readonly Claims[], issuer: unknown): object {
  const byTags = broken.filter(({ iss }) => iss === issuer).every(hasTags);
  return byTags ? { needs: expect.arrayContaining([NO_TAGS]) as unknown } : { verdict: 'not proved' };
}

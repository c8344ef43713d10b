import vectorFile from '../../cases/gitlab-vectors.json';
import { compilePolicy, judgeToken } from '../../../policies/evaluate/index';
import { providerArn, type RawClaims } from '../../../policies/context/index';
import { simulate } from '../../../policies/gitlab/index';
import { parsePolicy } from '../../../policies/trust/index';
import { GOLDEN_PIPELINES } from '../../support/golden-pipelines';

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly claims: RawClaims;
  readonly expect: { readonly sub: string; readonly ref_protected: string };
}

interface Reference {
  readonly issuer: string;
  readonly string_equals: Readonly<Record<string, string>>;
  readonly allows: readonly string[];
}

const vectors: readonly Vector[] = vectorFile.vectors;
const ACCOUNT = '111122223333';

/** Claims whose values are only well-formed examples. */
const illustrative = new Set(vectorFile.world.illustrative_claims);

function mint(id: string): RawClaims {
  const pipeline = GOLDEN_PIPELINES[id];
  if (pipeline === undefined) throw new Error(`no pipeline for ${id}`);
  const simulation = simulate(pipeline, { assume: { 'merge-request-protection': true } });
  if (simulation.kind !== 'tokens' || simulation.tokens.length !== 1)
    throw new Error(`${id} is not one token`);
  return { ...simulation.tokens[0]?.claims };
}

const essential = (claims: RawClaims): RawClaims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !illustrative.has(name)));

test('there are 75 vectors and a pipeline for each', () => {
  expect(vectors).toHaveLength(75);
  expect(Object.keys(GOLDEN_PIPELINES)).toEqual(vectors.map(({ id }) => id));
});

test.each(vectors.map((vector) => [vector.id, vector.kind, vector] as const))(
  '%s %s: the claims GitLab mints',
  (id, _kind, vector) => {
    const claims = mint(id);
    expect(claims.sub).toBe(vector.expect.sub);
    expect(claims.ref_protected).toBe(vector.expect.ref_protected);
    expect(essential(claims)).toEqual(essential(vector.claims));
  },
);

test.each(['G25', 'G28'])('%s: without an assumption both values of ref_protected are simulated', (id) => {
  const simulation = simulate(GOLDEN_PIPELINES[id]!);
  expect(simulation).toMatchObject({
    kind: 'tokens',
    tokens: [
      { claims: { ref_protected: 'true' }, assuming: ['merge-request-protection'] },
      { claims: { ref_protected: 'false' }, assuming: ['merge-request-protection'] },
    ],
  });
});

describe.each(Object.entries<Reference>(vectorFile.world.reference_policies))(
  'reference policy %s',
  (_name, reference) => {
    const host = reference.issuer.replace('https://', '');
    const parsed = parsePolicy({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: providerArn(reference.issuer, ACCOUNT) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: Object.fromEntries(
            Object.entries(reference.string_equals).map(([k, v]) => [`${host}:${k}`, v]),
          ),
        },
      },
    });
    if (!parsed.ok) throw new Error('the reference policy does not parse');
    const compiled = compilePolicy(parsed.policy);

    test('admits exactly the vectors that it should', () => {
      const allowed = vectors
        .filter(
          ({ id }) =>
            judgeToken(compiled, mint(id), { issuer: reference.issuer, account: ACCOUNT }).outcome ===
            'allow',
        )
        .map(({ id }) => id);
      expect(allowed).toEqual(reference.allows);
    });

    test('a token with two audiences is refused before the policy is read', () => {
      expect(judgeToken(compiled, mint('G74'), { issuer: reference.issuer, account: ACCOUNT })).toMatchObject(
        {
          outcome: 'deny',
          layer: 'token',
          reason: 'Token audience contains more than one audience while authorized party is not present',
        },
      );
    });
  },
);

import { FAMILIES } from '../../../bench/prover/adversarial';
import { checkCertificate, questionFormula, type CertificateFile } from '../../../policies/certificate';
import { decide, and } from '../../../policies/automata';
import { FileReader } from '../../support/certificate-formula';
import {
  anySubWorld,
  disjoint,
  implies,
  never,
  onlyProtectedRefs,
  whyNotRestated,
  type Verdict,
} from '../../../policies/prove';
import { mutantOf } from '../../support/certificate-mutants';
import { certified, sha256 } from '../../support/certified';
import { API_SUB, OWN, role, strict, world } from '../../support/prover-world';
import { pick } from '../../support/random-gitlab';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const wide = anySubWorld('https://gitlab.com');
const few = { 'usual-sub-claims': true, 'no-reused-paths': true, 'no-renames': true } as const;
const like = (...patterns: readonly string[]) => role({ StringLike: { sub: patterns } });

/** Proofs of every kind, small ones. */
function bases(): readonly CertificateFile[] {
  const verdicts: readonly Verdict[] = [
    onlyProtectedRefs(strict(), world(undefined, few)),
    onlyProtectedRefs(role({ StringLike: { sub: [`${API_SUB}main`] } }, OWN), world(OWN, few)),
    never(
      strict([], { StringEquals: { pipeline_source: ['push'] } }),
      'merge_request',
      world(undefined, few),
    ),
    implies(like('a*', 'b?*'), like('a*', '*b*'), wide),
    implies(like('*'), like('', '?', '??*'), wide),
    implies(like('a*'), like('a', 'a?*'), wide),
    disjoint(like('*a'), like('*b'), wide),
    disjoint(role({ StringEquals: { sub: 'x' } }), role({ StringNotEquals: { sub: 'x' } }), wide),
    ...FAMILIES.flatMap(({ sets }) => {
      const {
        all: [first = [], second],
        none,
      } = sets(3);
      return second === undefined
        ? [implies(like(...first), like(...none), wide)]
        : [disjoint(like(...first), like(...second), wide)];
    }).filter(({ verdict }) => verdict === 'proved'),
  ];
  return verdicts.map((verdict) => {
    const file = certified(verdict);
    if (typeof file === 'string') throw new Error(file);
    return file;
  });
}

/** Whether what the file says is so: the engine finds no counterexample in any of its cases. */
function isTrue(file: CertificateFile): boolean {
  const reader = new FileReader(file);
  return file.questions.every(({ roles, world: { host, cases } }) =>
    cases.every((one) => {
      const parts = [
        questionFormula(roles, host),
        one.about,
        ...one.world.map((place) => file.formulas[place]!),
      ];
      return decide(and(...parts.map((part) => reader.read(part))), { maxNodes: 20_000 }).kind === 'empty';
    }),
  );
}

test('a changed certificate is refused, or what it says is true anyway', () => {
  const seed = seedFor('mutated certificates');
  const choose = chooser(seed);
  const files = bases();
  const counts = { refused: 0, 'true anyway': 0, 'refused as another world': 0 };
  const wrong: string[] = [];
  const kinds = new Map<string, number>();
  for (let i = 0; i < rounds({ short: 600, long: 10_000 }); i += 1) {
    const base = pick(choose, files);
    const digests = choose(5) > 0;
    const mutant = mutantOf(base, choose, digests);
    if (mutant === undefined) continue;
    const checked = checkCertificate(mutant.file, sha256);
    if (!checked.valid) {
      counts.refused += 1;
      kinds.set(mutant.kind, (kinds.get(mutant.kind) ?? 0) + 1);
      continue;
    }
    if (!digests || !isTrue(mutant.file)) wrong.push(`seed ${seed}, round ${i}: ${mutant.kind}`);
    else if (whyNotRestated(mutant.file, sha256) === undefined) counts['true anyway'] += 1;
    else counts['refused as another world'] += 1;
  }
  expect(wrong).toEqual([]);
  expect(counts.refused).toBeGreaterThan(counts['true anyway']);
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining([
      'a condition dropped',
      'a verdict swapped',
      'a word dropped',
      'a proof made constant',
    ]),
  );
});

test.each(['a case dropped', 'what it is about changed', 'a formula of the world dropped'])(
  '%s: the file speaks of another world than its assumptions make',
  (kind) => {
    const choose = chooser(7);
    const file = certified(onlyProtectedRefs(strict(), world()));
    if (typeof file === 'string') throw new Error(file);
    expect(whyNotRestated(file, sha256)).toBeUndefined();
    let seen = 0;
    for (let i = 0; seen < 2 && i < 400; i += 1) {
      const mutant = mutantOf(file, choose, true);
      if (mutant?.kind !== kind) continue;
      seen += 1;
      expect(whyNotRestated(mutant.file, sha256)).toMatch(
        /are not those of the property, the declared projects and the assumptions$|proves again/,
      );
    }
    expect(seen).toBe(2);
  },
);

test('an assumption removed: there are more tokens than the file has', () => {
  const file = certified(onlyProtectedRefs(strict(), world()));
  if (typeof file === 'string') throw new Error(file);
  const without = (id: string): CertificateFile => ({
    ...file,
    questions: file.questions.map((question) => ({
      ...question,
      world: {
        ...question.world,
        assumptions: question.world.assumptions.filter((one) => one.id !== id),
      },
    })),
  });
  const other = /are not those of .*the assumptions$/;
  expect(whyNotRestated(without('gitlab-paths'), sha256)).toMatch(other);
  expect(whyNotRestated(without('declared-rules'), sha256)).toMatch(other);
});

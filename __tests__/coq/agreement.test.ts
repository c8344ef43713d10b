import { FAMILIES, type GlobSets } from '../../bench/prover/adversarial';
import { and, decide, present } from '../../policies/automata';
import { normal, type CertificateFile, type GlobParts } from '../../policies/certificate';
import { GlobReader } from '../../policies/certificate/glob';
import { Refutation } from '../../policies/certificate/refute';
import { FileReader } from '../support/certificate-formula';
import {
  buildCoqChecker,
  coqAnswers,
  coqMissing,
  formulaOf,
  type GlobCertificate,
  type GlobQuestion,
} from '../support/coq-checker';
import { pick } from '../support/random-gitlab';
import { describeWithTool } from '../support/required-tools';
import { rounds } from '../support/rounds';
import { chooser, seedFor } from '../support/seed';

const glob = (text: string): GlobParts =>
  normal(text.split(/([*?])/).map((part) => (part === '*' ? -1 : part === '?' ? -2 : part)));
const is = (text: string, negated = false): GlobQuestion => ({ glob: glob(text), negated });

/** Words of the list and of no other. */
const setsAsQuestion = ({ all, none }: GlobSets): GlobQuestion => ({
  all: [...all.map((list) => ({ any: list.map((text) => is(text)) })), ...none.map((text) => is(text, true))],
});

const MAX_WORDS = 60;

const reader = new FileReader({ shapes: [] } as unknown as CertificateFile);

const asFormula = (question: GlobQuestion) => and(present('x'), reader.read(formulaOf(question)));

/** The engine's certificate of a question that no text satisfies, as words. */
function certificateOf(question: GlobQuestion): GlobCertificate | undefined {
  const answer = decide(asFormula(question), { maxNodes: 3_000, certify: true, without: ['tiers'] });
  if (answer.kind !== 'empty' || answer.certificate === undefined) return undefined;
  const { certificate } = answer;
  // Each word with each letter is compared with each word.
  if (certificate.kind === 'states' && certificate.words.length > MAX_WORDS) return undefined;
  return { question, words: certificate.kind === 'states' ? certificate.words.map(({ word }) => word) : [] };
}

/** What the small checker says of the same words. */
function ownAnswer({ question, words }: GlobCertificate): boolean {
  const all = words.map((word) => ({ word, rest: 0 }));
  const proofs = [{ kind: 'constant' }, { kind: 'states', key: 'x', missing: 0, words: all }] as const;
  return new Refutation(proofs, []).refutes({ all: [{ not: { missing: 'x' } }, formulaOf(question)] }, 1);
}

/** The certificate with a word for every state that a text may be in and still satisfy the question. */
function completed({ question }: GlobCertificate): GlobCertificate {
  const globs = patternsOf(question).map((matches) => new GlobReader({ key: 'x', matches }));
  const letters = [...new Set([...globs.flatMap(({ cuts }) => cuts.filter((_, i) => i % 2 === 0)), 0xffff])];
  const words: string[] = [];
  const seen = new Set<string>();
  const open: { readonly word: string; readonly states: readonly number[] }[] = [
    { word: '', states: globs.map(({ start }) => start) },
  ];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { word, states } = at;
    if (seen.has(states.join())) continue;
    seen.add(states.join());
    words.push(word);
    for (const unit of letters)
      open.push({
        word: word + String.fromCharCode(unit),
        states: states.map((state, i) => globs[i]!.step(state, unit)),
      });
  }
  return { question, words };
}

function patternsOf(question: GlobQuestion): readonly GlobParts[] {
  if (typeof question === 'boolean') return [];
  if ('glob' in question) return [question.glob];
  return ('all' in question ? question.all : question.any).flatMap(patternsOf);
}

type Choose = (below: number) => number;

function randomQuestion(choose: Choose): GlobQuestion {
  const text = (): string =>
    Array.from({ length: choose(6) }, () => pick(choose, ['a', 'b', '*', '?', 'c'])).join('');
  const leaf = (): GlobQuestion => is(text(), choose(2) === 0);
  const tree = (depth: number): GlobQuestion => {
    if (depth === 0 || choose(4) === 0) return leaf();
    const parts = Array.from({ length: 1 + choose(3) }, () => tree(depth - 1));
    return choose(2) === 0 ? { all: parts } : { any: parts };
  };
  return { all: [tree(2), tree(2), leaf()] };
}

function mutant({ question, words }: GlobCertificate, choose: Choose): GlobCertificate {
  const at = choose(Math.max(1, words.length));
  switch (choose(5)) {
    case 0:
      return { question, words: words.filter((_, i) => i !== at) };
    case 1:
      return {
        question,
        words: words.map((word, i) => (i === at ? word + pick(choose, ['a', 'b', 'z']) : word)),
      };
    case 2:
      return { question: swapped(question, choose), words };
    case 3:
      return { question: { any: [question, is(pick(choose, ['*', 'a*', '?']), choose(2) === 0)] }, words };
    default:
      return { question: dropped(question, choose), words };
  }
}

function swapped(question: GlobQuestion, choose: Choose): GlobQuestion {
  if (typeof question === 'boolean') return !question;
  if ('glob' in question) return { ...question, negated: !question.negated };
  return inside(question, choose, (part) => [swapped(part, choose)]);
}

function dropped(question: GlobQuestion, choose: Choose): GlobQuestion {
  if (typeof question === 'boolean' || 'glob' in question) return true;
  return inside(question, choose, () => []);
}

function inside(
  question: Exclude<GlobQuestion, boolean | { readonly glob: GlobParts }>,
  choose: Choose,
  change: (part: GlobQuestion) => readonly GlobQuestion[],
): GlobQuestion {
  const parts = 'all' in question ? question.all : question.any;
  const at = choose(Math.max(1, parts.length));
  const changed = parts.flatMap((part, i) => (i === at ? change(part) : [part]));
  return 'all' in question ? { all: changed } : { any: changed };
}

describeWithTool({ tool: 'coqc', missing: coqMissing() }, 'the checker that is extracted from Coq', () => {
  let program: string;
  beforeAll(() => void ({ program } = buildCoqChecker()), 120_000);

  test('its theorem rests on no axiom', () => {
    expect(buildCoqChecker().log).toMatch(
      /^Print Assumptions checker_is_sound: Closed under the global context\n/,
    );
  }, 120_000);

  test('accepts what the engine and the small checker prove, and both refuse what is changed', () => {
    const seed = seedFor('coq agreement');
    const choose = chooser(seed);
    const certificates: GlobCertificate[] = [];
    for (let k = 2; k < 2 + rounds({ short: 8, long: 20 }); k += 1)
      for (const { sets } of FAMILIES) {
        const made = certificateOf(setsAsQuestion(sets(k)));
        if (made !== undefined) certificates.push(made);
      }
    const adversarial = certificates.length;
    for (
      let i = 0;
      certificates.length < adversarial + rounds({ short: 600, long: 1_000 }) && i < 20_000;
      i += 1
    ) {
      const made = certificateOf(randomQuestion(choose));
      if (made !== undefined) certificates.push(made);
    }
    const small = certificates.filter(({ words }) => words.length < 60);
    const mutants = Array.from({ length: rounds({ short: 10_000, long: 30_000 }) }, () =>
      mutant(pick(choose, small), choose),
    );
    const coq = (list: readonly GlobCertificate[]): readonly boolean[] => coqAnswers(program, list);
    expect(certificates.map(ownAnswer)).not.toContain(false);
    expect(coq(certificates.map(completed))).not.toContain(false);
    const own = mutants.map(ownAnswer);
    const asTheyAre = coq(mutants);
    // The small checker knows more propositional logic: what it accepts beyond the other one must hold for all states that there are.
    const beyond = mutants.filter((_, i) => own[i] && !asTheyAre[i]);
    expect(coq(beyond.map(completed))).not.toContain(false);
    // So does the other one know some: what it accepts alone is true, says the engine, too.
    const apart = mutants.filter((_, i) => !own[i] && asTheyAre[i]);
    expect(apart.map(({ question }) => decide(asFormula(question), { maxNodes: 3_000 }).kind)).toEqual(
      apart.map(() => 'empty'),
    );
    expect(apart.length).toBeLessThan(mutants.length / 500);
    const refused = own.filter((answer, i) => !answer && !asTheyAre[i]);
    expect(refused.length).toBeGreaterThan(mutants.length / 3);
  }, 300_000);
});

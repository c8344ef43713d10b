import type { AssumptionId } from './gitlab/index';

/** A place where refgate says something about every token, and why that cannot be wrong. */
export interface SoundClaim {
  /** The words that a user reads. */
  readonly says: string;
  /** Where it is read: a command, a function, a field of a batch. */
  readonly where: string;
  /** The source file that says it, and a part of its text. */
  readonly file: string;
  readonly text: string;
  /** Why it cannot be wrong. */
  readonly because: string;
  /** What it rests on: assumptions that the answer names, or nothing. */
  readonly assumes: 'the assumptions that it names' | 'nothing' | readonly AssumptionId[];
  /** The tests that would notice. */
  readonly tests: readonly [string, ...string[]];
}

const OPEN_VOCABULARY = '__tests__/policies/prove/open-vocabulary.test.ts';
const WORLD_MUTANTS = '__tests__/policies/prove/world-mutants.test.ts';
const ENGINE_MUTANTS = '__tests__/policies/automata/mutants.test.ts';
const NAMED = 'the assumptions that it names';

/**
 * Every place where refgate can say "proved", "nobody", "no new access", "cannot" or "all holds". A test fails for a source file that
 * says one of them and is not listed, and for a test that is listed and does not exist.
 */
export const SOUND_CLAIMS: readonly SoundClaim[] = [
  {
    says: 'the formula has no model',
    where: 'the engine, below every proof',
    file: 'policies/automata/decide.ts',
    text: "kind: 'none'",
    because:
      'The search visits every state of the product of all automata, and says `none` only when it was complete. Running out of states is another answer. On request it writes a certificate, which a checker of another make follows.',
    assumes: 'nothing',
    tests: [
      '__tests__/policies/automata/brute-force.test.ts',
      '__tests__/policies/automata/certificate.test.ts',
      ENGINE_MUTANTS,
    ],
  },
  {
    says: 'no value of one key leads to a model',
    where: 'the engine, for one key',
    file: 'policies/automata/solve.ts',
    text: "kind: 'none'",
    because:
      'Each value of the key, and its absence, lands in one of the exits of its search. Only if every exit has no model of the other keys there is none.',
    assumes: 'nothing',
    tests: ['__tests__/policies/automata/brute-force.test.ts', ENGINE_MUTANTS],
  },
  {
    says: 'nothing was found',
    where: 'the prover, for one formula',
    file: 'policies/prove/search.ts',
    text: "kind: 'none'",
    because: 'It passes on what the engine says, and keeps "out of budget" apart.',
    assumes: 'nothing',
    tests: [WORLD_MUTANTS, '__tests__/policies/prove/certificates.test.ts'],
  },
  {
    says: 'proved',
    where: '`prove`, `check`, `report`, `prove --batch` in the world `gitlab`',
    file: 'policies/prove/ask-gitlab.ts',
    text: "verdict: 'proved'",
    because:
      'The question is asked in every case of the world; a case is omitted only where its fixed values contradict the question. The formulas of the roles admit at least what the evaluator may admit: a condition that depends on the request, or that cannot be stated, is a part that may hold or not. The components of `sub` of other projects are open, unknown ones included. What the search finds is replayed through the evaluator; a disagreement is an internal error, never a proof. Where it is not known whether projects on reused paths get tokens they are asked with and without them, and only what holds in both is said.',
    assumes: NAMED,
    tests: [
      OPEN_VOCABULARY,
      WORLD_MUTANTS,
      '__tests__/policies/prove/random-questions.test.ts',
      '__tests__/policies/prove/world-covers.test.ts',
      '__tests__/policies/prove/case-index.test.ts',
      '__tests__/policies/prove/assumptions.test.ts',
      '__tests__/policies/prove/world-gaps.test.ts',
    ],
  },
  {
    says: 'proved',
    where:
      '`prove --batch` in the world `any_sub`; with keys that may be missing, every role of an issuer that is not a GitLab',
    file: 'policies/prove/ask-any-sub.ts',
    text: "verdict: 'proved'",
    because:
      'Every key that the policies name holds any string, or any list where AWS documents one, so nothing that an issuer sends is omitted as long as these keys are there. For roles of an issuer that is not a GitLab, every key but `sub` and `aud` may be missing, too. In a batch a key that is not there is outside of this world, and the contract says so.',
    assumes: 'nothing',
    tests: [
      OPEN_VOCABULARY,
      '__tests__/policies/prove/agreement.test.ts',
      '__tests__/policies/prove/brute-force.test.ts',
      '__tests__/policies/prove/keys-that-may-be-missing.test.ts',
    ],
  },
  {
    says: 'no such token can assume the role',
    where: 'the checks that ask the prover',
    file: 'policies/prove/properties/some-token.ts',
    text: "kind: 'none'",
    because:
      'An example that is found among usual tokens is enough for "some"; "none" is a proof over the whole world.',
    assumes: NAMED,
    tests: ['__tests__/policies/catalog/agreement.test.ts', '__tests__/policies/catalog/soundness.test.ts'],
  },
  {
    says: 'a statement, or a value, is needed by no token',
    where: '`check` (`dead-statement`, `shadowed-statement`, `redundant-value`)',
    file: 'policies/prove/properties/statements.ts',
    text: "verdict: 'proved'",
    because:
      'Each is a proof of its own over the world with unknown components: the statement admits nothing behind every Deny, or the policy without it admits the same. A value that another value of the same list covers needs no world: one pattern matches whatever the other does.',
    assumes: NAMED,
    tests: ['__tests__/policies/catalog/agreement.test.ts', OPEN_VOCABULARY, WORLD_MUTANTS],
  },
  {
    says: 'no token can assume the role through this statement',
    where: '`check`',
    file: 'policies/catalog/checks/dead-statement.ts',
    text: 'no token can assume the role through this statement',
    because: 'It reports the proof of the row above, and nothing where there is none.',
    assumes: NAMED,
    tests: ['__tests__/policies/catalog/agreement.test.ts', OPEN_VOCABULARY],
  },
  {
    says: 'no token can assume the role, as a finding',
    where: '`check`',
    file: 'policies/catalog/checks/no-token-can-assume.ts',
    text: 'no token can assume the role',
    because:
      'It reports the proof of the next row for every issuer that the policy trusts, and its assumptions.',
    assumes: NAMED,
    tests: ['__tests__/cli/consistency.test.ts', '__tests__/policies/prove/can-be-assumed.test.ts'],
  },
  {
    says: 'no token can assume the role, with the reason',
    where: '`prove`, `check`, `canBeAssumed`',
    file: 'policies/prove/can-be-assumed.ts',
    text: "kind: 'cannot'",
    because:
      'It is said after a proof alone: that STS refuses every token of the issuer, or that the policy admits nothing in the most favourable request. The reason is another proof each time, of the policy without the part that is named.',
    assumes: NAMED,
    tests: ['__tests__/policies/prove/can-be-assumed.test.ts', OPEN_VOCABULARY],
  },
  {
    says: 'no token can assume the role, for want of an Allow statement',
    where: '`check`',
    file: 'policies/catalog/access.ts',
    text: 'no statement has the effect `Allow`',
    because:
      'IAM allows nothing that no statement allows, whatever the token and the request. It is said of the whole policy, never of a part of one.',
    assumes: 'nothing',
    tests: ['__tests__/policies/catalog/judgement.test.ts'],
  },
  {
    says: 'no token can assume the role, instead of a list',
    where: '`--describe`, and what the reports say that a role admits',
    file: 'policies/prove/describe.ts',
    text: 'no token can assume the role',
    because:
      'The list is made for the most favourable request. Without a line it is asked once more whether any token can assume the role, and only a proof is reported so; what depends on the request, or cannot be decided, is said instead.',
    assumes: NAMED,
    tests: ['__tests__/policies/prove/can-be-assumed.test.ts', OPEN_VOCABULARY],
  },
  {
    says: 'no token of an issuer that is not a GitLab can assume the role',
    where: '`--describe`, and the reports',
    file: 'policies/judge/describe-other-issuer.ts',
    text: 'no token can assume the role',
    because:
      'It is a proof over every request in which keys hold anything or are missing, in the most favourable one.',
    assumes: 'nothing',
    tests: [OPEN_VOCABULARY, '__tests__/policies/catalog/issuers.test.ts'],
  },
  {
    says: 'nothing gained, nothing lost',
    where: '`diff`, `diffTrust`',
    file: 'policies/prove/diff.ts',
    text: "kind: 'none'",
    because:
      'One version implies the other for every token, which is a proof. A condition on the request is the same part in both versions where it is the same condition, and another one otherwise. Of a partly known policy the most that one version may admit is held against the least of the other; what is assumed of the earlier version alone is not proof.',
    assumes: NAMED,
    tests: [
      '__tests__/policies/prove/changes.test.ts',
      '__tests__/cli/commands/partly-known.test.ts',
      OPEN_VOCABULARY,
    ],
  },
  {
    says: 'nothing is gained by a token',
    where: '`diff`, for a role that trusts no OIDC provider in either version',
    file: 'policies/judge/other-caller-changes.ts',
    text: "kind: 'none'",
    because:
      'It is said only of the tokens of a role whose other callers changed, beside who gains access. Other callers are compared as text: one that was not there, or whose conditions are fewer, is gained access.',
    assumes: 'nothing',
    tests: ['__tests__/cli/commands/other-callers.test.ts', '__tests__/policies/trust/other-callers.test.ts'],
  },
  {
    says: 'no new access',
    where: '`diff`, and every format of a comparison',
    file: 'policies/report/wording.ts',
    text: 'no new access to',
    because:
      'Only if every role of both sides could be compared, and nothing is gained in each comparison. A role that could not be read is exit 2. A partly known one is compared by its bounds, or is the same where its text and all that it is computed from are (`same-unknown-values`).',
    assumes: NAMED,
    tests: [
      '__tests__/cli/commands/before.test.ts',
      '__tests__/cli/commands/diff.test.ts',
      '__tests__/policies/prove/changes.test.ts',
    ],
  },
  {
    says: 'another version admits the same kinds of tokens',
    where: 'the notes on what a policy admits beside its grant',
    file: 'policies/judge/also-admits.ts',
    text: "kind: 'none'",
    because: 'It follows the difference of the two roles, whose `none` is a proof.',
    assumes: NAMED,
    tests: ['__tests__/policies/judge/grant-deviation.test.ts'],
  },
  {
    says: 'cannot assume it',
    where: 'the table of pipelines',
    file: 'policies/judge/table/judge-table.ts',
    text: 'cannot assume it',
    because:
      'The evaluator has decided each token that the pipeline may get. What a row leaves open is open: if the tokens disagree, or one cannot be decided, the cell is undetermined.',
    assumes: 'nothing',
    tests: [
      '__tests__/cli/commands/left-open.test.ts',
      '__tests__/policies/evaluate/naive-agreement.test.ts',
    ],
  },
  {
    says: 'no token can assume the role through a protected ref that nothing protects',
    where: '`check`, `synth`, the page',
    file: 'policies/judge/vacuous-entries.ts',
    text: 'no token can assume the role through',
    because:
      'The entry demands `ref_protected` = `true`, and the rules that the project declares protect no ref that matches its pattern: GitLab then writes `false` into the token. A project whose rules are not declared is passed over.',
    assumes: ['declared-rules'],
    tests: ['__tests__/policies/judge/vacuous-entries.test.ts'],
  },
  {
    says: 'proved',
    where: '`prove` of a role whose policy is partly known',
    file: 'policies/judge/prove-open.ts',
    text: "verdict: 'proved'",
    because:
      'The property is proved of the policy that admits the most, or the least, that any value of the unknown parts allows: whichever makes it harder. The bounds are held against the evaluator on random policies and values.',
    assumes: NAMED,
    tests: ['__tests__/policies/judge/policy-bounds.test.ts', '__tests__/cli/commands/partly-known.test.ts'],
  },
  {
    says: 'proved, of a role that trusts several issuers',
    where: '`prove`, `check`, `report`',
    file: 'policies/judge/over-issuers.ts',
    text: 'The answers for each issuer as one',
    because:
      'The question is asked for the tokens of every issuer that an Allow statement names, each in its own world, and proved if it is proved in each. The tokens of an unknown issuer have any `sub`. A line of `prove --batch` asks about one issuer, and its reason names the others.',
    assumes: NAMED,
    tests: ['__tests__/cli/several-issuers.test.ts', '__tests__/policies/testing/several-issuers.test.ts'],
  },
  {
    says: 'nothing gained, nothing lost, of a role that trusts several issuers',
    where: '`diff`, `check --before`',
    file: 'policies/judge/join-diffs.ts',
    text: "kind: 'none'",
    because:
      'Both versions are compared over the tokens of every issuer that one of them trusts, and each comparison has to be a proof.',
    assumes: NAMED,
    tests: ['__tests__/cli/several-issuers.test.ts'],
  },
  {
    says: 'all holds',
    where: '`check`, `report`, the page',
    file: 'policies/judge/verdict.ts',
    text: "'all holds'",
    because:
      'One rule for every format: at least one role was judged, none was omitted or read in part, no cell is broken or open, no proof is refuted or undecided, no finding is an error, and something was declared.',
    assumes: NAMED,
    tests: ['__tests__/policies/judge/verdict.test.ts'],
  },
  {
    says: 'no token can assume the role: the account has no OIDC provider',
    where: '`audit`',
    file: 'policies/audit/audit.ts',
    text: 'no token can assume the role: ',
    because:
      'STS looks for the provider of the token in the account of the role. It is said only where a complete list of the providers of the account was read, and none has the host of the issuer, whatever its case.',
    assumes: 'nothing',
    tests: ['__tests__/policies/audit/drift.test.ts'],
  },
  {
    says: 'no token can assume',
    where: '`audit`, the finding `no-token`',
    file: 'policies/audit/access-findings.ts',
    text: 'no token can assume',
    because: 'It repeats the line that describes the role, which is a proof, or the line about the provider.',
    assumes: NAMED,
    tests: ['__tests__/policies/audit/access.test.ts'],
  },
  {
    says: 'a known project that is not in a line of a role cannot assume it',
    where: '`audit`',
    file: 'policies/audit/relevant-projects.ts',
    text: 'Every other known project is certainly refused',
    because:
      "The proofs of a role are about the projects that it may concern. One is omitted only where every Allow statement demands a `sub` whose literal beginning is not that of any `sub` of the project, or an id that is not the project's; conditions that are read in any other way leave nothing out. Lines over the chosen projects are held against lines over all of them.",
    assumes: NAMED,
    tests: ['__tests__/policies/audit/relevant-projects.test.ts'],
  },
];

import { compilePolicy, judgeToken, type CompiledPolicy } from '../../../policies/evaluate/index';
import { protectingRule, simulate, type Pipeline } from '../../../policies/gitlab/index';
import type { ProviderRegistration, RawClaims } from '../../../policies/context/index';
import {
  admitsNothing,
  disjoint,
  equivalent,
  gitlabWorld,
  implies,
  never,
  onlyProtectedRefs,
  type GitlabWorld,
  type RoleTrust,
  type Verdict,
} from '../../../policies/prove/index';
import { REMEDIES } from '../../../policies/prove/remedies';
import { parsePolicy } from '../../../policies/trust/index';
import {
  pick,
  randomGitlab,
  randomPipeline,
  randomTrustPolicy,
  type RandomGitlab,
} from '../../support/random-gitlab';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';
import { compareUndecidedCounts } from './undecided-counts';

const WORLDS = rounds({ short: 20, long: 170 });
const QUESTIONS = 30;
const ATTACKS = 14;

/** A question, and when a token is evidence against it, told without the prover. */
interface RandomQuestion {
  readonly name: string;
  readonly verdict: Verdict;
  readonly breaks: (claims: RawClaims, pipeline: Pipeline) => boolean;
}

test(`${WORLDS * QUESTIONS} random questions: counterexamples replay, no simulated token breaks a proof`, () => {
  const seed = seedFor('random questions');
  const choose = chooser(seed);
  const tally: Record<string, number> = {
    proved: 0,
    refuted: 0,
    undecided: 0,
    attacks: 0,
    hits: 0,
    pipelines: 0,
  };
  const undecided = new Map<string, number>();
  for (let i = 0; i < WORLDS; i += 1) {
    const gitlab = randomGitlab(choose);
    const world = gitlabWorld(gitlab);
    const tokens = Array.from({ length: ATTACKS }, () => randomPipeline(choose, gitlab)).flatMap(tokensOf);
    for (let j = 0; j < QUESTIONS; j += 1) {
      const a = randomRole(choose, gitlab);
      const b = randomRole(choose, gitlab);
      const question = randomQuestion(choose, a, b, world);
      const { verdict } = question;
      const fail = (why: string, evidence: unknown): never => {
        throw new Error(
          `seed ${seed}: ${why}\n${JSON.stringify({ question: question.name, gitlab, a: a.document, b: b.document, verdict, evidence }, null, 1)}`,
        );
      };
      tally[verdict.verdict] = (tally[verdict.verdict] ?? 0) + 1;
      if (verdict.verdict === 'undecided' && verdict.reason.includes('ERR_INTERNAL'))
        fail('the prover and the evaluator disagree', verdict.reason);
      if (verdict.verdict === 'undecided') {
        const { reason } = verdict;
        const named = Object.entries(REMEDIES).filter(([, { give }]) => reason.includes(give));
        if (named.length === 0) fail('the answer does not name what decides it', reason);
        const name = named.map(([id]) => id).join(' and ');
        undecided.set(name, (undecided.get(name) ?? 0) + 1);
      }
      if (verdict.verdict === 'refuted') {
        const { counterexample } = verdict;
        if (counterexample.kind !== 'token') return fail('no token', counterexample);
        // Another project may have components that the simulator does not know: then the decisions that were replayed are all there is.
        if (counterexample.pipeline !== undefined) {
          tally.pipelines = (tally.pipelines ?? 0) + 1;
          const minted = tokensOf(counterexample.pipeline).map(({ claims }) => claims);
          if (!minted.some((claims) => JSON.stringify(claims) === JSON.stringify(counterexample.claims)))
            fail('the pipeline mints another token', minted);
          if (!question.breaks(counterexample.claims, counterexample.pipeline))
            fail('the counterexample is not an evidence', counterexample);
        }
      }
      for (const { claims, pipeline } of tokens) {
        const broken = question.breaks(claims, pipeline);
        tally.attacks = (tally.attacks ?? 0) + 1;
        if (broken) tally.hits = (tally.hits ?? 0) + 1;
        if (broken && verdict.verdict === 'proved') fail('a token breaks the proof', { claims, pipeline });
      }
    }
  }
  process.stdout.write(`random questions: ${JSON.stringify(tally)}\n`);
  expect(tally.proved).toBeGreaterThan(WORLDS * 6);
  expect(tally.refuted).toBeGreaterThan(WORLDS * 6);
  expect(tally.hits).toBeGreaterThan(WORLDS * 6);
  expect(tally.pipelines).toBeGreaterThan(WORLDS * 6);
  expect(tally.undecided).toBeLessThan(WORLDS * QUESTIONS * 0.09);
  compareUndecidedCounts({ seed, questions: WORLDS * QUESTIONS, undecided });
});

interface RandomRole {
  readonly document: unknown;
  readonly trust: RoleTrust;
  readonly compiled: CompiledPolicy;
}

function randomRole(choose: Choose, gitlab: RandomGitlab): RandomRole {
  const document = randomTrustPolicy(choose, gitlab);
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(document));
  const clientIds = choose(3) === 0 ? { clientIds: ['sts.amazonaws.com'] } : {};
  const provider: ProviderRegistration = {
    issuer: gitlab.instance.issuer,
    account: '111122223333',
    ...clientIds,
  };
  return { document, trust: { policy: parsed.policy, provider }, compiled: compilePolicy(parsed.policy) };
}

function tokensOf(
  pipeline: Pipeline,
): readonly { readonly claims: RawClaims; readonly pipeline: Pipeline }[] {
  const simulation = simulate(pipeline);
  return simulation.kind === 'tokens'
    ? simulation.tokens.map(({ claims }) => ({ claims: { ...claims }, pipeline }))
    : [];
}

function randomQuestion(choose: Choose, a: RandomRole, b: RandomRole, world: GitlabWorld): RandomQuestion {
  const outcome = ({ compiled, trust }: RandomRole, claims: RawClaims) =>
    judgeToken(compiled, claims, trust.provider).outcome;
  const admits = (role: RandomRole, claims: RawClaims): boolean => outcome(role, claims) === 'allow';
  const refuses = (role: RandomRole, claims: RawClaims): boolean => outcome(role, claims) === 'deny';
  const own = ({ project }: Pipeline): boolean => world.projects.some(({ id }) => id === project.id);
  /** Where AWS cannot see `ref_protected` the name of a protected ref is enough. */
  const isNamed = (claims: RawClaims, { project, target }: Pipeline): boolean => {
    if (target.kind === 'merge_request' && target.mergeRequest.fork !== undefined) return false;
    const rules = claims.ref_type === 'tag' ? project.protectedTags : project.protectedBranches;
    return typeof protectingRule(rules, String(claims.ref)) === 'object';
  };
  const isFork = (pipeline: Pipeline): boolean =>
    (pipeline.target.kind === 'merge_request' && pipeline.target.mergeRequest.fork !== undefined) ||
    (!own(pipeline) && world.projects.every(({ path }) => path !== pipeline.project.path));
  return pick<() => RandomQuestion>(choose, [
    () => ({
      name: 'implies',
      verdict: implies(a.trust, b.trust, world),
      breaks: (claims) => admits(a, claims) && refuses(b, claims),
    }),
    () => ({
      name: 'equivalent',
      verdict: equivalent(a.trust, b.trust, world),
      breaks: (claims) =>
        (admits(a, claims) && refuses(b, claims)) || (admits(b, claims) && refuses(a, claims)),
    }),
    () => ({
      name: 'disjoint',
      verdict: disjoint(a.trust, b.trust, world),
      breaks: (claims) => admits(a, claims) && admits(b, claims),
    }),
    () => ({
      name: 'nothing',
      verdict: admitsNothing(a.trust, world),
      breaks: (claims) => admits(a, claims),
    }),
    () => ({
      name: 'only protected',
      verdict: onlyProtectedRefs(a.trust, world),
      breaks: (claims, pipeline) =>
        admits(a, claims) &&
        claims.ref_protected === 'false' &&
        (world.isGitlabCom || !isNamed(claims, pipeline)),
    }),
    () => ({
      name: 'never tag',
      verdict: never(a.trust, 'tag', world),
      breaks: (claims) => admits(a, claims) && claims.ref_type === 'tag',
    }),
    () => ({
      name: 'never merge request',
      verdict: never(a.trust, 'merge_request', world),
      breaks: (claims, pipeline) =>
        admits(a, claims) &&
        (pipeline.target.kind === 'merge_request' || pipeline.source === 'merge_request_event'),
    }),
    () => ({
      name: 'never fork',
      verdict: never(a.trust, 'fork', world),
      breaks: (claims, pipeline) => admits(a, claims) && world.projects.length > 0 && isFork(pipeline),
    }),
  ])();
}

import { decide } from '../../policies/automata/index';
import { stsRequest } from '../../policies/context/index';
import { evaluateLine, type CompiledPolicy } from '../../policies/evaluate/index';
import { parseFederation, type Federation } from '../../policies/federation/index';
import { declaredArtifact, judge } from '../../policies/judge/index';
import { decideMatrix } from '../../policies/judge/table/decision-index/index';
import { gitlabWorld } from '../../policies/prove/index';
import { renderReport, toReport } from '../../policies/report/index';
import { byHand, compile, EXACT, PROVIDER, tokens } from '../evaluation';
import { largeDeclaration } from '../large-declaration';
import { policiesOf, requestsOf } from '../matrix';
import { once } from '../measure';
import { GITLAB_COM, roleTrust, trustDocument } from '../policies';
import { FAMILIES } from '../prover/adversarial';
import { formulaOf } from '../prover/families';
import { API, PROOFS } from '../prover/gitlab-com';
import type { Figure } from './compare';

/** Work that is counted: the same numbers in every run and on every machine. */
export function counters(): readonly Figure[] {
  return [...families(), ...proofs(), ...matrices(), ...reports()].map(([name, value]) => ({
    name,
    kind: 'counter',
    value,
  }));
}

type Counted = readonly [name: string, value: number];

/** Product states that the engine stores for each adversarial family. */
function families(): readonly Counted[] {
  return FAMILIES.map(({ name, sets }): Counted => {
    const answer = decide(formulaOf(sets(50)), { maxNodes: 100_000 });
    if (answer.kind === 'undecided') throw new Error(`${name}: undecided`);
    return [`nodes: ${name}, k = 50`, answer.nodes];
  });
}

function proofs(): readonly Counted[] {
  const world = gitlabWorld({ instance: GITLAB_COM, projects: [API] });
  return PROOFS.map(({ name, roles, prove, verdict }): Counted => {
    const answer = prove(
      roles.map((document) => roleTrust(document, GITLAB_COM)),
      world,
    );
    if (answer.verdict !== verdict) throw new Error(`${name}: ${answer.verdict}`);
    return [`nodes: ${name}`, answer.nodes];
  });
}

/** Decisions of the evaluator that the index of the table leaves, of 200 × 2,000 pairs. */
function matrices(): readonly Counted[] {
  let decisions = 0;
  const counted = policiesOf(200).map((policy): CompiledPolicy => ({
    ...policy,
    decide: (request) => {
      decisions += 1;
      return policy.decide(request);
    },
  }));
  decideMatrix(counted, requestsOf(2000), () => undefined);
  return [['decisions: 200 roles × 2,000 tokens by the index', decisions]];
}

/** Bytes of each report of 40 roles × 40 pipelines. */
function reports(): readonly Counted[] {
  const read = parseFederation(largeDeclaration(40, 40), 'federation.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.problems[0]));
  const { federation }: { federation: Federation } = read;
  const judgement = judge({ artifacts: [declaredArtifact(federation)], federation });
  const report = toReport(judgement, {
    version: '0',
    input: { name: 'federation.yaml', kind: 'declaration' },
  });
  return (['json', 'html', 'junit', 'markdown', 'pretty'] as const).map((format): Counted => [
    `bytes: ${format} of 40 roles × 40 pipelines`,
    renderReport(report, format).length,
  ]);
}

/** Processor time against what does the same by hand, in turn: the least of several rounds on either side, which other work on the machine disturbs least. */
export function ratios(rounds = 21): readonly Figure[] {
  return [
    ratio('time: `decide` of five equalities / by hand', rounds, decideAll(), decideByHand()),
    ratio('time: a line of `eval --batch` / parsed and printed', rounds * 5, ...batchLines()),
    ratio('time: 300 roles × 3,000 tokens by the index / one by one', rounds, ...byIndex()),
  ];
}

function ratio(name: string, rounds: number, work: () => unknown, comparator: () => unknown): Figure {
  for (let warm = 0; warm < 10; warm += 1) {
    work();
    comparator();
  }
  const least = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    least[0] = Math.min(least[0]!, once(work).ns);
    least[1] = Math.min(least[1]!, once(comparator).ns);
  }
  return { name, kind: 'ratio', value: Math.round((least[0]! / least[1]!) * 100) / 100 };
}

const REPEATED = 100;

function requests() {
  return tokens().flatMap((claims) => {
    const answer = stsRequest(claims, PROVIDER);
    return answer.ok ? [answer.request] : [];
  });
}

function decideAll(): () => unknown {
  const policy = compile(EXACT);
  const all = requests();
  return () => repeated(() => all.filter((request) => policy.decide(request) === 'allow').length);
}

function decideByHand(): () => unknown {
  const all = requests();
  return () => repeated(() => all.filter(byHand).length);
}

function repeated(work: () => number): number {
  let sum = 0;
  for (let i = 0; i < REPEATED; i += 1) sum += work();
  return sum;
}

function batchLines(): readonly [() => unknown, () => unknown] {
  const policy = trustDocument(['project_path:acme/api:*'], { project_id: '101' }, GITLAB_COM);
  const lines = Array.from({ length: 300 }, (_, i) =>
    JSON.stringify({
      id: i,
      policy,
      issuer: GITLAB_COM.issuer,
      account: PROVIDER.account,
      claims: {
        aud: 'sts.amazonaws.com',
        sub: `project_path:acme/api:ref_type:branch:ref:b${i}`,
        project_id: '101',
      },
    }),
  );
  return [
    () => lines.reduce((sum, line) => sum + JSON.stringify(evaluateLine(line)).length, 0),
    () => lines.reduce((sum, line) => sum + JSON.stringify(JSON.parse(line)).length, 0),
  ];
}

function byIndex(): readonly [() => unknown, () => unknown] {
  const policies = policiesOf(300);
  const all = requestsOf(3000);
  return [
    () => decideMatrix(policies, all, () => undefined),
    () =>
      policies.reduce(
        (sum, policy) => sum + all.filter((request) => policy.decide(request) === 'allow').length,
        0,
      ),
  ];
}

import { compilePolicy, type CompiledPolicy, type TrustRequest } from '../policies/evaluate/index';
import { parseFederation, type Federation } from '../policies/federation/index';
import { stsRequest } from '../policies/context/index';
import { brokenPromises, declaredArtifact, judgeTable } from '../policies/judge/index';
import { countBits, decideMatrix, hasBit } from '../policies/judge/table/decision-index/index';
import { largeDeclaration } from './large-declaration';
import { once } from './measure';
import { ACCOUNT, GITLAB_COM, parsed, trustDocument } from './policies';
import { duration, mebibytes, rounded, table, times, type Effort, type Section } from './section';

const GROUPS = 50;
const REFS = ['main', 'v1.', 'feature/', 'release/'];

/** Ten tokens of each project; refs in great variety. */
export function requestsOf(count: number): readonly TrustRequest[] {
  return Array.from({ length: count }, (_, i) => {
    const project = Math.floor(i / 10);
    const kind = i % REFS.length;
    const ref = kind === 0 ? 'main' : `${REFS[kind]}${kind === 2 ? i : i % 97}`;
    const answer = stsRequest(
      {
        sub: `project_path:group-${project % GROUPS}/project-${project}:ref_type:${kind === 1 ? 'tag' : 'branch'}:ref:${ref}`,
        aud: 'sts.amazonaws.com',
        project_id: String(10_000 + project),
        namespace_id: String(100 + (project % GROUPS)),
        ref_protected: String(kind !== 2),
        pipeline_source: 'push',
      },
      { issuer: GITLAB_COM.issuer, account: ACCOUNT },
    );
    if (!answer.ok) throw new Error(answer.reason);
    return answer.request;
  });
}

/** Most roles trust one project; every tenth its group, every hundredth one ref of everybody. */
export function policiesOf(count: number): readonly CompiledPolicy[] {
  return Array.from({ length: count }, (_, i) => {
    const group = `project_path:group-${i % GROUPS}/`;
    const own = { project_id: String(10_000 + i), namespace_id: String(100 + (i % GROUPS)) };
    const document =
      i % 100 === 99
        ? trustDocument(
            ['project_path:*:ref_type:branch:ref:release/1*'],
            { ref_protected: 'true' },
            GITLAB_COM,
          )
        : i % 10 === 9
          ? trustDocument([`${group}*:ref_type:tag:ref:v*`], { namespace_id: own.namespace_id }, GITLAB_COM)
          : trustDocument(
              [
                `${group}project-${i}:ref_type:branch:ref:main`,
                `${group}project-${i}:ref_type:branch:ref:r*`,
              ],
              { ...own, ref_protected: 'true' },
              GITLAB_COM,
            );
    return compilePolicy(parsed(document));
  });
}

/** Many tokens against many roles: by an index, and one by one. */
export const matrix: Section = {
  name: 'matrix',
  text: (effort) => {
    const sizes: readonly (readonly [number, number])[] =
      effort === 'full'
        ? [
            [1_000, 10_000],
            [5_000, 100_000],
          ]
        : [[100, 200]];
    const rows = sizes.map(([roles, tokens]) => compared(roles, tokens));
    const outcomes = table(
      [
        'roles × tokens',
        '>admitted',
        '>with the index',
        '>by the clock',
        '>memory on top',
        '>one by one',
        '>one by one / index',
      ],
      rows,
    );
    return Promise.resolve(`${outcomes}\n\n${wholeTable(effort)}`);
  },
};

/** Beyond so many pairs one by one is timed on a part of the roles. */
const MAX_PAIRS = 2e7;

function compared(roles: number, tokens: number): readonly string[] {
  const policies = policiesOf(roles);
  const requests = requestsOf(tokens);
  const part = Math.min(roles, Math.max(1, Math.floor(MAX_PAIRS / tokens)));
  const step = Math.floor(roles / part);
  const sample = policies.filter((_, i) => i % step === 0);
  let admitted = 0;
  let most = 0;
  const before = process.memoryUsage().rss;
  const { ns: indexed, passed } = once(() =>
    decideMatrix(policies, requests, (number, { allowed }) => {
      admitted += countBits(allowed);
      if (number % 500 === 0) most = Math.max(most, process.memoryUsage().rss);
    }),
  );
  const counts: number[] = [];
  const oneByOne = once(() => {
    for (const policy of sample) {
      let allowed = 0;
      for (const request of requests) if (policy.decide(request) === 'allow') allowed += 1;
      counts.push(allowed);
    }
  }).ns;
  decideMatrix(sample, requests, (number, { allowed }) => {
    const differs = requests.some(
      (request, i) =>
        hasBit(allowed, i) !==
        (number % 50 === 0 ? sample[number]!.decide(request) === 'allow' : hasBit(allowed, i)),
    );
    if (differs || countBits(allowed) !== counts[number]) throw new Error('the index does not agree');
  });
  const all = (oneByOne * roles) / sample.length;
  return [
    `${roles.toLocaleString('en')} × ${tokens.toLocaleString('en')}`,
    rounded(admitted),
    duration(indexed),
    duration(passed),
    mebibytes(Math.max(0, most - before)),
    `${duration(all)}${sample.length < roles ? ` (from ${sample.length} roles)` : ''}`,
    times(all / indexed),
  ];
}

/** A declaration with its table, as `check` and a synth judge it. */
function wholeTable(effort: Effort): string {
  const [roles, rows] = effort === 'full' ? [1_000, 10_000] : [20, 40];
  const text = largeDeclaration(roles, rows);
  const read = once(() => parseFederation(text, 'federation.yaml'));
  if (!read.answer.ok) throw new Error(JSON.stringify(read.answer.problems.slice(0, 3)));
  const { federation }: { federation: Federation } = read.answer;
  const written = declaredArtifact(federation);
  const judged = once(() => judgeTable(federation, [written]));
  const again = once(() => judgeTable(federation, [written]));
  const broken = brokenPromises(judged.answer).length;
  if (broken > 0) throw new Error(`${broken} promises are broken`);
  const cells = `${roles.toLocaleString('en')} roles × ${rows.toLocaleString('en')} pipelines`;
  return table(
    [cells, '>time'],
    [
      [`read, ${Math.round(text.length / 1024)} KiB of declaration`, duration(read.ns)],
      ['`judgeTable`: pipelines simulated, roles read back, every cell judged', duration(judged.ns)],
      ['the same once more, the pipelines known', duration(again.ns)],
    ],
  );
}

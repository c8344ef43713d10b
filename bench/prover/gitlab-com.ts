import { compilePolicy, judgeToken } from '../../policies/evaluate/index';
import { stsRequest, type RawClaims } from '../../policies/context/index';
import {
  disjoint,
  gitlabWorld,
  implies,
  onlyProtectedRefs,
  proveLine,
  type RoleTrust,
  type Verdict,
  type World,
} from '../../policies/prove/index';
import { medianOf, perItem } from '../measure';
import { declared, GITLAB_COM, parsed, roleTrust, trustDocument } from '../policies';
import { duration, rounded, table, type Effort } from '../section';

const COPIES = 20;
export const API = declared('acme/platform/api', '101', '12');
const SUB = 'project_path:acme/platform/api:ref_type:';
const OWN = { project_id: '101', namespace_id: '12' };
const PROTECTED = { ...OWN, ref_protected: 'true' };

interface Proof {
  readonly name: string;
  readonly verdict: Verdict['verdict'];
  readonly roles: readonly object[];
  readonly prove: (roles: readonly RoleTrust[], world: World) => Verdict;
}

const of = (subjects: readonly string[], equals = {}) => trustDocument(subjects, equals, GITLAB_COM);
const first = (roles: readonly RoleTrust[], at = 0): RoleTrust => roles[at] as RoleTrust;
const STRICT = of([`${SUB}branch:ref:main`, `${SUB}branch:ref:release/*`], PROTECTED);

/** Proofs and counterexamples over whole tokens of gitlab.com. */
export const PROOFS: readonly Proof[] = [
  {
    name: 'five keys admit protected refs only',
    verdict: 'proved',
    roles: [STRICT],
    prove: (roles, world) => onlyProtectedRefs(first(roles), world),
  },
  {
    name: 'the same without `ref_protected`',
    verdict: 'refuted',
    roles: [of([`${SUB}branch:ref:main`, `${SUB}branch:ref:release/*`], OWN)],
    prove: (roles, world) => onlyProtectedRefs(first(roles), world),
  },
  {
    name: 'whoever may deploy may plan',
    verdict: 'proved',
    roles: [STRICT, of([`${SUB}branch:ref:*`, `${SUB}tag:ref:v*`], { project_id: '101' })],
    prove: (roles, world) => implies(first(roles), first(roles, 1), world),
  },
  {
    name: 'eight projects against two rules',
    verdict: 'proved',
    roles: [
      of([...'abcdefgh'].map((name) => `project_path:acme/${name}:ref_type:branch:ref:release/*`)),
      of(['project_path:acme/*:ref_type:branch:ref:rel*', 'project_path:acme/x:*']),
    ],
    prove: (roles, world) => implies(first(roles), first(roles, 1), world),
  },
  {
    name: 'nobody may deploy and release',
    verdict: 'proved',
    roles: [STRICT, of([`${SUB}tag:ref:v*`], PROTECTED)],
    prove: (roles, world) => disjoint(first(roles), first(roles, 1), world),
  },
  {
    name: 'an open prefix against its project',
    verdict: 'refuted',
    roles: [of(['project_path:acme/platform/api*']), of(['project_path:acme/platform/api:*'])],
    prove: (roles, world) => implies(first(roles), first(roles, 1), world),
  },
];

/** Proofs over whole tokens of GitLab.com with a declared project, and what one costs against one decision. */
export async function onGitlabCom(effort: Effort): Promise<string> {
  const world = gitlabWorld({ instance: GITLAB_COM, projects: [API] });
  const taken: { readonly proof: Proof; readonly ns: number }[] = [];
  for (const proof of PROOFS) {
    const made = () => proof.roles.map((document) => roleTrust(document, GITLAB_COM));
    const { verdict } = proof.prove(made(), world);
    if (verdict !== proof.verdict) throw new Error(`${proof.name}: ${verdict}`);
    const items = Array.from({ length: COPIES }, made);
    taken.push({ proof, ns: await perItem(items, effort, (roles) => proof.prove(roles, world).nodes >= 0) });
  }
  const proofs = table(
    ['whole tokens of GitLab.com, one declared project', 'all tokens', '>refgate'],
    taken.map(({ proof, ns }) => [
      proof.name,
      proof.verdict === 'proved' ? 'holds' : 'counterexample',
      duration(ns),
    ]),
  );
  const holding = taken.filter(({ proof }) => proof.verdict === 'proved').map(({ ns }) => ns);
  return `${proofs}\n\n${await againstDecisions(medianOf(holding), effort)}`;
}

async function againstDecisions(proof: number, effort: Effort): Promise<string> {
  const registration = { issuer: GITLAB_COM.issuer, account: '111122223333' };
  const policy = compilePolicy(parsed(STRICT));
  const claims: RawClaims = { aud: 'sts.amazonaws.com', sub: `${SUB}branch:ref:main`, ...PROTECTED };
  const answer = stsRequest(claims, registration);
  if (!answer.ok || policy.decide(answer.request) !== 'allow') throw new Error('the decision is wrong');
  const { request } = answer;
  const decision = await perItem(
    Array.from({ length: 1000 }, () => request),
    effort,
    (one) => policy.decide(one),
  );
  const judged = await perItem(
    Array.from({ length: 1000 }, () => claims),
    effort,
    (one) => judgeToken(policy, one, registration).reason.length,
  );
  const project = {
    path: API.path,
    id: 101,
    namespace_id: 12,
    protected_branches: { main: {}, 'release/*': {} },
    protected_tags: { 'v*': {} },
    protect_merge_request_pipelines: true,
  };
  const line = JSON.stringify({ id: 1, property: 'only_protected_refs', policy: STRICT, project });
  const now = () => performance.now();
  const proved = proveLine(line, now);
  if (!('verdict' in proved) || proved.verdict !== 'proved') throw new Error(JSON.stringify(proved));
  const lines = await perItem(
    Array.from({ length: COPIES }, () => line),
    effort,
    (one) => proveLine(one, now),
  );
  return table(
    ['one question', '>each', '>per second', '>decisions in the same time'],
    [
      ['about one token: `decide`', decision],
      ['about one token: `judgeToken` from claims, reason read', judged],
      ['about all tokens: the median proof above', proof],
      ['about all tokens: a line of `refgate prove --batch`, JSON to JSON', lines],
    ].map(([what, ns]) => [
      what as string,
      duration(ns as number),
      rounded(1e9 / (ns as number)),
      rounded((ns as number) / decision),
    ]),
  );
}

import { compilePolicy, evaluate, judgeToken, type TrustRequest } from '../policies/evaluate/index';
import { providerArn, stsRequest, type RawClaims } from '../policies/context/index';
import { simulate, type Pipeline } from '../policies/gitlab/index';
import { parsePolicy } from '../policies/trust/index';
import { perItem } from './measure';
import { duration, rounded, table, times, type Section } from './section';

export const PROVIDER = {
  issuer: 'https://gitlab.com',
  account: '111122223333',
  clientIds: ['sts.amazonaws.com'],
};
const ARN = providerArn(PROVIDER.issuer, PROVIDER.account);
const PATH = 'project_path:acme/platform/api:ref_type:branch:ref:';

/** A thousand tokens: half from `main`, half from other branches, every tenth from a project that took the path. */
export function tokens(): readonly RawClaims[] {
  return Array.from({ length: 1000 }, (_, i) => {
    const pipeline: Pipeline = {
      instance: { url: 'https://gitlab.com', issuer: 'https://gitlab.com' },
      project: {
        path: 'acme/platform/api',
        id: i % 10 === 9 ? '555555' : '101',
        namespaceId: '12',
        protectedBranches: [{ pattern: 'main', push: 'maintainer', merge: 'maintainer' }],
        protectedTags: [],
        protectedEnvironments: [],
        subClaim: ['project_path', 'ref_type', 'ref'],
        visibility: 'private',
      },
      target: { kind: 'branch', name: i % 2 === 0 ? 'main' : `feature/${i}` },
      source: 'push',
      audience: 'sts.amazonaws.com',
    };
    const simulation = simulate(pipeline);
    if (simulation.kind !== 'tokens' || simulation.tokens[0] === undefined) throw new Error('no token');
    return { ...simulation.tokens[0].claims };
  });
}

export function compile(condition: unknown) {
  const parsed = parsePolicy({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: ARN },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.policy);
}

export const EXACT = {
  StringEquals: {
    'gitlab.com:aud': 'sts.amazonaws.com',
    'gitlab.com:sub': `${PATH}main`,
    'gitlab.com:project_id': '101',
    'gitlab.com:namespace_id': '12',
    'gitlab.com:ref_protected': 'true',
  },
};

/** The same five conditions, as one would write them by hand for this one policy. */
export function byHand({ principal, actions, context }: TrustRequest): boolean {
  return (
    principal === ARN &&
    actions.length === 1 &&
    actions[0] === 'sts:AssumeRoleWithWebIdentity' &&
    context.get('gitlab.com:aud') === 'sts.amazonaws.com' &&
    context.get('gitlab.com:sub') === `${PATH}main` &&
    context.get('gitlab.com:project_id') === '101' &&
    context.get('gitlab.com:namespace_id') === '12' &&
    context.get('gitlab.com:ref_protected') === 'true'
  );
}

const WILD = {
  StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:project_id': '101' },
  StringLike: { 'gitlab.com:sub': [`${PATH}main`, `${PATH}release/*`, `${PATH}feature/*9`] },
};

/** The same for the patterns. */
function patternsByHand({ principal, actions, context }: TrustRequest): boolean {
  const sub = context.get('gitlab.com:sub');
  return (
    principal === ARN &&
    actions.length === 1 &&
    actions[0] === 'sts:AssumeRoleWithWebIdentity' &&
    context.get('gitlab.com:aud') === 'sts.amazonaws.com' &&
    context.get('gitlab.com:project_id') === '101' &&
    typeof sub === 'string' &&
    (sub === `${PATH}main` ||
      sub.startsWith(`${PATH}release/`) ||
      (sub.length > PATH.length + 8 && sub.startsWith(`${PATH}feature/`) && sub.endsWith('9')))
  );
}

/** 200 stars against subjects of 20,000 characters in which all parts but the last are found, at their first place. */
const STARS = { StringLike: { 'gitlab.com:sub': `${'*a?b'.repeat(198)}*a?c*` } };
const longSubjects = (): readonly TrustRequest[] =>
  ['b', 'c', 'd'].map((end) => ({
    principal: ARN,
    actions: ['sts:AssumeRoleWithWebIdentity'],
    context: new Map([['gitlab.com:sub', `${'aab'.repeat(6666)}a${end}`]]),
  }));

interface Row {
  readonly what: string;
  readonly ns: number;
  /** What the same takes by hand. */
  readonly hand?: number;
}

function toMarkdown(rows: readonly Row[]): string {
  return table(
    ['what', '>per second', '>each', '>time against by hand'],
    rows.map(({ what, ns, hand }) => [
      what,
      rounded(1e9 / ns),
      duration(ns),
      hand === undefined ? '' : times(ns / hand),
    ]),
  );
}

/** One policy × many tokens. */
export const evaluation: Section = {
  name: 'evaluation',
  text: async (effort) => {
    const claims = tokens();
    const requests = claims.map((token) => {
      const answer = stsRequest(token, PROVIDER);
      if (!answer.ok) throw new Error(answer.reason);
      return answer.request;
    });
    const exact = compile(EXACT);
    const wild = compile(WILD);
    const stars = compile(STARS);
    for (const request of requests) {
      const agree =
        byHand(request) === (exact.decide(request) === 'allow') &&
        patternsByHand(request) === (wild.decide(request) === 'allow');
      if (!agree) throw new Error('what is compared does not agree');
    }
    const time = (work: (request: TrustRequest) => boolean, items: readonly TrustRequest[] = requests) =>
      perItem(items, effort, work);
    const hand = await time(byHand);
    const patterns = await time(patternsByHand);
    return toMarkdown([
      { what: 'five equalities, by hand', ns: hand },
      {
        what: 'the same, `decide`: no trace',
        ns: await time((r) => exact.decide(r) === 'allow'),
        hand,
      },
      { what: 'two equalities and three patterns, by hand', ns: patterns },
      {
        what: 'the same, `decide`: no trace',
        ns: await time((r) => wild.decide(r) === 'allow'),
        hand: patterns,
      },
      {
        what: 'five equalities, `evaluate`: the outcome, trace and reason on demand',
        ns: await time((r) => evaluate(exact, r).outcome === 'allow'),
        hand,
      },
      {
        what: 'the same with trace and reason read',
        ns: await time((r) => {
          const { reason, trace } = evaluate(exact, r);
          return reason.length + trace.length > 0;
        }),
        hand,
      },
      {
        what: 'the outcome from the claims, `judgeToken`',
        ns: await perItem(claims, effort, (c) => judgeToken(exact, c, PROVIDER).outcome === 'allow'),
      },
      {
        what: '200 stars against 20,000 characters, `decide`',
        ns: await time((r) => stars.decide(r) === 'allow', longSubjects()),
      },
    ]);
  },
};

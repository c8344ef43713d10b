import type * as catalog from '../../policies/catalog';
import type * as prove from '../../policies/prove';
import { stsRequest, type ProviderRegistration, type RawClaims } from '../../policies/context';
import { compilePolicy, evaluate, type CompiledPolicy, type TrustRequest } from '../../policies/evaluate';
import { DEPLOYMENT_TIERS, PIPELINE_SOURCES, type Project } from '../../policies/gitlab';
import { operator, parsePolicy, type Policy } from '../../policies/trust';
import { API, COM, OWN } from './prover-world';
import { randomForm, randomTextOperator } from './operators';
import { pick } from './random-gitlab';
import type { Choose } from './seed';

/** What a copy of the prover must offer to be held against the evaluator. */
export interface Prover {
  readonly prove: Pick<
    typeof prove,
    | 'admitsNothing'
    | 'anySubWorld'
    | 'canBeAssumed'
    | 'describeAccess'
    | 'describeAdmitted'
    | 'diffTrust'
    | 'disjoint'
    | 'gitlabWorld'
    | 'never'
    | 'onlyProjects'
    | 'onlyProtectedRefs'
  >;
  readonly catalog: Pick<typeof catalog, 'runCatalog'>;
}

/** What was tried, and how often it could have told. */
export interface Tally {
  pairs: number;
  allowed: number;
  questions: number;
}

type Json = Readonly<Record<string, unknown>>;
type Conditions = Record<string, Record<string, string | readonly string[]>>;

/** Most of it is known to nobody. */
function word(choose: Choose): string {
  const letters = 'bcdfghjklmnpqrstvwxz';
  const made = Array.from({ length: 2 + choose(5) }, () => letters[choose(20)]).join('');
  // the one registered claim of such letters: AWS refuses a token with a word in it
  return made === 'nbf' ? 'nbg' : made;
}

const HOSTS = [
  'gitlab.com',
  'gitlab.com',
  'gitlab.com',
  'gitlab.example.com',
  'token.actions.githubusercontent.com',
  'app.terraform.io',
];

/** A name of a component, and a value that it can have. */
type Pair = readonly [name: string, value: string];

/** A project, the ref it runs on and who runs it: what the claims of a token agree about. */
interface Facts {
  readonly path: string;
  readonly id: string;
  readonly ref: string;
  readonly refType: 'branch' | 'tag';
  readonly refProtected: 'true' | 'false' | '';
}

function facts(choose: Choose): Facts {
  return {
    path: `${pick(choose, ['acme', 'o/acme', word(choose)])}/${word(choose)}`,
    id: String(1000 + choose(9000)),
    ref: pick(choose, [
      'main',
      'v1.2.3',
      `${word(choose)}/${word(choose)}`,
      `refs/workloads/${word(choose)}`,
    ]),
    refType: choose(3) === 0 ? 'tag' : 'branch',
    refProtected: pick(choose, ['true', 'true', 'false', 'false', '']),
  };
}

function pairs(choose: Choose, own: Facts): readonly Pair[] {
  const known: readonly Pair[] = [
    ['project_path', own.path],
    ['project_id', own.id],
    ['source_project_path', own.path],
    ['job_project_path', own.path],
    ['job_project_id', own.id],
    ['ref_type', own.refType],
    ['ref', own.ref],
    ...(own.refProtected === '' ? [] : [['ref_protected', own.refProtected] as const]),
    ['environment_protected', pick(choose, ['true', 'false'])],
    ['deployment_tier', pick(choose, DEPLOYMENT_TIERS)],
  ];
  const found: Pair[] = [];
  for (let left = 1 + choose(4); left > 0; left -= 1) {
    const unknown: Pair = [word(choose), choose(6) === 0 ? `${word(choose)}:${word(choose)}` : word(choose)];
    const pair = choose(3) === 0 ? unknown : pick(choose, known);
    if (found.every(([name]) => name !== pair[0])) found.push(pair);
  }
  return found;
}

const textOf = (list: readonly Pair[]): string => list.map(([name, value]) => `${name}:${value}`).join(':');

/** The text with something opened. */
function opened(choose: Choose, text: string): string {
  const from = choose(text.length + 1);
  const to = Math.min(text.length, from + choose(10));
  const lastColon = text.lastIndexOf(':') + 1;
  return pick<() => string>(choose, [
    () => text,
    () => `${text.slice(0, lastColon)}*`,
    () => `${text.slice(0, text.indexOf(':') + 1)}*`,
    () => `${text.slice(0, from)}*${text.slice(to)}`,
    () => (from < text.length ? `${text.slice(0, from)}?${text.slice(from + 1)}` : text),
    () => `${text}*`,
    () => `*${text.slice(from)}`,
    () => text.replace(/:[^:*]+/, ':*'),
  ])();
}

interface Asked {
  readonly host: string;
  readonly claims: RawClaims;
  readonly list: readonly Pair[];
}

const REQUEST: Readonly<Record<string, string>> = {
  'aws:sourceip': '203.0.113.7',
  'aws:currenttime': '2026-06-01T00:00:00Z',
  'aws:sourcevpc': 'vpc-0abc',
  'sts:rolesessionname': 'deploy',
};
const REQUEST_CONDITIONS: readonly Conditions[] = [
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
  { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
  { StringEquals: { 'aws:SourceVpc': 'vpc-0abc' } },
  { StringLike: { 'sts:RoleSessionName': 'dep*' } },
];

/** Conditions that the claims mostly satisfy. */
function conditions(choose: Choose, { host, claims, list }: Asked): Conditions {
  const all: Conditions = {};
  const add = (name: string, key: string, value: string | readonly string[]): void => {
    all[name] = { ...all[name], [key]: value };
  };
  const claim = (name: string): string => String(claims[name] ?? word(choose));
  const sub = textOf(list);
  pick<() => void>(choose, [
    () => add('StringEquals', `${host}:sub`, sub),
    () => add('StringEqualsIgnoreCase', `${host}:sub`, sub.toUpperCase()),
    () => add('StringNotLike', `${host}:sub`, [`${word(choose)}*`, `*:${word(choose)}`]),
    ...Array.from({ length: 9 }, () => () => add('StringLike', `${host}:sub`, opened(choose, sub))),
    () => add('StringLike', `${host}:sub`, [opened(choose, sub), `${word(choose)}:*`]),
  ])();
  if (choose(2) === 0) add('StringEquals', `${host}:aud`, claim('aud'));
  for (let left = choose(3); left > 0; left -= 1) {
    const name = pick(choose, [...NAMES, word(choose)]);
    const base = randomTextOperator(choose);
    const value = choose(4) === 0 ? word(choose) : claim(name);
    add(randomForm(choose, base), `${host}:${name}`, operator(base).negated ? word(choose) : value);
  }
  if (choose(8) === 0)
    add('Null', `${host}:${pick(choose, ['user_login', 'user_id', word(choose)])}`, 'true');
  if (choose(5) === 0) Object.assign(all, pick(choose, REQUEST_CONDITIONS));
  return all;
}

const NAMES = [
  'project_id',
  'namespace_id',
  'ref_protected',
  'ref_protected',
  'pipeline_source',
  'runner_environment',
  'user_login',
  'user_access_level',
];

function documentOf(choose: Choose, asked: Asked): Json {
  const statement = (Effect: string, Condition: Conditions): Json => ({
    Effect,
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${asked.host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
  });
  const Statement = Array.from({ length: 1 + choose(2) }, () =>
    statement('Allow', conditions(choose, asked)),
  );
  if (choose(4) === 0) {
    const key = `${asked.host}:${pick(choose, ['sub', ...NAMES])}`;
    const value = pick(choose, ['*', `${word(choose)}*`, String(asked.claims.ref_protected ?? 'x')]);
    Statement.push(
      statement('Deny', { [pick(choose, ['StringLike', 'StringNotEquals'])]: { [key]: value } }),
    );
  }
  return { Version: '2012-10-17', Statement };
}

/** A token that the issuer may mint today or tomorrow: known claims have values that they can have, any others are anything. */
function token(choose: Choose, host: string, own: Facts, list: readonly Pair[]): RawClaims {
  const user =
    choose(5) === 0
      ? {}
      : {
          user_id: String(1 + choose(99)),
          user_login: pick(choose, ['alice', word(choose)]),
          user_email: `${word(choose)}@x.y`,
        };
  const isMember = 'user_id' in user && choose(3) > 0;
  return {
    iss: `https://${host}`,
    sub: textOf(list),
    aud: pick(choose, ['sts.amazonaws.com', 'sts.amazonaws.com', `https://${word(choose)}`]),
    project_id: own.id,
    namespace_id: String(1000 + choose(9000)),
    ref: own.ref,
    ref_type: own.refType,
    ref_protected: own.refProtected,
    pipeline_source: pick(choose, [
      word(choose),
      ...(own.refType === 'tag'
        ? PIPELINE_SOURCES.filter((name) => name !== 'merge_request_event')
        : PIPELINE_SOURCES),
    ]),
    runner_environment: pick(choose, ['gitlab-hosted', 'self-hosted', word(choose)]),
    ...user,
    ...(isMember ? { user_access_level: pick(choose, ['developer', 'owner', word(choose)]) } : {}),
    [word(choose)]: word(choose),
  };
}

/** The pairs of another token that the policy may also mean: some other values, something behind. */
function varied(choose: Choose, own: Facts, list: readonly Pair[]): readonly [Facts, readonly Pair[]] {
  const other = facts(choose);
  const next: Facts = {
    path: choose(2) === 0 ? own.path : other.path,
    id: choose(2) === 0 ? own.id : other.id,
    ref: choose(2) === 0 ? own.ref : other.ref,
    refType: choose(3) > 0 ? own.refType : other.refType,
    refProtected: choose(3) > 0 ? own.refProtected : other.refProtected,
  };
  const kept = list.flatMap(([name, value]): readonly Pair[] => {
    if (name.endsWith('project_path')) return [[name, next.path]];
    if (name.endsWith('project_id')) return [[name, next.id]];
    if (name === 'ref') return [[name, next.ref]];
    if (name === 'ref_type') return [[name, next.refType]];
    if (name === 'ref_protected') return next.refProtected === '' ? [] : [[name, next.refProtected]];
    return [[name, choose(3) > 0 || name.includes('_') ? value : word(choose)]];
  });
  const before = kept.length === 0 ? ([[word(choose), word(choose)]] as const) : kept;
  const more = choose(3) === 0 ? pairs(choose, next) : [];
  const behind = more.filter(([name]) => before.every(([known]) => known !== name));
  return [next, [...before, ...behind]];
}

/** Keys that the policies name, without those of the token itself. */
function namedKeys(policies: readonly Policy[]): readonly string[] {
  return policies.flatMap(({ statements }) =>
    statements.flatMap((one) => one.conditions.map(({ key }) => key.toLowerCase())),
  );
}

interface Evidence {
  readonly claims: RawClaims;
  readonly a: boolean;
  readonly b: boolean;
  /** By which statement of the first policy alone, behind every Deny. */
  readonly by: readonly number[];
}

/** Whether a description lists whose tokens come in, and the projects that are not declared are not among them: every token here is of one. */
function leavesStrangersOut(lines: readonly prove.AccessLine[]): boolean {
  const isListed = ({ kind }: prove.AccessLine): boolean => kind === 'project' || kind === 'origin';
  return (
    lines.some(isListed) && !lines.some((line) => line.kind === 'origin' && line.origin === 'undeclared')
  );
}

/** Each Allow by itself, behind every Deny. */
function alone({ statements, version }: Policy, index: number): Policy {
  return { version, statements: statements.filter((one, at) => at === index || one.effect === 'Deny') };
}

/**
 * Makes random policies and, for each pair of them, tokens from a vocabulary that the code does not know beside the one that it knows.
 * What the evaluator allows for a token no property, difference, description or check may exclude.
 * @returns the first contradiction
 */
export function excludedToken(
  { prove: prover, catalog: checks }: Prover,
  choose: Choose,
  size: { readonly policies: number; readonly tokens: number },
  tally: Tally = { pairs: 0, allowed: 0, questions: 0 },
): string | undefined {
  const declared: Project = { ...API, path: 'declared/api', id: '101', namespaceId: '12' };
  const worlds = new Map<string, ReturnType<Prover['prove']['gitlabWorld']>>();
  const worldOf = (host: string, isDeclared: boolean) => {
    if (host !== 'gitlab.com' && host !== 'gitlab.example.com') return undefined;
    const name = `${host} ${isDeclared}`;
    const instance = host === 'gitlab.com' ? COM : OWN;
    const made = worlds.get(name) ?? prover.gitlabWorld({ instance, projects: isDeclared ? [declared] : [] });
    worlds.set(name, made);
    return made;
  };
  for (let n = 0; n < size.policies; n += 1) {
    const host = pick(choose, HOSTS);
    const own = facts(choose);
    const list = pairs(choose, own);
    const asked: Asked = { host, claims: token(choose, host, own, list), list };
    const documents = [documentOf(choose, asked), documentOf(choose, asked)] as const;
    const [a, b] = documents.map((document) => parsePolicy(document));
    if (a?.ok !== true || b?.ok !== true) continue;
    const provider: ProviderRegistration = { issuer: `https://${host}`, account: '111122223333' };
    const world = worldOf(host, choose(2) === 0);
    const keys = namedKeys([a.policy, b.policy]);
    const compiled = [a.policy, b.policy].map(compilePolicy) as [CompiledPolicy, CompiledPolicy];
    const each = a.policy.statements.map((_, index) => compilePolicy(alone(a.policy, index)));
    const evidence: Evidence[] = [];
    for (let t = 0; t < size.tokens; t += 1) {
      const [now, pairsOfToken] = t === 0 ? ([own, list] as const) : varied(choose, own, list);
      const claims = t === 0 ? asked.claims : token(choose, host, now, pairsOfToken);
      const answer = stsRequest(claims, provider);
      if (!answer.ok) return `the token is refused: ${JSON.stringify(claims)}`;
      const context = new Map([...answer.request.context, ...Object.entries(REQUEST)]);
      // Of another issuer every key that the policies name is there.
      if (world === undefined) for (const key of keys) if (!context.has(key)) context.set(key, word(choose));
      const request: TrustRequest = { ...answer.request, context, isUnknown: () => false };
      const allows = (policy: CompiledPolicy): boolean => evaluate(policy, request).outcome === 'allow';
      tally.pairs += 2;
      const found = { claims, a: allows(compiled[0]), b: allows(compiled[1]) };
      if (!found.a && !found.b) continue;
      tally.allowed += 1;
      const by = found.a ? each.flatMap((one, index) => (allows(one) ? [index] : [])) : [];
      evidence.push({ ...found, by });
    }
    if (evidence.length === 0) continue;
    const [roleA, roleB] = [
      { policy: a.policy, provider },
      { policy: b.policy, provider },
    ];
    const known = world ?? prover.anySubWorld(`https://${host}`);
    /** A question that must not be proved where some token says otherwise. */
    const contradicts = (
      name: string,
      says: (one: Evidence) => boolean,
      excludes: () => boolean,
    ): string | undefined => {
      const witness = evidence.find(says);
      if (witness === undefined) return undefined;
      tally.questions += 1;
      if (!excludes()) return undefined;
      return `${name}: ${JSON.stringify({ token: witness.claims, documents, declared: world?.projects.length })}`;
    };
    const proves = (verdict: prove.Verdict): boolean => verdict.verdict === 'proved';
    const plain = { natural: false };
    const problem =
      contradicts(
        'admits nothing',
        (one) => one.a,
        () => proves(prover.admitsNothing(roleA, known, plain)),
      ) ??
      contradicts(
        'gains nothing',
        (one) => one.a && !one.b,
        () =>
          prover.diffTrust(roleB, roleA, known, { budget: plain, examples: 1, sizes: false }).gained.kind ===
          'none',
      ) ??
      contradicts(
        'disjoint',
        (one) => one.a && one.b,
        () => proves(prover.disjoint(roleA, roleB, known, plain)),
      ) ??
      contradicts(
        'a dead statement',
        (one) => one.by.length > 0,
        () => {
          if (n % 4 !== 2) return false;
          const instance = host === 'gitlab.example.com' ? { instance: OWN } : {};
          const { findings } = checks.runCatalog({ policy: a.policy, document: documents[0], ...instance });
          return findings.some(
            ({ check, statement }) =>
              check === 'no-token-can-assume' ||
              (check === 'dead-statement' &&
                evidence.some(({ by }) => statement !== undefined && by.includes(statement.index))),
          );
        },
      ) ??
      (world === undefined
        ? undefined
        : (contradicts(
            'cannot be assumed',
            (one) => one.a,
            () => n % 4 === 0 && prover.canBeAssumed(roleA, world, { budget: plain }).kind === 'cannot',
          ) ??
          contradicts(
            'described as nobody',
            (one) => one.a,
            () =>
              n % 4 === 1 &&
              prover.describeAdmitted(roleA, world, plain).some((line) => line.startsWith('no token can')),
          ) ??
          contradicts(
            'described without the projects that are not declared',
            (one) => one.a,
            () => n % 4 === 3 && leavesStrangersOut(prover.describeAccess(roleA, world, plain)),
          ) ??
          contradicts(
            'protected refs only',
            (one) => one.a && one.claims.ref_protected !== 'true',
            () => proves(prover.onlyProtectedRefs(roleA, world, plain)),
          ) ??
          contradicts(
            'no tag',
            (one) => one.a && one.claims.ref_type === 'tag',
            () => proves(prover.never(roleA, 'tag', world, plain)),
          ) ??
          contradicts(
            'no branch',
            (one) => one.a && one.claims.ref_type === 'branch',
            () => proves(prover.never(roleA, 'branch', world, plain)),
          ) ??
          contradicts(
            'no merge request',
            (one) => one.a && one.claims.pipeline_source === 'merge_request_event',
            () => proves(prover.never(roleA, 'merge_request', world, plain)),
          ) ??
          contradicts(
            'no fork',
            (one) => one.a && world.projects.length > 0,
            () => proves(prover.never(roleA, 'fork', world, plain)),
          )));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

import { quote } from '../errors';
import { GITLAB_COM_ISSUER, issuerHost, type ProviderRegistration } from '../context/index';
import { instanceUrl, type AssumptionId, type Project } from '../gitlab/index';
import { withNeeded } from './needed-assumptions';
import {
  accountId,
  answerLine,
  badLine,
  batchPolicy,
  clientIdsOf,
  otherCallersInWords,
  parsePolicy,
  parseProviderArn,
  type LineError,
  type Policy,
} from '../trust/index';
import { declaredProject } from './declared-project';
import { admitsNothing, disjoint, equivalent, implies } from './properties/compare';
import { onlyProtectedRefs } from './properties/protected-refs';
import type { World } from './question';
import type { RoleTrust } from './role-trust';
import type { Budget } from './search';
import type { Verdict } from './verdict';
import type { Assume } from './world/assumptions';
import { anySubWorld } from './world/any-sub-world';
import { gitlabWorld } from './world/gitlab-world';

type Json = Readonly<Record<string, unknown>>;

/** A line of the answer, in the order of the question. */
export type ProofAnswer =
  | {
      readonly id: unknown;
      readonly verdict: Verdict['verdict'];
      /** For a proof: the assumptions without any one of which it fails. */
      readonly needs?: readonly AssumptionId[];
      readonly counterexample?: { readonly claims: Json } | { readonly context: Json };
      readonly reason: string;
      /** Who can assume the roles without a token of an OIDC provider, with the policy that lets them: no verdict is about them. */
      readonly besideTokens?: readonly string[];
      readonly ms: number;
    }
  | LineError;

const PROPERTIES = ['implies', 'equivalent', 'disjoint', 'admits_nothing', 'only_protected_refs'] as const;
type Property = (typeof PROPERTIES)[number];

/**
 * Answers one line of `refgate prove --batch`. Never throws: a bad line gives an `error`, and the rest goes on.
 * @param line one JSON object
 * @param now a clock in milliseconds
 * @param assume assumptions of the world `gitlab` that are switched, for every line
 */
export function proveLine(
  line: string,
  now: () => number,
  budget: Budget = {},
  assume: Assume = {},
): ProofAnswer {
  const start = now();
  return answerLine(line, (id, question): ProofAnswer => {
    const { verdict, beside } = prove(question, budget, assume);
    const ms = Math.round((now() - start) * 1000) / 1000;
    return {
      id,
      verdict: verdict.verdict,
      ...needsOf(verdict),
      ...exampleOf(verdict),
      reason: verdict.reason,
      ...(beside.length === 0 ? {} : { besideTokens: beside }),
      ms,
    };
  });
}

function needsOf(verdict: Verdict): { readonly needs?: readonly AssumptionId[] } {
  return verdict.verdict === 'proved' ? { needs: verdict.needed ?? [] } : {};
}

function exampleOf(verdict: Verdict): {
  counterexample?: { readonly claims: Json } | { readonly context: Json };
} {
  if (verdict.verdict !== 'refuted') return {};
  const { counterexample } = verdict;
  return {
    counterexample:
      counterexample.kind === 'token'
        ? { claims: counterexample.claims }
        : { context: counterexample.context },
  };
}

/** The answer, and who needs no token. */
interface Answer {
  readonly verdict: Verdict;
  readonly beside: readonly string[];
}

function prove(question: Json, budget: Budget, assume: Assume): Answer {
  const property = propertyOf(question.property);
  const two = property !== 'admits_nothing' && property !== 'only_protected_refs';
  const issuer = issuerOf(question.issuer);
  const account =
    question.account === undefined || question.account === null ? undefined : accountId(question.account);
  const clientIds = clientIdsOf(question.client_ids);
  const project =
    question.project === undefined || question.project === null
      ? undefined
      : declaredProject(question.project);
  const policies = [policyOf(question.policy, 'policy'), ...(two ? [policyOf(question.other, 'other')] : [])];
  const beside = policies.flatMap((policy, index) =>
    typeof policy === 'string'
      ? []
      : otherCallersInWords(policy).map((sentence) => `${index === 0 ? 'policy' : 'other'}: ${sentence}`),
  );
  const malformed = policies.find((policy) => typeof policy === 'string');
  if (malformed !== undefined)
    return { verdict: { verdict: 'undecided', reason: malformed, nodes: 0 }, beside };
  const parsed = policies as readonly Policy[];
  const [role, other] = rolesOf(parsed, issuer, account, clientIds);
  if (role === undefined) throw badLine('`policy` is missing', 'a trust policy document');
  const decide = (world: World, limit: Budget = budget): Verdict => {
    switch (property) {
      case 'implies':
        return implies(role, other ?? role, world, limit);
      case 'equivalent':
        return equivalent(role, other ?? role, world, limit);
      case 'disjoint':
        return disjoint(role, other ?? role, world, limit);
      case 'admits_nothing':
        return admitsNothing(role, world, limit);
      case 'only_protected_refs':
        return onlyProtectedRefs(role, world, limit, project === undefined ? [] : [project]);
    }
  };
  const world = worldOf(question.world, issuer, project, assume);
  return { verdict: world.kind === 'gitlab' ? withNeeded(world, decide, budget) : decide(world), beside };
}

function propertyOf(value: unknown): Property {
  const found = PROPERTIES.find((name) => name === value);
  if (found === undefined) {
    const got = value === undefined ? '`property` is missing' : `unknown property ${quote(String(value))}`;
    throw badLine(got, PROPERTIES.map((name) => `\`${name}\``).join(', '));
  }
  return found;
}

function issuerOf(value: unknown): string {
  if (value === undefined || value === null) return GITLAB_COM_ISSUER;
  if (typeof value !== 'string' || !/^https:\/\/[^/?#\s]/.test(value)) {
    throw badLine('`issuer` is not an https URL', 'the registered issuer, such as `https://gitlab.com`');
  }
  return `https://${issuerHost(value)}`;
}

function worldOf(value: unknown, issuer: string, project: Project | undefined, assume: Assume): World {
  const kind = value ?? 'gitlab';
  if (kind === 'any_sub') return anySubWorld(issuer);
  if (kind !== 'gitlab') throw badLine(`unknown world ${quote(String(kind))}`, '`gitlab` or `any_sub`');
  return cachedWorld(issuer, project, assume);
}

const worlds = new Map<string, World>();
const MAX_WORLDS = 64;

/** Lines of one batch tend to share their world, and a world keeps its automata. */
function cachedWorld(issuer: string, project: Project | undefined, assume: Assume): World {
  const name = JSON.stringify([issuer, project, assume]);
  const known = worlds.get(name);
  if (known !== undefined) return known;
  const made = gitlabWorld({
    instance: { url: instanceUrl(issuer), issuer: instanceUrl(issuer) },
    projects: project === undefined ? [] : [project],
    assume,
  });
  if (worlds.size >= MAX_WORLDS) worlds.clear();
  worlds.set(name, made);
  return made;
}

/**
 * Each policy with the provider that STS looks up for it: the one in the role's account, where the line gives that. Else account and
 * partition are those of its federated ARN for the issuer; where the policies name several, one that they share comes first.
 */
function rolesOf(
  policies: readonly Policy[],
  issuer: string,
  account: string | undefined,
  clientIds: readonly string[] | undefined,
): readonly RoleTrust[] {
  const trusted = policies.map((policy) => providersOf(policy, issuer));
  const partition = trusted.flat()[0]?.partition;
  const named =
    account === undefined
      ? trusted
      : trusted.map((list) => list.filter((provider) => provider.account === account));
  const shared = named.reduce((all, one) => all.filter((a) => one.some((b) => same(a, b))));
  return policies.map((policy, index) => {
    const provider = shared[0] ??
      named[index]?.[0] ??
      named.flat()[0] ?? { issuer, account: account ?? '000000000000', partition };
    return { name: index === 0 ? '`policy`' : '`other`', policy, provider: { ...provider, clientIds } };
  });
}

function providersOf({ statements }: Policy, issuer: string): readonly ProviderRegistration[] {
  const host = issuerHost(issuer);
  return statements.flatMap(({ principal }) =>
    principal.kind !== 'listed'
      ? []
      : principal.federated.flatMap((arn): readonly ProviderRegistration[] => {
          const named = parseProviderArn(arn);
          return named?.host === host ? [{ issuer, account: named.account, partition: named.partition }] : [];
        }),
  );
}

function same(a: ProviderRegistration, b: ProviderRegistration): boolean {
  return a.account === b.account && a.partition === b.partition;
}

/** The policy, or why it cannot be determined what it does. */
function policyOf(value: unknown, name: 'policy' | 'other'): Policy | string {
  const document = batchPolicy(value, name);
  const parsed = parsePolicy(document);
  if (parsed.ok) return parsed.policy;
  const problems = parsed.problems
    .map((problem) => `${problem.message} at ${problem.pointer ?? '/'}`)
    .join('; ');
  return `cannot determine what a malformed policy does: ${quote(name)}: ${problems}`;
}

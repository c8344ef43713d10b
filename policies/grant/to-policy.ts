import type { Problem } from '../errors';
import { isGitlabCom, issuerHost, providerArn } from '../context/index';
import type { SubClaimComponent } from '../gitlab/index';
import { DEPLOYMENT_TIERS, projectValues, renderSubject } from '../gitlab/index';
import {
  escapeLiteral,
  escapePattern,
  policySize,
  WEB_IDENTITY_ACTION,
  type PolicyDocument,
  type StatementDocument,
} from '../trust/index';
import { breakGlassStatement } from './break-glass';
import { compact } from './compact';
import type { Grant, GrantRule, RefPattern } from './grant';
import { grantProblems } from './grant-problems';
import { quotaProblem } from './quota-problem';
import { requestConditions, type RequestCondition } from './request-conditions';

/** The document, or every reason why this intent cannot be written as a trust policy. */
export type ToPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ToPolicyOptions {
  /**
   * Characters that the policy may have.
   * @default no limit: it is written in full
   */
  readonly quota?: number;
  /** Of the account, where the provider's ARN is a reference. @default aws */
  readonly partition?: string;
}

/** What makes two rules fit into one statement: equal conditions beside `sub`, so that lists never cross-multiply. */
interface Shape {
  readonly operator: 'StringEquals' | 'StringLike';
  readonly exact: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Writes a grant as a trust policy that admits exactly its tokens.
 *
 * One Allow statement for each shape of conditions. `sub` and `aud` are always demanded; on GitLab.com so are `project_id`,
 * `namespace_id`, `ref_protected` (where the rule says protected), `pipeline_source` (where it names sources) and
 * `runner_environment` (where it names a runner). `StringLike`
 * stands only over patterns with a wildcard; literals are under `StringEquals`. Conditions on the request are in every statement for
 * tokens; the principal that needs no token has a statement of its own, the last.
 *
 * A policy that is longer than the quota is said in fewer characters, as far as that admits exactly the same tokens.
 *
 * @param arn the OIDC provider's ARN, or a Terraform reference to it
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-role-and-trust
 */
export function toPolicy(grant: Grant, arn: string, options: ToPolicyOptions = {}): ToPolicy {
  const problems = grantProblems(grant);
  if (problems.length > 0) return { ok: false, problems };
  const document = written(grant, arn);
  const others = grant.breakGlass === undefined ? [] : [breakGlassStatement(grant.breakGlass)];
  const whole = (tokens: PolicyDocument): PolicyDocument => ({
    ...tokens,
    Statement: [...tokens.Statement, ...others],
  });
  const { quota, partition = 'aws' } = options;
  if (quota === undefined) return { ok: true, document: whole(document) };
  // A reference is as long as the ARN that it will be: account ids have twelve digits.
  const principal = arn.startsWith('arn:') ? arn : providerArn(grant.issuer, '000000000000', partition);
  const sizeOf = (part: PolicyDocument | StatementDocument): number =>
    policySize(part) + federatedIn(part) * (principal.length - arn.length);
  const fits = (shorter: PolicyDocument): boolean => sizeOf(whole(shorter)) <= quota;
  const listed = compact(document, fits);
  if (fits(listed)) return { ok: true, document: whole(listed) };
  const open = written(grant, arn, true);
  const compacted = compact(open, fits);
  if (fits(compacted)) return { ok: true, document: whole(compacted) };
  const named = compact(open, () => false, { keepSids: true });
  return {
    ok: false,
    problems: [
      quotaProblem({
        document: whole(compacted),
        names: whole(named).Statement.map(({ Sid = '' }) => Sid),
        quota,
        sizeOf,
        entries: grant.rules.length,
        sizeOfEntries: (first, end) =>
          sizeOf(
            whole(compact(written({ ...grant, rules: grant.rules.slice(first, end) }, arn, true), fits)),
          ),
      }),
    ],
  };
}

/** How often the provider's ARN is in a part of a policy. */
function federatedIn(part: PolicyDocument | StatementDocument): number {
  const statements = 'Statement' in part ? part.Statement : [part];
  return statements.filter(({ Principal }) => 'Federated' in Principal).length;
}

/**
 * The statements for tokens in full, with a `Sid` for each.
 * @param openTails whether the components at the end of a `sub` that a rule is silent about are one `*` instead of a list of their values
 */
function written(grant: Grant, arn: string, openTails = false): PolicyDocument {
  const host = issuerHost(grant.issuer);
  const statements = new Map<string, { shape: Shape; subjects: Set<string> }>();
  for (const rule of grant.rules) {
    for (const ref of rule.refs) {
      const shape: Shape = {
        operator:
          ref.pattern.includes('*') || (openTails && silentTail(rule) > 0) ? 'StringLike' : 'StringEquals',
        exact: exactConditions(grant, rule, host),
      };
      const id = JSON.stringify(shape);
      const entry = statements.get(id) ?? { shape, subjects: new Set<string>() };
      statements.set(id, entry);
      for (const subject of subjects(rule, ref, openTails)) entry.subjects.add(subject);
    }
  }
  const demanded = requestConditions(grant);
  const equal = demandedBy(demanded, 'StringEquals');
  const addresses = demandedBy(demanded, 'IpAddress');
  const sids = new Set<string>();
  const documents = [...statements.values()].map(({ shape, subjects: subs }): StatementDocument => {
    const values = [...subs].toSorted();
    const sub = { [`${host}:sub`]: values.length === 1 ? (values[0] as string) : values };
    return {
      Sid: freshSid(shape, sids),
      Effect: 'Allow',
      Principal: { Federated: arn },
      Action: WEB_IDENTITY_ACTION,
      Condition: {
        ...addresses,
        ...(shape.operator === 'StringEquals'
          ? { StringEquals: sorted({ ...equal['StringEquals'], ...shape.exact, ...sub }) }
          : { StringEquals: sorted({ ...equal['StringEquals'], ...shape.exact }), StringLike: sub }),
      },
    };
  });
  return { Version: '2012-10-17', Statement: documents };
}

/** The conditions on the request with one operator, as a `Condition` has them; nothing where there are none. */
function demandedBy(
  demanded: readonly RequestCondition[],
  operator: RequestCondition['operator'],
): Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> {
  const keys = demanded
    .filter((one) => one.operator === operator)
    .map(({ key, values }) => [key, values.length === 1 ? (values[0] as string) : values] as const);
  return keys.length === 0 ? {} : { [operator]: Object.fromEntries(keys) };
}

function exactConditions(
  grant: Grant,
  rule: GrantRule,
  host: string,
): Record<string, string | readonly string[]> {
  const conditions: Record<string, string | readonly string[]> = {
    [`${host}:aud`]: escapeLiteral(grant.audience),
  };
  if (!isGitlabCom(grant.issuer)) return conditions;
  conditions[`${host}:project_id`] = rule.project.id as string;
  conditions[`${host}:namespace_id`] = rule.project.namespaceId as string;
  if (rule.protected) conditions[`${host}:ref_protected`] = 'true';
  if (rule.sources !== undefined) {
    const sources = [...new Set(rule.sources)].toSorted();
    conditions[`${host}:pipeline_source`] = sources.length === 1 ? (sources[0] as string) : sources;
  }
  if (rule.runner !== undefined) conditions[`${host}:runner_environment`] = rule.runner;
  return conditions;
}

/**
 * Every shape of `sub` that the rule's tokens can have for one ref pattern: components without a value are dropped by GitLab. With open
 * tails what comes before a silent tail is as it is for a job without an environment, and ends in `:*` for one with it.
 */
function subjects(rule: GrantRule, ref: RefPattern, openTails: boolean): readonly string[] {
  const open = openTails ? silentTail(rule) : 0;
  if (open === 0) return listedSubjects(rule, ref, ref.pattern.includes('*') ? escapePattern : escapeLiteral);
  const kept = { ...rule, project: { ...rule.project, subClaim: rule.project.subClaim.slice(0, -open) } };
  return listedSubjects(kept, ref, escapePattern).flatMap((head) =>
    rule.environment === undefined ? [head, `${head}:*`] : [`${head}:*`],
  );
}

function listedSubjects(
  rule: GrantRule,
  ref: RefPattern,
  escape: (text: string) => string,
): readonly string[] {
  const environments = environmentShapes(rule);
  const protections = rule.protected ? ['true'] : ['true', 'false'];
  const components = rule.project.subClaim;
  return environments.flatMap((environment) =>
    (components.includes('ref_protected') ? protections : [undefined]).map((ref_protected) =>
      renderSubject(components, {
        ...projectValues({ ...rule.project, path: escape(rule.project.path) }),
        ref_type: ref.type,
        ref: escape(ref.pattern),
        ref_protected,
        ...environment,
      }),
    ),
  );
}

/**
 * How many components at the end of `sub` are about an environment and are not demanded by the rule. GitLab drops each of them for a job
 * without an environment. A ref, a path and the values of the components before them have no `:`, so `:*` begins where they end.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 */
function silentTail({ project, environment }: GrantRule): number {
  const isSilent = (component: SubClaimComponent): boolean =>
    (component === 'environment_protected' && environment?.protected === undefined) ||
    (component === 'deployment_tier' && environment?.tier === undefined);
  const kept = project.subClaim.findLastIndex((component) => !isSilent(component));
  return project.subClaim.length - 1 - kept;
}

type EnvironmentShape = Partial<Record<'environment_protected' | 'deployment_tier', string>>;

function environmentShapes(rule: GrantRule): readonly EnvironmentShape[] {
  const has = (component: SubClaimComponent): boolean => rule.project.subClaim.includes(component);
  const demanded = rule.environment;
  const protections = !has('environment_protected')
    ? [undefined]
    : demanded?.protected === undefined
      ? ['true', 'false']
      : [String(demanded.protected)];
  const tiers = !has('deployment_tier')
    ? [undefined]
    : demanded?.tier === undefined
      ? DEPLOYMENT_TIERS
      : [demanded.tier];
  if (protections[0] === undefined && tiers[0] === undefined) return [{}];
  const inEnvironment = protections.flatMap((environment_protected) =>
    tiers.map((deployment_tier) => ({ environment_protected, deployment_tier })),
  );
  return demanded === undefined ? [{}, ...inEnvironment] : inEnvironment;
}

/** `Project101ProtectedRefs`: whose, whether protected, whether literals or patterns; numbered when two shapes share a name. */
function freshSid({ operator, exact }: Shape, taken: Set<string>): string {
  const entries = Object.entries(exact);
  const id = entries.find(([key]) => key.endsWith(':project_id'))?.[1];
  const isProtected = entries.some(([key]) => key.endsWith(':ref_protected'));
  const project = typeof id === 'string' ? `Project${id}` : 'Gitlab';
  const base = `${project}${isProtected ? 'Protected' : ''}${operator === 'StringLike' ? 'Patterns' : 'Refs'}`;
  let sid = base;
  for (let n = 2; taken.has(sid); n += 1) sid = `${base}${n}`;
  taken.add(sid);
  return sid;
}

function sorted<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

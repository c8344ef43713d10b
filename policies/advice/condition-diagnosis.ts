import { EVERY_ISSUER_KEYS, GITLAB_COM_KEYS, isGitlabCom } from '../context/index';
import { quote, unreachable } from '../errors';
import { compileCondition } from '../evaluate/index';
import { isSubClaimComponent, parseSubject } from '../gitlab/index';
import { operator, parseOperator, type Condition } from '../trust/index';
import { AT } from './apply-to-token';
import { fixable, noted, type Change, type Diagnosis, type Repair } from './fix';
import type { AdviceContext } from './input';
import { claimOf, type JudgedCondition } from './judged-condition';
import { namespaceDiagnosis } from './namespace-diagnosis';
import {
  addValue,
  asLikeValue,
  literalValue,
  moveCondition,
  removeCondition,
  replaceValue,
  syntaxOf,
} from './policy-change';
import { isOfOtherProject, subjectDiagnosis } from './subject-diagnosis';
import { protectStep } from './subject-step';

type Cause = 'foreign_host' | 'never_filled' | 'gitlab_com_only' | 'no_claim' | 'list' | 'value' | 'request';

/** What to change so that a condition that failed, or that cannot be decided, would hold. */
export function conditionDiagnosis(judged: JudgedCondition, context: AdviceContext): Diagnosis {
  const { condition, trace } = judged;
  const name = claimOf(condition);
  if (condition.form === undefined)
    return noted(`${quote(condition.operator)} is not a condition operator of IAM`);
  if (
    trace.holds === 'unknown' &&
    trace.got === undefined &&
    !condition.key.toLowerCase().startsWith(`${context.host}:`)
  )
    return noted(
      `the answer depends on ${quote(condition.key)}, which no token contains: give the value of the request with \`refgate explain --context\``,
    );
  const cause = causeOf(judged, name, context);
  switch (cause) {
    case 'foreign_host':
      return foreignHost(condition, name, context);
    case 'never_filled':
      return removal(`AWS never fills ${quote(condition.key)}`, judged, name);
    case 'gitlab_com_only':
      return gitlabComOnly(judged, name, context);
    case 'no_claim':
      return noted(
        `the payload has no claim for ${quote(condition.key)}, and GitLab sends one: give the whole payload of an ID token of this job`,
      );
    case 'request':
      return trace.got === undefined
        ? notInRequest(judged)
        : noted(`the request has ${quote(String(trace.got ?? 'nothing'))} for ${quote(condition.key)}`);
    case 'list':
      return anyOfList(condition, judged.beside);
    case 'value':
      return valueDiagnosis(judged, name, context);
    default:
      return unreachable(cause);
  }
}

function causeOf(
  { condition, trace }: JudgedCondition,
  name: string,
  { host, provider }: AdviceContext,
): Cause {
  if (Array.isArray(trace.got)) return 'list';
  const key = condition.key.toLowerCase();
  if (/^(?:aws|sts|iam):/.test(key)) return 'request';
  if (trace.got !== undefined) return 'value';
  if (key !== `${host}:${name}`) return 'foreign_host';
  if (EVERY_ISSUER_KEYS.some((known) => known === name)) return 'no_claim';
  if (!GITLAB_COM_KEYS.some((known) => known === name)) return 'never_filled';
  return isGitlabCom(provider.issuer) ? 'no_claim' : 'gitlab_com_only';
}

/** Whether the token fills a key of this name. */
function isFilled(name: string, { provider, claims }: AdviceContext): boolean {
  const known: readonly string[] = isGitlabCom(provider.issuer)
    ? [...EVERY_ISSUER_KEYS, ...GITLAB_COM_KEYS]
    : EVERY_ISSUER_KEYS;
  return known.includes(name) && claims[name] !== undefined;
}

function foreignHost(condition: Condition, name: string, context: AdviceContext): Diagnosis {
  const key = `${context.host}:${name}`;
  const cause = `${quote(condition.key)} is a condition key of another provider: this token fills keys that begin with ${quote(`${context.host}:`)}`;
  if (!isFilled(name, context)) return noted(cause);
  return fixable({ cause, changes: moveCondition(condition, { key }) });
}

/** A condition on a key that never arrives is dropped; under a statement that demands no subject that would open it. */
function removal(cause: string, { condition, beside }: JudgedCondition, name: string): Diagnosis {
  const demands = (key: string): boolean =>
    beside.some((other) => other !== condition && claimOf(other) === key);
  if (!demands('sub'))
    return noted(
      `${cause}, and the statement has no condition on \`sub\`: add one for the project and the ref`,
    );
  const component = isSubClaimComponent(name)
    ? `; to restrict it, add \`${name}\` to the \`sub\` components of the project and to the values of \`sub\``
    : '';
  return {
    notes: component === '' ? [] : [`AWS sees \`${name}\` in \`sub\` only${component}`],
    repairs: [
      {
        cause,
        changes: [removeCondition(condition)],
        admits: name === 'iss' ? undefined : `tokens with any \`${name}\``,
      },
    ],
  };
}

/** A condition that no request with a token of GitLab satisfies, such as one on a session tag: the other conditions decide without it. */
function notInRequest({ condition, beside }: JudgedCondition): Diagnosis {
  const key = quote(condition.key);
  const cause = /^aws:requesttag\/|^(?:aws:tagkeys|sts:transitivetagkeys)$/i.test(condition.key)
    ? `GitLab sends no session tags, so the request has no ${key}`
    : `a request with an ID token of GitLab has no ${key}`;
  const isPinned = beside.some((other) => other !== condition && claimOf(other) === 'sub');
  return isPinned
    ? fixable({ cause, changes: [removeCondition(condition)] })
    : noted(`${cause}: test \`sub\` for the project and the ref instead`);
}

/** What `sub` can say instead is put there: in the project's components and in each value. */
function gitlabComOnly(judged: JudgedCondition, name: string, context: AdviceContext): Diagnosis {
  const { condition, beside } = judged;
  const cause = `AWS fills \`${name}\` for gitlab.com only, not for ${quote(context.host)}`;
  const sub = beside.find((other) => other.key.toLowerCase() === `${context.host}:sub`);
  const components =
    typeof context.claims.sub === 'string'
      ? parseSubject(context.claims.sub)?.map((part) => part.name)
      : undefined;
  const [wanted, ...more] = condition.values;
  const { form } = condition;
  const isPlain = form?.base === 'StringEquals' && form.quantifier === undefined && !form.ifExists;
  if (
    !isPlain ||
    wanted === undefined ||
    more.length > 0 ||
    sub === undefined ||
    components === undefined ||
    !isSubClaimComponent(name)
  )
    return removal(cause, judged, name);
  const syntax = syntaxOf(sub, context.policy.version);
  const isThere = components.includes(name);
  const ending = `:${name}:${literalValue(wanted, syntax)}`;
  const values = sub.values.map((value) => (value.includes(`:${name}:`) ? value : `${value}${ending}`));
  const [only] = values;
  return fixable({
    cause: `${cause}: \`sub\` has to name it`,
    changes: [
      ...(isThere
        ? []
        : [{ place: 'gitlab', op: 'set', at: AT.components, value: [...components, name] } as const]),
      removeCondition(condition),
      {
        place: 'trust_policy',
        op: 'set',
        at: sub.pointer,
        value: values.length === 1 ? (only as string) : values,
      },
    ],
  });
}

function anyOfList(condition: Condition, beside: readonly Condition[]): Diagnosis {
  const operatorName = `ForAnyValue:${condition.operator}`;
  const cause = `${quote(condition.key)} is a list, and ${quote(condition.operator)} compares single values`;
  if (beside.some((other) => other.operator === operatorName && other.key === condition.key))
    return noted(cause);
  return fixable({ cause, changes: moveCondition(condition, { operator: operatorName }) });
}

/** The repair that only gives the wildcards of a value their meaning. */
function asWildcards(
  { condition, trace, beside }: JudgedCondition,
  context: AdviceContext,
): Repair | undefined {
  const { form } = condition;
  const { version } = context.policy;
  if (form === undefined || !form.base.startsWith('StringEquals')) return undefined;
  const target = condition.operator.replace(/StringEquals(?:IgnoreCase)?/, 'StringLike');
  const isThere = beside.some(
    (other) => other.operator === target && other.key.toLowerCase() === condition.key.toLowerCase(),
  );
  const parsed = parseOperator(target);
  if (isThere || parsed === undefined || !condition.values.some((value) => /[*?]/.test(value)))
    return undefined;
  const values = condition.values.map((value) => asLikeValue(value, version));
  const like = compileCondition({ ...condition, operator: target, form: parsed, values }, version);
  const context2 = new Map([[like.key, trace.got ?? '']]);
  if (like.holds({ context: context2 }) !== 'yes') return undefined;
  const starred = condition.values.filter((value) => /[*?]/.test(value)).map(quote);
  return {
    cause: `\`*\` and \`?\` are ordinary characters under ${quote(condition.operator)}, and wildcards under ${quote(target)}`,
    changes: moveCondition(condition, { operator: target, values }),
    admits: `every token whose \`${claimOf(condition)}\` matches ${starred.join(' or ')}`,
  };
}

function valueDiagnosis(judged: JudgedCondition, name: string, context: AdviceContext): Diagnosis {
  const { condition, trace } = judged;
  const got = typeof trace.got === 'string' ? trace.got : '';
  const row = condition.form === undefined ? undefined : operator(condition.form.base);
  if (row?.negated === true)
    return noted(
      `the token has ${quote(got)} for ${quote(condition.key)}, which ${quote(condition.operator)} excludes`,
    );
  const wild =
    name === 'sub' && isOfOtherProject(condition, got, context) ? undefined : asWildcards(judged, context);
  // what matches once the wildcard counts needs nothing else
  if (wild !== undefined) return fixable(wild);
  switch (name) {
    case 'sub':
      return subjectDiagnosis(condition, got, context);
    case 'aud':
      return audience(condition, got, context);
    case 'ref_protected':
      return refProtected(condition, context);
    case 'project_id':
      return noted(
        `the token is of project ${got}, not of ${condition.values.join(' or ')}: another project under that path, or one that was deleted and created again`,
      );
    case 'namespace_id':
      return namespaceDiagnosis(judged, got, context);
    case 'pipeline_source':
      return fixable({
        cause: `the pipeline was started by ${quote(got)}${got === 'parent_pipeline' ? ' (it is a child pipeline)' : ''}, the policy trusts ${condition.values.map(quote).join(' or ')}`,
        changes: [addValue(condition, literalValue(got, syntaxOf(condition, context.policy.version)))],
        admits: `pipelines that \`${got}\` starts`,
        means: { kind: 'source', source: got },
      });
    case 'runner_environment':
      return noted(
        `the job ran on a ${got} runner: give it the tags of a ${condition.values.join(' or ')} runner`,
      );
    default:
      return noted(`the token has ${quote(got)} for ${quote(condition.key)}`);
  }
}

/** The job asks for what the policy wants; the other way round it trusts tokens that were made for another service. */
function audience(
  condition: Condition,
  got: string,
  { provider, policy, declared }: AdviceContext,
): Diagnosis {
  const literal = condition.values.filter((value) => !/[*?]/.test(value));
  const registered = literal.filter((value) => provider.clientIds?.includes(value) !== false);
  const cause = `the job requests a token for the audience ${quote(got)}, the policy wants ${condition.values.map(quote).join(' or ')}`;
  const inJob = registered.slice(0, 2).map((value): Repair => ({
    cause,
    changes: [{ place: 'job', op: 'set', at: AT.audience, value: value.replaceAll('${$}', '$') }],
  }));
  if (declared !== undefined) return inJob.length === 0 ? noted(cause) : fixable(...inJob);
  const syntax = syntaxOf(condition, policy.version);
  const typo = registered.length === 0 && condition.values.length === 1;
  const inPolicy: Repair = {
    cause,
    changes: typo
      ? replaceValue(condition, condition.values[0] as string, literalValue(got, syntax))
      : [addValue(condition, literalValue(got, syntax))],
    admits: `tokens that jobs requested for the audience ${quote(got)}`,
  };
  return fixable(...inJob, inPolicy);
}

function refProtected(condition: Condition, { claims }: AdviceContext): Diagnosis {
  const wants = condition.values.map((value) => value.toLowerCase());
  if (!wants.includes('true')) return noted('the ref is protected, and the policy trusts refs that are not');
  if (claims.pipeline_source === 'merge_request_event') {
    return noted(
      'a merge request pipeline counts as unprotected unless source and target branch are protected in the same project and the setting of GitLab 18.1 is on',
    );
  }
  if (claims.ref_protected === 'true') {
    return fixable({
      cause: '`ref_protected` is the string "true"',
      changes: moveCondition(condition, { operator: 'StringEquals', values: ['true'] }),
    });
  }
  const step = protectStep(String(claims.ref ?? ''), claims.ref_type === 'tag' ? 'tag' : 'branch');
  return fixable({ cause: step.cause, changes: step.changes as readonly Change[] });
}

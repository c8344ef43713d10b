import { EVERY_ISSUER_KEYS, GITLAB_COM_KEYS, type RawClaims } from '../context/index';
import { unreachable } from '../errors';
import type { ConditionTrace } from '../evaluate/index';
import { operator, OPERATOR_NAMES, parseOperator, type OperatorForm } from '../trust/index';
import { matches, subjectAdvice } from './subject-advice';

/** What is known of the token's side. */
export interface AdviceContext {
  /** The issuer without its scheme, in lower case. */
  readonly host: string;
  readonly claims: RawClaims;
}

type Cause = 'foreign_host' | 'never_filled' | 'gitlab_com_only' | 'no_claim' | 'list' | 'value';

/** What to change so that a condition that failed, or that nobody can decide, would hold. */
export function conditionAdvice(condition: ConditionTrace, context: AdviceContext): readonly string[] {
  if (condition.holds === 'unknown')
    return [`leave \`${condition.key}\` out of the trust policy, or judge it with a raw context that has it`];
  const name = condition.key.slice(condition.key.lastIndexOf(':') + 1).toLowerCase();
  const cause = causeOf(condition, name, context.host);
  switch (cause) {
    case 'foreign_host':
      return [
        `\`${condition.key}\` is a key of another provider: this token fills keys that begin with \`${context.host}:\``,
      ];
    case 'never_filled':
      return [
        `AWS never fills \`${condition.key}\`: use \`${context.host}:sub\`, or on gitlab.com one of ${GITLAB_COM_KEYS.join(', ')}`,
      ];
    case 'no_claim':
      return [
        `the token has no claim for \`${condition.key}\`: GitLab sends it, so give the whole payload, of an ID token of this job`,
      ];
    case 'gitlab_com_only':
      return [
        `AWS fills \`${name}\` for gitlab.com only: for this issuer put it into the \`sub\` with \`ci_id_token_sub_claim_components\``,
      ];
    case 'list':
      return [`\`${condition.key}\` is a list: use \`ForAnyValue:${condition.operator}\``];
    case 'value':
      return valueAdvice(condition, name, context);
    default:
      return unreachable(cause);
  }
}

function causeOf(condition: ConditionTrace, name: string, host: string): Cause {
  if (Array.isArray(condition.got)) return 'list';
  if (condition.got !== undefined) return 'value';
  const key = condition.key.toLowerCase();
  if (/^(aws|sts|iam):/.test(key)) return 'value';
  if (key !== `${host}:${name}`) return 'foreign_host';
  if (EVERY_ISSUER_KEYS.some((known) => known === name)) return 'no_claim';
  if (!GITLAB_COM_KEYS.some((known) => known === name)) return 'never_filled';
  return host === 'gitlab.com' ? 'no_claim' : 'gitlab_com_only';
}

function valueAdvice(condition: ConditionTrace, name: string, { claims }: AdviceContext): readonly string[] {
  const got = typeof condition.got === 'string' ? condition.got : '';
  const form = parseOperator(condition.operator);
  const row = form && operator(form.base);
  const literalStar =
    row?.language.kind === 'text' &&
    !row.wildcards &&
    !row.negated &&
    condition.values.some((value) => /[*?]/.test(value));
  const star = literalStar
    ? [
        `\`*\` and \`?\` are ordinary characters under \`${condition.operator}\`: write \`${likeOf(condition.operator, form)}\`${condition.values.some((value) => matches(value, got)) ? ', and this token matches' : ''}`,
      ]
    : [];
  switch (name) {
    case 'sub':
      // what matches once the wildcard counts needs no other word
      return [
        ...star,
        ...subjectAdvice(
          got,
          condition.values.filter((value) => star.length === 0 || !matches(value, got)),
        ),
      ];
    case 'aud':
      return [
        ...star,
        `the job asked for the audience \`${got}\`, the policy wants ${condition.values.map((v) => `\`${v}\``).join(' or ')}: make \`aud:\` of the job's \`id_tokens\` the same`,
      ];
    case 'ref_protected':
      return [
        ...star,
        claims.pipeline_source === 'merge_request_event'
          ? 'a merge request pipeline counts as unprotected unless source and target branch are protected in the same project and the setting of GitLab 18.1 is on'
          : `protect the ${claims.ref_type === 'tag' ? 'tag' : 'branch'} \`${String(claims.ref ?? '')}\` in the project (a job keeps the protection it was created with)`,
        ...(row?.language.kind === 'truth'
          ? ['`ref_protected` is text: use `StringEquals` with `"true"`']
          : []),
      ];
    case 'project_id':
      return [
        ...star,
        `the token is of project ${got}, not of ${condition.values.join(' or ')}: another project under that path, or one that was deleted and made anew`,
      ];
    case 'namespace_id':
      return [
        ...star,
        `the project is in namespace ${got}, not in ${condition.values.join(' or ')}: it was transferred, or it is another project`,
      ];
    case 'pipeline_source':
      return [
        ...star,
        `the pipeline was started by \`${got}\`: add it to the list if such pipelines may have the role (a child pipeline has \`parent_pipeline\`)`,
      ];
    default:
      return [...star, `the token has \`${got}\` for \`${condition.key}\``];
  }
}

/** The operator that takes patterns in place of one that takes text to the letter; none of them ignores case. */
function likeOf(written: string, form: OperatorForm | undefined): string {
  if (form === undefined) return written;
  const { negated } = operator(form.base);
  const like = OPERATOR_NAMES.find((name) => {
    const row = operator(name);
    return row.language.kind === 'text' && row.wildcards && row.negated === negated;
  });
  return like === undefined ? written : written.replace(form.base, like);
}

import { issuerHost } from '../context/index';
import {
  awsCodeOf,
  closestAllow,
  nameOf,
  type ConditionTrace,
  type Decision,
  type StatementTrace,
} from '../evaluate/index';
import { checkWrite, renderPolicy, type Policy } from '../trust/index';
import type { Explanation } from './explanation';
import { findFixes } from './find-fixes';
import type { Fix } from './fix';
import type { AdviceContext, ExplainInput } from './input';
import { failing, isSubject, statementDiagnoses, type StatementDiagnosis } from './statement-diagnosis';
import { tokenDiagnosis } from './token-diagnosis';
import { fixText } from './wording';

/** How much is said. */
export interface ExplainOptions {
  /** Whether to look for what would change the answer: each fix that is named costs a few decisions. @default true */
  readonly fixes?: boolean;
  /** Whether to add what IAM says to storing the policy. @default true */
  readonly storing?: boolean;
}

/**
 * Says why a token was admitted or refused: which layer answered, how each statement came out, which one came closest, what was
 * compared with what, and what would change the answer. AWS gives one text for every refusal by a trust policy.
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#troubleshooting
 */
export function explain(
  decision: Decision,
  input: ExplainInput,
  { fixes: wanted = true, storing = true }: ExplainOptions = {},
): Explanation {
  const aws = answerOfAws(decision);
  const closest = decision.outcome === 'allow' ? undefined : closestAllow(decision.trace);
  const { notes, fixes } = decision.outcome === 'allow' || !wanted ? NOTHING : adviceOf(decision, input);
  return {
    headline: headline(decision, closest),
    aws,
    aws_code: aws === undefined ? undefined : awsCodeOf(decision),
    steps: [
      ...(decision.trace.length === 0
        ? [decision.reason]
        : inOrder(decision.trace, closest).flatMap((entry) => describeStatement(entry, closest))),
      ...(storing ? refusedByIam(decision, input) : []),
    ],
    fixes,
    advice: [...notes, ...fixes.map(fixText)],
  };
}

/** A policy that is stored already is evaluated; one that is written now is not stored. */
function refusedByIam({ trace }: Decision, { policy, document }: ExplainInput): readonly string[] {
  if (trace.length === 0) return [];
  const answer = checkWrite(document ?? documentOf(policy));
  return answer.accepted
    ? []
    : [`note: IAM refuses to store this policy: ${answer.reason} at \`${answer.pointer}\``];
}

const NOTHING = { notes: [], fixes: [] };

/** Longer lists are not read. */
const MAX_FIXES = 5;

function adviceOf(
  decision: Decision,
  input: ExplainInput,
): { readonly notes: readonly string[]; readonly fixes: readonly Fix[] } {
  const host = issuerHost(input.provider.issuer).toLowerCase();
  const document = input.document ?? documentOf(input.policy);
  const context: AdviceContext = { ...input, document, decision, host, claims: input.claims ?? {} };
  const diagnoses = decision.layer === 'trust' ? statementDiagnoses(context) : [atToken(context)];
  const fixes = findFixes(diagnoses, context).slice(0, MAX_FIXES);
  const notes = diagnoses.flatMap((diagnosis) => diagnosis.notes);
  // what no change mends alone is still the cause
  const causes = diagnoses.flatMap(({ parts }) => parts.flat().map(({ cause }) => cause));
  const said = notes.length === 0 && fixes.length === 0 ? causes : notes;
  return { notes: [...new Set(said)].slice(0, MAX_FIXES), fixes };
}

/** The policy as a document in which its pointers are right. */
function documentOf(policy: Policy): unknown {
  const document = renderPolicy(policy);
  const isSingle = policy.statements.some(({ conditions }) =>
    conditions.some(({ pointer }) => pointer.startsWith('/Statement/Condition/')),
  );
  return isSingle ? { ...document, Statement: (document.Statement as readonly unknown[])[0] } : document;
}

function atToken(context: AdviceContext): StatementDiagnosis {
  const { notes, repairs } = tokenDiagnosis(context);
  return { notes, parts: [repairs] };
}

function headline({ outcome, layer, reason, trace }: Decision, closest: StatementTrace | undefined): string {
  switch (outcome) {
    case 'allow':
      return 'allowed: STS would issue credentials for the role';
    case 'undetermined':
      return `cannot tell: ${reason}`;
    case 'deny': {
      if (layer === 'token') return `refused by the token itself, before any policy was read: ${reason}`;
      if (layer === 'provider') return `refused at the provider, before any policy was read: ${reason}`;
      const denied = trace.some(({ statement, holds }) => statement.effect === 'Deny' && holds === 'yes');
      return `refused by the trust policy: ${denied || closest === undefined ? reason : causeOf(closest, reason)}`;
    }
  }
}

/** The condition that matters most, of those that fail. */
function causeOf(closest: StatementTrace, reason: string): string {
  if (closest.principal.holds === 'no' || closest.action.holds === 'no') return reason;
  const [first, ...others] = failing(closest).map(({ trace }) => trace);
  if (first === undefined) return reason;
  const more =
    others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'fails' : 'fail'})`;
  return `${nameOf(closest)} comes closest, but ${first.why}${more}`;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors */
function answerOfAws(decision: Decision): string | undefined {
  const code = awsCodeOf(decision);
  if (code === undefined) return undefined;
  return code === 'AccessDenied'
    ? 'AWS answers `AccessDenied`: Not authorized to perform sts:AssumeRoleWithWebIdentity'
    : `AWS answers \`${code}\``;
}

/** Denies that hold first, then the statement that comes closest, then the others as they stand. */
function inOrder(
  trace: readonly StatementTrace[],
  closest: StatementTrace | undefined,
): readonly StatementTrace[] {
  const rank = (entry: StatementTrace): number =>
    entry.statement.effect === 'Deny' && entry.holds !== 'no' ? 0 : entry === closest ? 1 : 2;
  return trace.toSorted((a, b) => rank(a) - rank(b));
}

/** Of the statement that comes closest, and of one that matches, everything; of another only what keeps it from matching. */
function describeStatement(entry: StatementTrace, closest: StatementTrace | undefined): readonly string[] {
  const verdict = { yes: 'matches', no: 'does not match', unknown: 'cannot be decided' }[entry.holds];
  const lines = [
    `${nameOf(entry)}, ${entry.statement.effect}: ${verdict}${entry === closest ? '; the closest' : ''}`,
  ];
  if (entry.principal.holds !== 'yes')
    lines.push(`  ${MARKS[entry.principal.holds]}: the principal ${entry.principal.why}`);
  if (entry.action.holds !== 'yes')
    lines.push(`  ${MARKS[entry.action.holds]}: the action ${entry.action.why}`);
  const whole = entry === closest || entry.holds !== 'no';
  if (!whole && lines.length > 1) return lines;
  for (const condition of entry.conditions.toSorted((a, b) => order(a) - order(b))) {
    if (whole || condition.holds === 'no') lines.push(`  ${MARKS[condition.holds]}: ${condition.why}`);
  }
  return lines;
}

const MARKS = { yes: 'holds', no: 'fails', unknown: 'open' } as const;

/** What fails before what is open before what holds; which project and ref it is before everything else. */
function order(condition: ConditionTrace): number {
  return 2 * { no: 0, unknown: 1, yes: 2 }[condition.holds] + (isSubject(condition) ? 0 : 1);
}

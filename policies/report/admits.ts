import { quote } from '../errors';
import { list } from './phrases';
import { subjectsInWords } from './subject-words';
import {
  operator,
  parseProviderArn,
  type Condition,
  type Operator,
  type Policy,
  type Statement,
} from '../trust/index';

/**
 * What a trust policy admits, in plain words: one line for each statement, in the order of the document. A condition that has no plain
 * words is shown as it is written, so that a line never says more, or less, than its statement.
 */
export function admitsInWords({ statements }: Policy): readonly string[] {
  return statements.map(line);
}

function line(statement: Statement): string {
  const hosts = providers(statement);
  const subject = statement.conditions.find(
    (condition) => nameOf(condition, hosts) === 'sub' && isPlain(condition),
  );
  const others = statement.conditions.filter((condition) => condition !== subject);
  const who =
    subject === undefined
      ? anyone(statement, hosts)
      : subjectsInWords(subject.values, takesPatterns(subject));
  const text = [who, ...others.map((condition) => clause(condition, hosts))].join('; ');
  const forOther = isWebIdentity(statement)
    ? ''
    : `only for ${statement.action.negated ? 'all but ' : ''}${list(statement.action.actions)}: `;
  return `${statement.effect === 'Allow' ? '' : 'but not: '}${forOther}${text}`;
}

/** Hosts of the OIDC providers that a statement names. */
function providers({ principal }: Statement): readonly string[] {
  return principal.kind === 'listed'
    ? principal.federated.map((arn) => parseProviderArn(arn)?.host ?? arn)
    : [];
}

function anyone({ principal }: Statement, hosts: readonly string[]): string {
  if (hosts.length > 0) return `any token of ${list(hosts)}`;
  if (principal.kind !== 'listed') return 'anyone';
  return `no token, but ${list([...principal.aws, ...principal.other])}`;
}

function isWebIdentity({ action: { actions, negated } }: Statement): boolean {
  return !negated && actions.some((name) => /[*?]|^sts:assumerolewithwebidentity$/i.test(name));
}

/** Whether the condition asks for one of its values and nothing else: no negation, no quantifier, no `IfExists`. */
function isPlain({ form }: Condition): boolean {
  return (
    form !== undefined && !form.ifExists && form.quantifier === undefined && isPlainText(operator(form.base))
  );
}

function isPlainText({ language, negated }: Operator): boolean {
  return language.kind === 'text' && language.fold === 'none' && !negated;
}

function takesPatterns({ form }: Condition): boolean {
  return form !== undefined && operator(form.base).wildcards;
}

/** The other conditions, of which the usual ones have words. */
function clause(condition: Condition, hosts: readonly string[]): string {
  const { values } = condition;
  const isExact = isPlain(condition) && !takesPatterns(condition);
  const only = values.length === 1 ? values[0] : undefined;
  const ofRequest = isIn(condition) ? REQUEST_WORDS[condition.key.toLowerCase()] : undefined;
  if (ofRequest !== undefined) return `${ofRequest}${list(values)} (${quote(condition.key)})`;
  if (isMfa(condition)) return 'with MFA';
  switch (isExact ? nameOf(condition, hosts) : undefined) {
    case 'aud':
      return `audience ${list(values)}`;
    case 'project_id':
      return `project id ${list(values)}`;
    case 'namespace_id':
      return `namespace id ${list(values)}`;
    case 'pipeline_source':
      return `started by ${list(values)}`;
    case 'runner_environment':
      return `on a ${list(values)} runner`;
    case 'ref_protected':
      if (only === 'true') return 'a protected ref';
      if (only === 'false') return 'an unprotected ref';
      break;
    case undefined:
    default:
      break;
  }
  return `${quote(condition.key)} ${condition.operator} ${list(values)}`;
}

/** What a request comes from, by the key in lower case. */
const REQUEST_WORDS: Readonly<Record<string, string>> = {
  'aws:sourceip': 'only from ',
  'aws:sourcevpc': 'only from VPC ',
  'aws:sourcevpce': 'only from VPC endpoint ',
};

/** Whether the condition demands that one of its values, or a range of them, is that of a request which has the key. */
function isIn(condition: Condition): boolean {
  const { form } = condition;
  const isAddress = form?.base === 'IpAddress' && !form.ifExists && form.quantifier === undefined;
  return isAddress || (isPlain(condition) && !takesPatterns(condition));
}

function isMfa({ form, key, values }: Condition): boolean {
  const isPlainBool = form?.base === 'Bool' && !form.ifExists && form.quantifier === undefined;
  return isPlainBool && key.toLowerCase() === 'aws:multifactorauthpresent' && values.join() === 'true';
}

/** The claim that a key is about, for keys of the statement's own providers. */
function nameOf({ key }: Condition, hosts: readonly string[]): string | undefined {
  const host = hosts.find((name) => key.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return host === undefined ? undefined : key.slice(host.length + 1).toLowerCase();
}

import { readSubPattern, type SubParts } from '../catalog/index';
import {
  operator,
  parsePattern,
  type Condition,
  type PatternToken,
  type Policy,
  type Statement,
} from '../trust/index';

/** A value for `sub` in an Allow statement, taken apart. */
export interface NamedSubject extends SubParts {
  /** As written. */
  readonly text: string;
  readonly tokens: readonly PatternToken[];
}

/** What the Allow statement of a policy demands of the tokens of a host, as far as its positive conditions name values. */
export interface NamedInStatement {
  /** Absent: the statement demands no `sub`, or demands it in a way that is not a list of values. */
  readonly subjects?: readonly NamedSubject[];
  /** Every value for `sub`, whatever its operator demands. */
  readonly mentioned: readonly NamedSubject[];
  /** Values of the condition key `project_id`; absent: none is demanded. */
  readonly projectIds?: readonly string[];
  readonly namespaceIds?: readonly string[];
}

/** What the Allow statements about web identity name of a host, statement by statement. */
export function namedInPolicy(policy: Policy, host: string): readonly NamedInStatement[] {
  return policy.statements
    .filter(({ effect, principal }) => effect === 'Allow' && concerns(principal, host))
    .map((statement) => ({
      subjects: subjectsOf(statement, policy.version, (condition) => demands(condition, `${host}:sub`)),
      mentioned:
        subjectsOf(statement, policy.version, ({ key }) => key.toLowerCase() === `${host}:sub`) ?? [],
      projectIds: literalsOf(statement, `${host}:project_id`),
      namespaceIds: literalsOf(statement, `${host}:namespace_id`),
    }));
}

function concerns(principal: Statement['principal'], host: string): boolean {
  if (principal.kind !== 'listed') return true;
  return principal.federated.some((arn) => arn === '*' || arn.toLowerCase().includes(host));
}

function subjectsOf(
  { conditions }: Statement,
  version: Policy['version'],
  counts: (condition: Condition) => boolean,
): readonly NamedSubject[] | undefined {
  const read = conditions.filter(counts);
  if (read.length === 0) return undefined;
  return read.flatMap(({ form, values }) => {
    const wildcards = form !== undefined && operator(form.base).wildcards;
    return values.map((text) => {
      const tokens = parsePattern(text, { wildcards, variables: version === '2012-10-17' });
      return { text, tokens, ...readSubPattern(tokens) };
    });
  });
}

function literalsOf({ conditions }: Statement, key: string): readonly string[] | undefined {
  const read = conditions.filter((condition) => demands(condition, key));
  if (read.length === 0) return undefined;
  const values = read.flatMap((condition) => condition.values);
  return values.some((value) => /[*?$]/.test(value)) ? undefined : values;
}

/** Whether a condition demands one of its values of a key: positive, on text, and false where the key is missing. */
function demands({ key, form }: Condition, wanted: string): boolean {
  if (key.toLowerCase() !== wanted || form === undefined) return false;
  if (form.ifExists || form.quantifier !== undefined) return false;
  const { language, negated } = operator(form.base);
  return language.kind === 'text' && !negated;
}

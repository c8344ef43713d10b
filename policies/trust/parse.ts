import type { ErrorCode, Problem } from '../errors';
import { quote } from '../errors';
import { closest } from './closest';
import { numberText } from './number-text';
import { OPERATOR_NAMES, parseOperator } from './operators/index';
import {
  POLICY_ELEMENTS,
  STATEMENT_ELEMENTS,
  type ActionMatch,
  type Condition,
  type Policy,
  type Principal,
  type Statement,
} from './policy';

/** A policy that can be evaluated, or everything that keeps it from being one. `warnings` are unknown operators. */
export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a trust policy document as IAM's grammar has it: `Statement` may be an object or an array, single values may be bare,
 * numbers and booleans may stand unquoted in conditions. What IAM would refuse to *store* is another question: see
 * `checkWrite`. Linear in the document.
 * @param document parsed JSON
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: unknown): ParsedPolicy {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = (pointer, message, expected, code = 'ERR_POLICY') => {
    problems.push({ code, message, pointer, expected });
  };
  if (!isObject(document)) {
    report('', `the policy is ${kindOf(document)}`, 'a JSON object with `Version` and `Statement`');
    return { ok: false, problems };
  }
  for (const name of Object.keys(document)) {
    if (!POLICY_ELEMENTS.includes(name)) reportForeign(name, POLICY_ELEMENTS, '', report);
  }
  const version = document.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    report('/Version', `unknown policy version ${quote(String(version))}`, '`2012-10-17`');
  }
  const raw = document.Statement;
  const list: readonly unknown[] = Array.isArray(raw) ? raw : raw === undefined ? [] : [raw];
  if (list.length === 0) report('/Statement', 'the policy has no statement', 'at least one statement');
  const statements = list.map((item, index) =>
    parseStatement(item, index, Array.isArray(raw) ? `/Statement/${index}` : '/Statement', report, warnings),
  );
  if (problems.length > 0) return { ok: false, problems };
  const policy: Policy = {
    version: version as Policy['version'],
    statements: statements.filter((statement) => statement !== undefined),
  };
  return { ok: true, policy, warnings };
}

/** A misspelt `Condition` must not pass for no condition. */
function reportForeign(name: string, known: readonly string[], pointer: string, report: Report): void {
  const near = closest(name, known);
  report(
    `${pointer}/${escapePointer(name)}`,
    near === undefined
      ? `${quote(name)} is not an element of a policy`
      : `${quote(name)} is not an element of a policy, ${quote(near)} is`,
    near === undefined ? `one of ${known.map(quote).join(', ')}` : quote(near),
  );
}

type Report = (pointer: string, message: string, expected: string, code?: ErrorCode) => void;

function parseStatement(
  item: unknown,
  index: number,
  pointer: string,
  report: Report,
  warnings: Problem[],
): Statement | undefined {
  if (!isObject(item)) {
    report(pointer, `the statement is ${kindOf(item)}`, 'a JSON object');
    return undefined;
  }
  for (const name of Object.keys(item)) {
    if (!STATEMENT_ELEMENTS.includes(name)) reportForeign(name, STATEMENT_ELEMENTS, pointer, report);
  }
  const effect = item.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') {
    report(
      `${pointer}/Effect`,
      effect === undefined ? 'the statement has no `Effect`' : `the effect is ${show(effect)}`,
      '`Allow` or `Deny`',
    );
  }
  if (item.Sid !== undefined && typeof item.Sid !== 'string')
    report(`${pointer}/Sid`, `the \`Sid\` is ${kindOf(item.Sid)}`, 'text');
  const principal = parsePrincipal(item, pointer, report);
  const action = parseAction(item, pointer, report);
  const conditions = parseConditions(item.Condition, `${pointer}/Condition`, report, warnings);
  if (principal === undefined || action === undefined) return undefined;
  const statement = { index, effect: effect as Statement['effect'], principal, action, conditions };
  return typeof item.Sid === 'string' ? { ...statement, sid: item.Sid } : statement;
}

function parsePrincipal(item: Json, pointer: string, report: Report): Principal | undefined {
  if (item.NotPrincipal !== undefined) return { kind: 'not_principal' };
  const raw = item.Principal;
  if (raw === '*') return { kind: 'everyone' };
  if (!isObject(raw)) {
    const got = raw === undefined ? 'the statement has no `Principal`' : `the principal is ${show(raw)}`;
    report(
      `${pointer}/Principal`,
      got,
      'an object such as `{"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}`',
    );
    return undefined;
  }
  const federated: string[] = [];
  const aws: string[] = [];
  const other: string[] = [];
  for (const [kind, value] of Object.entries(raw)) {
    const values = strings(value);
    if (values === undefined)
      report(
        `${pointer}/Principal/${escapePointer(kind)}`,
        `the principal is ${kindOf(value)}`,
        'text or a list of strings',
      );
    else (kind === 'Federated' ? federated : kind === 'AWS' ? aws : other).push(...values);
  }
  return { kind: 'listed', federated, aws, other };
}

function parseAction(item: Json, pointer: string, report: Report): ActionMatch | undefined {
  if (item.Action !== undefined && item.NotAction !== undefined) {
    report(`${pointer}/NotAction`, 'the statement has both `Action` and `NotAction`', 'one of them');
    return undefined;
  }
  const negated = item.NotAction !== undefined;
  const name = negated ? 'NotAction' : 'Action';
  const actions = strings(item[name]);
  if (actions === undefined || actions.length === 0) {
    const raw = item[name];
    const got = raw === undefined ? 'the statement has no `Action`' : `the action is ${show(raw)}`;
    report(`${pointer}/${name}`, got, '`sts:AssumeRoleWithWebIdentity`');
    return undefined;
  }
  return { negated, actions };
}

function parseConditions(
  raw: unknown,
  pointer: string,
  report: Report,
  warnings: Problem[],
): readonly Condition[] {
  if (raw === undefined) return [];
  if (!isObject(raw)) {
    report(pointer, `the condition is ${kindOf(raw)}`, 'an object of operators');
    return [];
  }
  return Object.entries(raw).flatMap(([operator, keys]) => {
    const at = `${pointer}/${escapePointer(operator)}`;
    const form = parseOperator(operator);
    if (form === undefined) warnings.push(unknownOperator(operator, at));
    if (!isObject(keys)) {
      report(at, `the operator holds ${kindOf(keys)}`, 'an object of condition keys');
      return [];
    }
    return Object.entries(keys).flatMap(([key, value]): Condition[] => {
      const values = scalars(value);
      const entry = `${at}/${escapePointer(key)}`;
      if (values === undefined) {
        report(entry, `the value is ${kindOf(value)}`, 'text or a list of strings', 'ERR_CONDITION_VALUE');
        return [];
      }
      const condition = { operator, key, values, pointer: entry };
      return [form === undefined ? condition : { ...condition, form }];
    });
  });
}

function unknownOperator(operator: string, pointer: string): Problem {
  const [, prefix = '', base = operator] = /^(ForAllValues:|ForAnyValue:)?(.*)$/.exec(operator) ?? [];
  const near = closest(base.replace(/IfExists$/, ''), OPERATOR_NAMES);
  const suffix = base.endsWith('IfExists') ? 'IfExists' : '';
  return {
    code: 'ERR_CONDITION_OPERATOR',
    message: `unknown condition operator ${quote(operator)}`,
    pointer,
    fix:
      near === undefined ? undefined : `did you mean \`${prefix}${near}${near === 'Null' ? '' : suffix}\`?`,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((item): item is string => typeof item === 'string') ? list : undefined;
}

function scalars(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((item) => {
    if (typeof item === 'number') return numberText(item);
    return typeof item === 'boolean' ? String(item) : item;
  });
  return texts.every((item): item is string => typeof item === 'string') ? texts : undefined;
}

/** Escapes a name for use in a JSON pointer. @see https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? quote(value) : kindOf(value);
}

import type { Problem } from '../plugin-messages';
import { blocksOf, textOf, textsOf, type Value, type ValueObject } from '../value';
import type { DataSourceBehaviour } from './behaviour';

type Statement = Record<string, unknown>;

interface Document {
  Version: string;
  Id?: string;
  Statement: Statement[];
}

/**
 * `aws_iam_policy_document` → JSON as the provider writes it: members in the order of IAM's own grammar, sets in reverse order,
 * single values without a list, `&{` turned into `${`, documents merged by `Sid`.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_document_data_source.go
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_model.go
 */
export const dataAwsIamPolicyDocument: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.aws_iam_policy_document',
  validate: (config) => [
    ...blocksOf(config['statement']).flatMap(statementProblems),
    ...choiceProblems(config, 'version', ['2008-10-17', '2012-10-17']),
  ],
  read: (config) => {
    const twice = repeated(blocksOf(config['statement']).flatMap(({ sid }) => textOf(sid) || []));
    if (twice !== undefined) {
      return {
        problem: {
          summary: `writing IAM Policy Document: duplicate Sid (${twice}). Remove the Sid or ensure the Sid is unique.`,
        },
      };
    }
    const own = ownDocument(config);
    const before = textsOf(config['source_policy_documents']).map(parseDocument);
    const after = textsOf(config['override_policy_documents']).map(parseDocument);
    const merged = [...before, own, ...after].reduce(merge, { Version: '', Statement: [] });
    const json = escapeHtml(JSON.stringify(ordered(merged), null, 2));
    const minified = escapeHtml(JSON.stringify(ordered(merged)));
    return { found: { id: String(hashCode(json)), json, minified_json: minified } };
  },
};

function statementProblems(statement: ValueObject): Problem[] {
  const sid = textOf(statement['sid']) ?? '';
  const problems = choiceProblems(statement, 'effect', ['Allow', 'Deny']);
  if (/^[a-zA-Z0-9]*$/.test(sid)) return problems;
  return [
    ...problems,
    { summary: `invalid value for sid (must only include alphanumeric characters): ${sid}` },
  ];
}

function choiceProblems(
  config: Readonly<ValueObject>,
  attribute: string,
  choices: readonly string[],
): Problem[] {
  const value = textOf(config[attribute]);
  if (value === undefined || choices.includes(value)) return [];
  const listed = choices.map((choice) => `"${choice}"`).join(' ');
  return [{ summary: `expected ${attribute} to be one of [${listed}], got ${value}` }];
}

function ownDocument(config: Readonly<ValueObject>): Document {
  return {
    Version: textOf(config['version']) ?? '2012-10-17',
    Id: textOf(config['policy_id']),
    Statement: blocksOf(config['statement']).map(ownStatement),
  };
}

function ownStatement(statement: ValueObject): Statement {
  return {
    Sid: textOf(statement['sid']) || undefined,
    Effect: textOf(statement['effect']) ?? 'Allow',
    Action: sorted(statement['actions'], (text) => text),
    NotAction: sorted(statement['not_actions'], (text) => text),
    Resource: sorted(statement['resources']),
    NotResource: sorted(statement['not_resources']),
    Principal: principals(blocksOf(statement['principals'])),
    NotPrincipal: principals(blocksOf(statement['not_principals'])),
    Condition: conditions(blocksOf(statement['condition'])),
  };
}

function sorted(value: Value | undefined, write = policyVariables): string | string[] | undefined {
  const texts = textsOf(value).map(write);
  return texts.length === 0 ? undefined : single(texts.toSorted().toReversed());
}

function principals(blocks: readonly ValueObject[]): unknown {
  if (blocks.length === 0) return undefined;
  const byType = new Map<string, string[]>();
  for (const block of blocks) {
    const type = textOf(block['type']) ?? '';
    const identifiers = textsOf(block['identifiers']).map(policyVariables).toSorted().toReversed();
    byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  }
  // only {"*": "*"} is written short: IAM does not treat {"AWS": "*"} alike
  if (byType.size === 1 && byType.get('*')?.join() === '*') return '*';
  return sortedObject([...byType].map(([type, identifiers]) => [type, single(identifiers)]));
}

function conditions(blocks: readonly ValueObject[]): unknown {
  if (blocks.length === 0) return undefined;
  const byTest = new Map<string, Map<string, string[]>>();
  for (const block of blocks) {
    const test = textOf(block['test']) ?? '';
    const variable = textOf(block['variable']) ?? '';
    const variables = byTest.get(test) ?? new Map<string, string[]>();
    variables.set(variable, [
      ...(variables.get(variable) ?? []),
      ...textsOf(block['values']).map(policyVariables),
    ]);
    byTest.set(test, variables);
  }
  return sortedObject(
    [...byTest].map(([test, variables]) => [
      test,
      sortedObject([...variables].map(([variable, values]) => [variable, single(values)])),
    ]),
  );
}

function merge(into: Document, next: Document): Document {
  const statements = [...into.Statement];
  for (const statement of next.Statement) {
    const same = statements.findIndex(({ Sid }) => Sid !== undefined && Sid === statement['Sid']);
    if (same < 0) statements.push(statement);
    else statements[same] = statement;
  }
  return {
    Version: next.Version > into.Version ? next.Version : into.Version,
    Id: next.Id ?? into.Id,
    Statement: statements,
  };
}

function parseDocument(text: string): Document {
  const { Version = '', Id, Statement = [] } = JSON.parse(text) as Partial<Document>;
  return { Version, Id, Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

function ordered({ Version, Id, Statement }: Document): unknown {
  return { Version: Version || undefined, Id, Statement: Statement.length === 0 ? undefined : Statement };
}

/** Go's encoder sorts the keys of a map. */
function sortedObject(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Go's encoder escapes what could end a script element. */
function escapeHtml(json: string): string {
  const codes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
  return json.replace(/[<>&]/g, (found) => codes[found] ?? found);
}

function policyVariables(text: string): string {
  return text.replaceAll('&{', '${');
}

function single(texts: readonly string[]): string | string[] {
  return texts.length === 1 ? (texts[0] as string) : [...texts];
}

function repeated(texts: readonly string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) !== index);
}

function hashCode(text: string): number {
  let hash = 0;
  for (const byte of Buffer.from(text)) hash = (hash * 31 + byte) >>> 0;
  return hash;
}

import type { Position, Problem } from '../errors';
import { quote } from '../errors';
import { splitRecords, type CsvField, type CsvRecord } from './csv-records';
import { pipelineSchema } from './schema/pipeline';
import type { ReadYaml } from './read-yaml';
import { YAML_LIMITS } from './read-yaml';
import type { YamlNode } from './yaml-tree';
import { YamlTree } from './yaml-tree';

/** Columns that hold true or false. */
const FLAGS: ReadonlySet<string> = new Set([
  'child',
  'protected',
  'empty_repository',
  'reclaimed_path',
  'merge_request.may_push_target',
  'environment.protected',
]);

/** Columns beside those of the pipeline. */
const OWN = ['assumes', 'note', 'claims'] as const;

/**
 * Reads a table of pipelines from CSV (RFC 4180): the first line names the columns as a row of the YAML table names its keys, a dot
 * between the levels (`merge_request.from`). An empty field is a key that is omitted; `assumes` lists roles with spaces between
 * them; `claims` is JSON. The result is the tree of the same table in YAML, with the places of the fields.
 */
export function readCsv(text: string, file: string): ReadYaml {
  const place = placesOf(text, file);
  const refuse = (message: string, offset: number, fix?: string): ReadYaml => ({
    ok: false,
    problems: [{ code: 'ERR_TABLE', message, position: place(offset), fix }],
  });
  if (text.length > YAML_LIMITS.characters)
    return refuse(`the file is longer than ${YAML_LIMITS.characters} characters`, 0, 'split the table');
  const read = splitRecords(text);
  if (!read.ok)
    return refuse('a quote is not closed', read.offset, 'close it; a quote within quotes is doubled');
  const [header, ...records] = read.records;
  if (header === undefined) return refuse('the file is empty', 0, 'write a line that names the columns');
  const problems = headerProblems(header, place);
  for (const record of records) {
    if (record.length <= header.length) continue;
    const { offset } = record[header.length] as CsvField;
    problems.push({
      code: 'ERR_TABLE',
      message: `the row has ${record.length} fields, the first line ${header.length}`,
      position: place(offset),
      fix: 'quote a field that holds a comma',
    });
  }
  const names = header.map(({ text: name }) => name.trim());
  const rows = records.map((record) => rowOf(names, record, place, problems));
  if (problems.length > 0) return { ok: false, problems };
  const table = listNode(rows, header[0]?.offset ?? 0);
  return { ok: true, tree: new YamlTree(mapNode(new Map([['table', table]]), 0), place) };
}

function headerProblems(header: CsvRecord, place: (offset: number) => Position): Problem[] {
  const known = new Set<string>([...Object.keys(pipelineSchema.shape), ...OWN]);
  const seen = new Set<string>();
  return header.flatMap(({ text, offset }): readonly Problem[] => {
    const name = text.trim();
    const twice = seen.has(name);
    seen.add(name);
    const [top = ''] = name.split('.');
    if (known.has(top) && !twice) return [];
    const message = twice ? `the column ${quote(name)} is there twice` : `unknown column ${quote(name)}`;
    const expected = [...known].map(quote).join(', ');
    return [{ code: 'ERR_TABLE', message, position: place(offset), expected: twice ? undefined : expected }];
  });
}

function rowOf(
  names: readonly string[],
  record: CsvRecord,
  place: (offset: number) => Position,
  problems: Problem[],
): YamlNode {
  const start = record[0]?.offset ?? 0;
  const row = new Map<string, YamlNode>();
  const pipeline = new Map<string, YamlNode>();
  row.set('assumes', listNode([], start));
  for (const [column, field] of record.entries()) {
    const name = names[column];
    const text = field.text.trim();
    if (name === undefined || text === '') continue;
    const leaf: YamlNode = { value: text, offset: field.offset, source: text };
    if (name === 'assumes') {
      const roles = text.split(/[\s;,]+/).filter((role) => role !== '');
      row.set(
        name,
        listNode(
          roles.map((role) => ({ ...leaf, value: role, source: role })),
          field.offset,
        ),
      );
    } else if (name === 'note') row.set(name, leaf);
    else if (name === 'claims') {
      const claims = parsed(text);
      if (claims === undefined)
        problems.push({
          code: 'ERR_TABLE',
          message: '`claims` is not JSON object',
          position: place(field.offset),
        });
      row.set(name, { value: claims, offset: field.offset, children: new Map() });
    } else {
      const flag = FLAGS.has(name) && /^(?:true|false)$/i.test(text);
      put(pipeline, name.split('.'), flag ? { ...leaf, value: /^true$/i.test(text) } : leaf);
    }
  }
  if (pipeline.size > 0) row.set('pipeline', mapNode(pipeline, start));
  return mapNode(row, start);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function put(into: Map<string, YamlNode>, [name = '', ...rest]: readonly string[], leaf: YamlNode): void {
  if (rest.length === 0) {
    into.set(name, leaf);
    return;
  }
  const inner = new Map(into.get(name)?.children ?? []);
  put(inner, rest, leaf);
  into.set(name, mapNode(inner, leaf.offset));
}

function mapNode(children: ReadonlyMap<string, YamlNode>, offset: number): YamlNode {
  const value = Object.fromEntries([...children].map(([key, child]) => [key, child.value]));
  return { value, offset, children };
}

function listNode(items: readonly YamlNode[], offset: number): YamlNode {
  const children = new Map(items.map((item, index) => [String(index), item]));
  return { value: items.map(({ value }) => value), offset, children };
}

/** Lines and columns from 1. */
function placesOf(text: string, file: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

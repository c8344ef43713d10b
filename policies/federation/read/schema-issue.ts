import { z } from 'zod';
import { quote } from '../../errors';
import type { Fault } from '../../limits/index';
import { didYouMean } from '../../trust/index';
import type { Path, YamlNode } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

type Issue = z.core.$ZodIssue;

/** Says what the schema holds against a value, in our words and at its place in the file. */
export function reportIssue(collector: ProblemCollector, schema: z.ZodType, unit: Path, issue: Issue): void {
  const inner = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const path = [...unit, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, inner));
    for (const key of issue.keys) collector.atKey([...path, key], unknownKey(key, known));
    return;
  }
  const node = collector.tree.find(path);
  if (node === undefined) {
    collector.atKey(path, missingKey(String(path.at(-1) ?? ''), schemaAt(schema, inner)));
    return;
  }
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors, node.value);
    if (branch !== undefined) {
      for (const nested of branch) {
        reportIssue(collector, schema, unit, { ...nested, path: [...issue.path, ...nested.path] });
      }
      return;
    }
  }
  collector.atValue(path, valueFault(issue, path, node));
}

function unknownKey(key: string, known: readonly string[]): Fault {
  if (key === '<<') {
    return {
      code: 'ERR_SCHEMA',
      message: 'merge keys are not read',
      fix: 'use `defaults:`, or repeat the keys',
    };
  }
  const guess = didYouMean(key, known);
  return {
    code: 'ERR_SCHEMA',
    message: `unknown key ${quote(key)}`,
    expected: guess === undefined ? oneOf(known) : undefined,
    fix: guess ?? 'remove it',
  };
}

function missingKey(key: string, schema: z.ZodType | undefined): Fault {
  const examples = schema?.meta()?.examples;
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return {
    code: 'ERR_SCHEMA',
    message: `missing key ${quote(key)}`,
    fix: example === undefined ? `add ${quote(`${key}: …`)}` : `add ${quote(`${key}: ${String(example)}`)}`,
  };
}

function valueFault(issue: Issue, path: Path, node: YamlNode): Fault {
  const name = nameOf(path);
  if (issue.code === 'custom') {
    const fault = (issue.params as { readonly fault?: Fault } | undefined)?.fault;
    if (fault !== undefined) return fault;
  }
  if (issue.code === 'invalid_value' && typeof node.value === 'string') {
    const words = issue.values.map(String);
    const guess = didYouMean(node.value, words);
    return {
      code: 'ERR_SCHEMA',
      message: `unknown value ${quote(node.value)} for ${name}`,
      expected: guess === undefined ? oneOf(words) : undefined,
      fix: guess,
    };
  }
  const expected = expectation(issue);
  const range = issue.code === 'too_small' || issue.code === 'too_big';
  return {
    code: 'ERR_SCHEMA',
    message: range ? `${name} is out of range` : `${name} has the wrong type`,
    got: kindOf(node),
    expected,
    fix: typeFix(expected, node, path),
  };
}

/** The branch of a union that the user was writing: the one that takes this kind of value, if not all of what is in it. */
function closestBranch(
  branches: readonly (readonly Issue[])[],
  value: unknown,
): readonly Issue[] | undefined {
  return branches.find((issues) =>
    issues.every(
      (issue) =>
        issue.path.length > 0 ||
        issue.code === 'custom' ||
        issue.code === 'unrecognized_keys' ||
        (issue.code === 'invalid_value' &&
          typeof value === 'string' &&
          branches.length > 1 &&
          !hasPlainText(branches)),
    ),
  );
}

function hasPlainText(branches: readonly (readonly Issue[])[]): boolean {
  return branches.some((issues) => issues.some((issue) => issue.code === 'custom'));
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap((issues) => issues.slice(0, 1).map(expectation)))].join(' or ');
    case 'too_small':
      return `a number above ${String(issue.minimum)}`;
    case 'too_big':
      return `a number up to ${String(issue.maximum)}`;
    default:
      return issue.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function kindOf({ value, source }: YamlNode): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string'
    ? `the text ${quote(value)}`
    : `the ${typeof value} ${quote(source ?? String(value))}`;
}

function typeFix(expected: string, { value, source }: YamlNode, path: Path): string | undefined {
  if (path.length === 0) return 'begin with `gitlab:`, or have `refgate init` write a first file';
  if (value === null)
    return `give it a value, or remove the ${typeof path.at(-1) === 'number' ? 'entry' : 'key'}`;
  if (expected === 'a list' && typeof value === 'object' && !Array.isArray(value))
    return 'put it in brackets, or begin it with `- `';
  if (expected.startsWith('a text') && Array.isArray(value)) return 'write one text, without brackets';
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (expected.startsWith('a text') && scalar) return `quote it: ${quote(`"${source ?? String(value)}"`)}`;
  if (expected.startsWith('a list') && (scalar || typeof value === 'string')) {
    return `put it in brackets: ${quote(`[${source ?? String(value)}]`)}`;
  }
  if (expected === '`true` or `false`' && typeof value === 'string') {
    if (/^(yes|on|true)$/i.test(value)) return 'write `true`';
    if (/^(no|off|false)$/i.test(value)) return 'write `false`';
  }
  return undefined;
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return last === undefined ? 'the file' : quote(last);
  const list = path.findLast((step) => typeof step === 'string');
  return list === undefined ? 'an entry' : `an entry of ${quote(String(list))}`;
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? quote(words[0] ?? '') : `one of ${words.map(quote).join(', ')}`;
}

/** The schema of what is at the path inside of a value of this schema. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let candidates: readonly z.ZodType[] = unwrap(schema);
  for (const step of path) {
    candidates = candidates.flatMap((candidate) => {
      if (candidate instanceof z.ZodObject) {
        const field = (candidate.shape as Readonly<Record<string, z.ZodType>>)[step];
        return field === undefined ? [] : unwrap(field);
      }
      if (candidate instanceof z.ZodRecord) return unwrap(candidate.valueType as z.ZodType);
      return candidate instanceof z.ZodArray ? unwrap(candidate.element as z.ZodType) : [];
    });
  }
  return candidates.find((candidate) => candidate instanceof z.ZodObject) ?? candidates[0];
}

function unwrap(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodUnion ? (schema.options as readonly z.ZodType[]).flatMap(unwrap) : [schema];
}

function keysOf(schema: z.ZodType | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

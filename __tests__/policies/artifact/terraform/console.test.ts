import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import type { Block } from '../../../../policies/artifact/terraform/block';
import { BodyReader } from '../../../../policies/artifact/terraform/body-value';
import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { convert, parseType } from '../../../../policies/artifact/terraform/type-constraint';
import {
  Unknown,
  findUnknown,
  toJson,
  toText,
  type Value,
} from '../../../../policies/artifact/terraform/value';
import { NOTHING, variableValue } from '../../../../policies/artifact/terraform/variable';
import { describeWithTool } from '../../../support/required-tools';
import { chooser, seedFor } from '../../../support/seed';
import { terraformMissing } from '../../../support/terraform/index';
import { randomVariable, type RandomVariable } from '../../../support/terraform/random-variable';
import { randomExpression } from '../../../support/terraform/random-expression';

const REFUSED = 'REFUSED';

/**
 * What `terraform console` gives for each expression, as JSON, or {@link REFUSED}. One process, whatever their number.
 * @param declared further blocks of the configuration
 */
function console(expressions: readonly string[], declared = ''): readonly string[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'refgate-console-'));
  try {
    const items = expressions.map((text) => `    try(jsonencode(${text}), "${REFUSED}"),\n`).join('');
    writeFileSync(path.join(directory, 'main.tf'), `locals {\n  all = [\n${items}  ]\n}\n${declared}`);
    const { stdout, stderr } = spawnSync('terraform', ['console'], {
      cwd: directory,
      encoding: 'utf8',
      input: 'nonsensitive(base64encode(jsonencode(local.all)))\n',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    const [, encoded = ''] = /^"([\w+/=]+)"$/.exec(stdout.trim()) ?? [];
    if (encoded === '')
      throw new Error(`terraform console: ${stdout.slice(0, 200)} ${stripVTControlCharacters(stderr)}`);
    return JSON.parse(Buffer.from(encoded, 'base64').toString()) as string[];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The variables whose default Terraform does not take for their type. */
function refusedVariables(declared: string): ReadonlySet<string> {
  try {
    console(['1'], declared);
    return new Set();
  } catch (error) {
    const text = (error as Error).message;
    return new Set([...text.matchAll(/in variable "(\w+)"/g)].map(([, name = '']) => name));
  }
}

function ours(text: string, scope = NOTHING): string | Unknown {
  const value = evaluate(
    parseExpression(`try(jsonencode(${text}), "${REFUSED}")`),
    scope,
    new Budget(1_000_000),
  );
  return value instanceof Unknown ? value : toText(value);
}

interface Comparison {
  readonly known: number;
  readonly different: readonly string[];
  /** Refused by Terraform, computed by refgate. */
  readonly refused: readonly string[];
}

function compared(expressions: readonly string[], declared = '', scope = NOTHING): Comparison {
  const answers = console(expressions, declared);
  const rows = expressions.map((text, index) => ({ text, expected: answers[index], got: ours(text, scope) }));
  const wrong = rows.filter(({ expected, got }) => !(got instanceof Unknown) && got !== expected);
  const said = ({ text, expected, got }: (typeof rows)[number]): string =>
    `${text}\n  terraform: ${expected}\n  refgate:   ${String(got)}`;
  return {
    known: rows.filter(({ got }) => !(got instanceof Unknown)).length,
    different: wrong.filter(({ expected }) => expected !== REFUSED).map(said),
    refused: wrong.filter(({ expected }) => expected === REFUSED).map(said),
  };
}

/** Variables of which the value does not show the type. */
const OPEN_TYPES = [
  ['string', 'null'],
  ['number', 'null'],
  ['bool', 'null'],
  ['string', '"9"'],
  ['number', '9'],
  ['list(string)', '[]'],
  ['list(number)', '[]'],
  ['list(string)', 'null'],
  ['set(string)', '[]'],
  ['map(string)', '{}'],
  ['map(number)', '{}'],
  ['map(bool)', 'null'],
  ['object({ x = optional(string) })', '{}'],
  ['object({ x = optional(number) })', 'null'],
] as const;

/** Expressions in which a value of an open type stands beside numbers and bools, and what they come to shows its type. */
function withOpenType(open: string): readonly string[] {
  const made = ['1', 'true'].flatMap((known) => [
    `(true ? ${known} : ${open})`,
    `(false ? ${open} : ${known})`,
    `(${open} == null ? ${known} : ${open})`,
    `(true ? ${known} : one(${open}[*]))`,
    `coalesce(${known}, ${open})`,
    `coalesce(${open}, ${known})`,
    `tolist([${known}, ${open}])[0]`,
    `tolist([[${known}], ${open}])[0][0]`,
    `tomap({ a = ${known}, b = ${open} })["a"]`,
    `chunklist([${known}, ${open}], 1)[0][0]`,
    `lookup(${open}, "k", ${known})`,
    `coalesce(${known}, lookup(${open}, "k", null))`,
    `coalesce(${known}, try(${open}.x, null))`,
    `concat(tolist([${known}]), ${open})[0]`,
    `concat([${known}], ${open})[0]`,
    `(true ? [${known}] : ${open})[0]`,
    `(true ? { k = ${known} } : ${open})["k"]`,
    `(true ? { k = [${known}] } : { k = ${open} }).k[0]`,
    `(true ? { k = ${known} } : { k = ${open} }).k`,
    `(true ? [{ k = ${known} }] : [${open}])[0].k`,
  ]);
  return made.flatMap((text) => [
    text,
    `${text} == 1`,
    `${text} == true`,
    `${text} != "1"`,
    `[${text} == null, ${text} == 7, tostring(${text})]`,
    `contains([1, 2], ${text})`,
    `${text} ? "a" : "b"`,
  ]);
}

describeWithTool({ tool: 'terraform', missing: terraformMissing() }, 'terraform console', () => {
  test('gives what refgate gives for each listed expression, or refgate says that it does not know', () => {
    const file = path.join(__dirname, '../../../cases/inputs/expressions/console.txt');
    const listed = readFileSync(file, 'utf8').trimEnd().split('\n');
    const { known, different, refused } = compared(listed);
    expect([...different, ...refused]).toEqual([]);
    expect(known).toBeGreaterThan(listed.length * 0.83);
  });

  test('gives what refgate gives for variables of random types', () => {
    const choose = chooser(seedFor('types of variables'));
    const drawn = Array.from({ length: 600 }, () => randomVariable(choose));
    const declare = ({ type, value }: RandomVariable, at: number): string =>
      `variable "v${at}" {\n  type = ${type}\n  default = ${JSON.stringify(value)}\n}\n`;
    const refused = refusedVariables(drawn.map(declare).join(''));
    const variables = drawn.filter((_, at) => !refused.has(`v${at}`));
    expect(variables.length).toBeGreaterThan(400);
    const answers = console(
      variables.map((_, at) => `var.v${at}`),
      variables.map(declare).join(''),
    );
    const rows = variables.map(({ type, value }, at) => {
      const block: Block = { body: { type, default: value }, syntax: 'json', places: [] };
      const got = variableValue(`v${at}`, block, undefined, new BodyReader(new Budget(100_000)));
      return { type, value, expected: answers[at] as string, got };
    });
    const different = rows.filter(
      ({ expected, got }) =>
        findUnknown(got) === undefined &&
        !isDeepStrictEqual(JSON.parse(JSON.stringify(toJson(got))), JSON.parse(expected)),
    );
    expect(different).toEqual([]);
    expect(rows.filter(({ got }) => findUnknown(got) === undefined).length).toBeGreaterThan(350);
    // so the test can fail: most of what is given is converted
    expect(rows.filter(({ value, expected }) => JSON.stringify(value) !== expected).length).toBeGreaterThan(
      200,
    );
  });

  test('gives what refgate gives where the type of a value is not known', () => {
    const declared = OPEN_TYPES.map(
      ([type, value], at) => `variable "v${at}" {\n  type = ${type}\n  default = ${value}\n}\n`,
    ).join('');
    const expressions = OPEN_TYPES.flatMap((_, at) => withOpenType(`var.v${at}`));
    // what is given without a default is unknown to refgate
    for (const isGiven of [true, false]) {
      const valueOf = ([type, text]: (typeof OPEN_TYPES)[number], at: number): Value => {
        if (!isGiven) return new Unknown(`\`var.v${at}\` has no value`);
        const value = evaluate(parseExpression(text), NOTHING, new Budget(1_000));
        return convert(value, parseType(type), () => null);
      };
      const values = OPEN_TYPES.map(valueOf);
      const { known, different } = compared(expressions, declared, {
        find: (root, [name = '']) => ({
          value: root === 'var' ? (values[Number(name.slice(1))] ?? null) : null,
          used: 1,
        }),
      });
      // a null may be of a type that Terraform does not take beside a collection; then it plans nothing
      expect(different).toEqual([]);
      expect(known).toBeGreaterThan(expressions.length * (isGiven ? 0.4 : 0.07));
    }
  });

  test('gives what refgate gives for random expressions', () => {
    const choose = chooser(seedFor('terraform console'));
    const runs = 2_500;
    const { known, different, refused } = compared(
      Array.from({ length: runs }, (_, index) => randomExpression(choose, 1 + (index % 3))),
    );
    expect(different).toEqual([]);
    // refgate does not keep the type of a collection without elements, for which Terraform may refuse what follows
    expect(refused.slice(Math.ceil(runs / 200))).toEqual([]);
    expect(known).toBeGreaterThan(runs * 0.95);
  });
});

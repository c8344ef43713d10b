import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  readTerraformConfiguration,
  readTerraformJson,
  type AllowedStrings,
} from '../../../../policies/artifact/index';
import { describeWithTool } from '../../../support/required-tools';
import { rounds } from '../../../support/rounds';
import { chooser, seedFor, type Choose } from '../../../support/seed';
import { terraformMissing } from '../../../support/terraform/index';

/** What is known of a variable without a value, in the place of the subject of a role. */
function allowed(
  conditions: readonly string[],
  type = 'string',
  more: object = {},
): AllowedStrings | undefined {
  const policy = `\${jsonencode({Statement = [{Condition = {StringLike = {"gitlab.com:sub" = ${type === 'string' ? '"x${var.x}"' : 'var.x'}}}}]})}`;
  const { partial = [] } = readTerraformJson({
    variable: {
      x: { type, ...more, validation: conditions.map((condition) => ({ condition: `\${${condition}}` })) },
    },
    resource: { aws_iam_role: { r: { name: 'r', assume_role_policy: policy } } },
  });
  const [part] = partial[0]?.unknown ?? [];
  if (part === undefined) throw new Error('the role is known');
  return part.allowed;
}

const formsOf = (...conditions: readonly string[]): unknown =>
  allowed(conditions)?.forms?.map((form) =>
    form
      .map((part) => (typeof part === 'string' ? part : part.without === '' ? '…' : `…${part.without}`))
      .join(''),
  );

test.each<[condition: string, forms: readonly string[] | undefined, note: string]>([
  ['can(regex("^acme/[a-z-]+$", var.x))', ['acme/…*?$&'], 'a pattern'],
  ['regex("^acme/", var.x) != ""', ['acme/…'], 'an expression that is evaluated at all'],
  ['length(regexall("^acme/", var.x)) > 0', ['acme/…'], 'the number of matches'],
  ['0 != length(regexall("^acme/", var.x))', ['acme/…'], 'the other way around'],
  ['contains(["main", "develop"], var.x)', ['main', 'develop'], 'a list'],
  ['contains(toset(["a", "b"]), tostring(var.x))', ['a', 'b'], 'a set'],
  ['var.x == "main" || var.x == "develop"', ['main', 'develop'], 'one or the other'],
  ['startswith(var.x, "acme/")', ['acme/…'], 'a beginning'],
  ['endswith(var.x, "-x")', ['…-x'], 'an end'],
  ['startswith(var.x, "ab") && endswith(var.x, "ba")', ['ab…ba', 'aba'], 'both ends, which may overlap'],
  ['startswith(var.x, "a/") && !can(regex("[*?]", var.x))', ['a/…*?'], 'without wildcards'],
  ['startswith(var.x, "a/") && !strcontains(var.x, "$")', ['a/…$'], 'without a character'],
  ['substr(var.x, 0, 5) == "acme/"', ['acme/…'], 'the first characters'],
  ['split("/", var.x)[0] == "acme"', ['acme', 'acme/…'], 'the first of its parts'],
  ['anytrue([for p in ["a/", "b/"] : startswith(var.x, p)])', ['a/…', 'b/…'], 'one of a known list'],
  ['alltrue([startswith(var.x, "a/"), length(var.x) < 9])', ['a/…'], 'all of a list'],
  ['try(startswith(var.x, "a/"), false)', ['a/…'], 'a fallback that does not hold'],
  ['var.x == null ? true : startswith(var.x, "a/")', ['', 'a/…'], 'no value at all'],
  ['var.x != null && startswith(var.x, "a/")', ['a/…'], 'some value'],
  ['!(var.x != "main")', ['main'], 'a double negation'],
  ['startswith(var.x, "a/") == true', ['a/…'], 'compared with true'],
  ['var.y == "prod" || startswith(var.x, "a/")', undefined, 'what another variable decides'],
  ['startswith(var.x, var.y)', undefined, 'compared with another variable'],
  ['try(startswith(var.x, "a/"), true)', undefined, 'a fallback that holds'],
  ['can(startswith(var.x, "a/"))', undefined, 'whether it can be computed'],
  ['!startswith(var.x, "a/")', undefined, 'not a beginning'],
  ['startswith(lower(var.x), "a/")', undefined, 'of another string'],
  ['var.x != "*"', undefined, 'not one string'],
  ['length(var.x) > 3', undefined, 'a length'],
  ['contains(["a"], var.x) && contains(["b"], var.x)', undefined, 'nothing at all'],
])('%s allows %j (%s)', (condition, forms) => {
  expect(formsOf(condition)).toEqual(forms);
});

test('several blocks hold together', () => {
  expect(formsOf('startswith(var.x, "a/")', '!can(regex("[*?$&]", var.x))')).toEqual(['a/…*?$&']);
});

test.each<[condition: string, refused: readonly string[], possible: readonly string[]]>([
  ['var.x != "*"', ['*'], ['', 'main', '**']],
  ['length(var.x) > 3', ['*', 'abc'], ['main', '']],
  ['!strcontains(var.x, "*")', ['*', 'a*'], ['?', '']],
  ['var.y == "prod" || var.x != "*"', [], ['*']],
  ['var.y == "prod" && var.x != "*"', ['*'], ['main']],
  ['unknown_function(var.x)', [], ['*', '']],
  ['can(regex("^[a-z]+$", var.x))', ['*', '', 'A'], ['main']],
  ['var.x == null || can(regex("^[a-z]+$", var.x))', ['*', 'A'], ['main', '']],
])('%s refuses %j and nothing of %j', (condition, refused, possible) => {
  const { refuses } = allowed([condition]) ?? { refuses: () => false };
  expect([...refused, ...possible].filter((text) => refuses(text))).toEqual(refused);
});

test('the elements of a list', () => {
  const forms = (condition: string) => allowed([condition], 'list(string)')?.forms;
  expect(forms('alltrue([for one in var.x : startswith(one, "a/")])')).toEqual([['a/', { without: '' }]]);
  expect(forms('length(var.x) > 0 && alltrue([for one in toset(var.x) : contains(["a"], one)])')).toEqual([
    ['a'],
  ]);
  expect(forms('alltrue([for one in var.x : startswith(one, "a/") if one != "b"])')).toBeUndefined();
  expect(forms('anytrue([for one in var.x : startswith(one, "a/")])')).toBeUndefined();
  expect(forms('contains(var.x, "a")')).toBeUndefined();
  expect(allowed(['!contains(var.x, "*")'], 'set(string)')?.refuses('*')).toBe(true);
  expect(allowed(['length(var.x) > 1'], 'list(string)')?.refuses('*') ?? false).toBe(false);
});

test.each([
  ['any', 'no type', {}],
  ['number', 'another type', {}],
])('of type %s nothing is said: %s', (type) => {
  expect(allowed(['var.x != "*"'], type)).toBeUndefined();
});

test('what is computed from the variable is not limited by it', () => {
  const { partial = [] } = readTerraformJson({
    variable: { x: { type: 'string', validation: { condition: '${var.x == "a"}' } } },
    resource: { aws_iam_role: { r: { assume_role_policy: '${jsonencode({S = [upper(var.x), var.x]})}' } } },
  });
  expect(partial[0]?.unknown.map(({ allowed: limit }) => limit?.forms)).toEqual([undefined, [['a']]]);
});

test('a variable of a module limits what it is given', () => {
  const file = (name: string, body: unknown) => ({ path: name, text: '', syntax: 'json' as const, body });
  const { partial = [] } = readTerraformConfiguration({
    root: '.',
    directories: new Map([
      ['.', [file('main.tf.json', { variable: { y: {} }, module: { m: { source: './m', x: '${var.y}' } } })]],
      [
        'm',
        [
          file('m/main.tf.json', {
            variable: { x: { type: 'string', validation: { condition: '${var.x == "a"}' } } },
            resource: { aws_iam_role: { r: { assume_role_policy: '${jsonencode({S = var.x})}' } } },
          }),
        ],
      ],
    ]),
  });
  expect(partial[0]?.unknown.map(({ name, allowed: limit }) => [name, limit?.forms])).toEqual([
    ['var.y', [['a']]],
  ]);
});

const CONDITIONS = [
  'can(regex("^acme/[a-z0-9-]+$", @))',
  'can(regex("^(main|v[0-9]+)$", @))',
  'can(regex("[*?]", @))',
  'length(regexall("^a|b$", @)) > 0',
  'length(regexall("[*$]", @)) == 0',
  'regex("[a-z]*", @) == "acme"',
  'contains(["main", "acme/x", "*"], @)',
  'startswith(@, "acme/")',
  'endswith(@, "x")',
  'strcontains(@, "*")',
  '@ == "main"',
  '"acme/x" != @',
  'substr(@, 0, 4) == "acme"',
  'split("/", @)[0] == "acme"',
  'try(split("/", @)[1] == "x", false)',
  'length(@) > 3',
  'lower(@) == @',
  'anytrue([for p in ["a", "v"] : startswith(@, p)])',
  'alltrue([startswith(@, "a"), endswith(@, "x")])',
  'can(tonumber(@))',
];
const STRINGS = [
  '',
  '*',
  'main',
  'acme/x',
  'acme/web-1',
  'acme',
  'v1',
  'v1*',
  '?',
  'acme/*',
  '$${x}',
  'x',
  'ab',
  'A',
  '12',
  'acme/x/x',
  'b',
  'a*x',
];

/** Conditions put together, with `@` for the string. */
function randomCondition(choose: Choose, depth = 2): string {
  const inner = (): string => randomCondition(choose, depth - 1);
  if (depth === 0 || choose(3) === 0) return CONDITIONS[choose(CONDITIONS.length)] as string;
  switch (choose(4)) {
    case 0:
      return `!(${inner()})`;
    case 1:
      return `(${inner()} && ${inner()})`;
    case 2:
      return `(${inner()} || ${inner()})`;
    default:
      return `(${inner()} ? ${inner()} : ${inner()})`;
  }
}

describeWithTool({ tool: 'terraform', missing: terraformMissing() }, 'conditions in Terraform', () => {
  test('a string for which Terraform finds a condition to hold is never refused', () => {
    const choose = chooser(seedFor('validation'));
    const conditions = Array.from({ length: rounds({ short: 60, long: 600 }) }, () =>
      randomCondition(choose),
    );
    const answers = consoleValue(
      conditions.map((condition) =>
        STRINGS.map((text) => `try(tobool(${condition.replaceAll('@', () => `"${text}"`)}), false)`),
      ),
    );
    let held = 0;
    let refused = 0;
    for (const [number, condition] of conditions.entries()) {
      const limit = allowed([condition.replaceAll('@', 'var.x')]);
      for (const [place, written] of STRINGS.entries()) {
        const text = written.replace('$$', '$');
        const isRefused = limit?.refuses(text) === true;
        if (answers[number]?.[place] === true) {
          held += 1;
          if (isRefused) throw new Error(`${condition} holds for ${text} and refuses it`);
        } else if (isRefused) refused += 1;
      }
    }
    expect(held).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});

/** The values of expressions, in rows, by `terraform console`. */
function consoleValue(rows: readonly (readonly string[])[]): readonly (readonly boolean[])[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'refgate-validation-'));
  try {
    const text = rows.map((row) => `    [${row.join(', ')}],\n`).join('');
    writeFileSync(path.join(directory, 'main.tf'), `locals {\n  all = [\n${text}  ]\n}\n`);
    const { stdout, stderr } = spawnSync('terraform', ['console'], {
      cwd: directory,
      encoding: 'utf8',
      input: 'base64encode(jsonencode(local.all))\n',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    const [, encoded = ''] = /^"([\w+/=]+)"$/.exec(stdout.trim()) ?? [];
    if (encoded === '') throw new Error(`terraform console: ${stdout.slice(0, 200)} ${stderr.slice(0, 500)}`);
    return JSON.parse(Buffer.from(encoded, 'base64').toString()) as boolean[][];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

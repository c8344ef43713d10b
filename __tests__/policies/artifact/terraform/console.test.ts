import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { Unknown, toText } from '../../../../policies/artifact/terraform/value';
import { NOTHING } from '../../../../policies/artifact/terraform/variable';
import { describeWithTool } from '../../../support/required-tools';
import { chooser, seedFor } from '../../../support/seed';
import { terraformMissing } from '../../../support/terraform/index';
import { randomExpression } from '../../../support/terraform/random-expression';

const REFUSED = 'REFUSED';

/** What `terraform console` gives for each expression, as JSON, or {@link REFUSED}. One process, whatever their number. */
function console(expressions: readonly string[]): readonly string[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'refgate-console-'));
  try {
    const items = expressions.map((text) => `    try(jsonencode(${text}), "${REFUSED}"),\n`).join('');
    writeFileSync(path.join(directory, 'main.tf'), `locals {\n  all = [\n${items}  ]\n}\n`);
    const { stdout, stderr } = spawnSync('terraform', ['console'], {
      cwd: directory,
      encoding: 'utf8',
      input: 'nonsensitive(base64encode(jsonencode(local.all)))\n',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    const [, encoded = ''] = /^"([\w+/=]+)"$/.exec(stdout.trim()) ?? [];
    if (encoded === '') throw new Error(`terraform console: ${stdout.slice(0, 200)} ${stderr}`);
    return JSON.parse(Buffer.from(encoded, 'base64').toString()) as string[];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function ours(text: string): string | Unknown {
  const value = evaluate(
    parseExpression(`try(jsonencode(${text}), "${REFUSED}")`),
    NOTHING,
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

function compared(expressions: readonly string[]): Comparison {
  const answers = console(expressions);
  const rows = expressions.map((text, index) => ({ text, expected: answers[index], got: ours(text) }));
  const wrong = rows.filter(({ expected, got }) => !(got instanceof Unknown) && got !== expected);
  const said = ({ text, expected, got }: (typeof rows)[number]): string =>
    `${text}\n  terraform: ${expected}\n  refgate:   ${String(got)}`;
  return {
    known: rows.filter(({ got }) => !(got instanceof Unknown)).length,
    different: wrong.filter(({ expected }) => expected !== REFUSED).map(said),
    refused: wrong.filter(({ expected }) => expected === REFUSED).map(said),
  };
}

describeWithTool({ tool: 'terraform', missing: terraformMissing() }, 'terraform console', () => {
  test('gives what refgate gives for each listed expression, or refgate says that it does not know', () => {
    const file = path.join(__dirname, '../../../cases/inputs/expressions/console.txt');
    const listed = readFileSync(file, 'utf8').trimEnd().split('\n');
    const { known, different, refused } = compared(listed);
    expect([...different, ...refused]).toEqual([]);
    expect(known).toBeGreaterThan(listed.length * 0.85);
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

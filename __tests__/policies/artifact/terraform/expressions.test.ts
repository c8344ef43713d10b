import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { BodyReader } from '../../../../policies/artifact/terraform/body-value';
import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { moduleBody } from '../../../../policies/artifact/terraform/module-body';
import { ModuleInstance } from '../../../../policies/artifact/terraform/module-instance';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { Unknown, toJson, type Value } from '../../../../policies/artifact/terraform/value';
import { Workspace } from '../../../../policies/artifact/terraform/workspace';
import { describeWithTool } from '../../../support/required-tools';
import { terraformMissing } from '../../../support/terraform/index';

const CASES = join(__dirname, '../../../cases/inputs/expressions');
const CONTEXT = readFileSync(join(CASES, 'context.tf'), 'utf8');
const EXPRESSIONS = paragraphs(readFileSync(join(CASES, 'expressions.txt'), 'utf8'));

/** Expressions are parted by a blank line; a heredoc may hold one. */
function paragraphs(text: string): string[] {
  const found: string[] = [];
  for (const part of text.trimEnd().split('\n\n')) {
    const last = found.at(-1);
    const open = last !== undefined && isOpen(last);
    if (open) found[found.length - 1] = `${last}\n\n${part}`;
    else found.push(part);
  }
  return found;
}

function isOpen(text: string): boolean {
  if (text.startsWith('<<')) return !/\n *EOT$/.test(text);
  try {
    parseExpression(text);
    return false;
  } catch {
    return true;
  }
}

const OUTPUTS = EXPRESSIONS.map(
  (text, i) => `output "e${i}" {\n  sensitive = true\n  value     = [${text}\n  ]\n}\n`,
).join('');

async function root(): Promise<ModuleInstance> {
  const body = await parse('main.tf', CONTEXT + OUTPUTS);
  const file = { path: 'main.tf', text: '', syntax: 'hcl' as const, body };
  const source = { root: '.', directories: new Map([['.', [file]]]), showSensitive: true };
  const nowhere = (): { at: () => undefined } => ({ at: () => undefined });
  const workspace = new Workspace(source, new BodyReader(new Budget(1_000_000)), nowhere);
  return new ModuleInstance(workspace, moduleBody([file], nowhere), {
    prefix: '',
    path: [],
    directory: '.',
    input: () => undefined,
    aws: () => ({ partition: 'aws' }),
  });
}

function only(value: Value): Value {
  return Array.isArray(value) ? (value[0] as Value) : value;
}

const comparison = 'terraform and refgate give an expression the same value';
describeWithTool({ tool: 'terraform', missing: terraformMissing() }, comparison, () => {
  let answers: Readonly<Record<string, { readonly value: readonly unknown[] }>> = {};
  let module: ModuleInstance;

  beforeAll(async () => {
    module = await root();
    const directory = mkdtempSync(join(tmpdir(), 'refgate-expressions-'));
    try {
      writeFileSync(join(directory, 'main.tf'), CONTEXT + OUTPUTS);
      const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
      const run = (...args: string[]): string => {
        const { stdout, stderr, status } = spawnSync('terraform', args, {
          cwd: directory,
          encoding: 'utf8',
          env,
        });
        if (status !== 0) throw new Error(`terraform ${args[0]}: ${stderr}`);
        return stdout;
      };
      run('init', '-no-color');
      run('apply', '-auto-approve', '-no-color');
      answers = JSON.parse(run('output', '-json')) as typeof answers;
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('there are at least 150 expressions', () => {
    expect(EXPRESSIONS.length).toBeGreaterThanOrEqual(150);
    expect(Object.keys(answers)).toHaveLength(EXPRESSIONS.length);
  });

  test.each(EXPRESSIONS.map((text, index) => [text, index] as const))('%s', (_, index) => {
    const expected = answers[`e${index}`]?.value[0];
    const converted = only(module.output(`e${index}`));
    const written = only(evaluate(parseExpression(`[${EXPRESSIONS[index]}\n]`), module, new Budget(100_000)));
    expect(written).not.toBeInstanceOf(Unknown);
    expect(toPlain(written)).toEqual(expected);
    expect(toPlain(converted)).toEqual(expected);
  });
});

function toPlain(value: Value): unknown {
  return value instanceof Unknown ? value : JSON.parse(JSON.stringify(toJson(value)));
}

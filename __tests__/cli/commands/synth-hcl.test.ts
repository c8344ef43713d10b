import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledProgram } from '../../support/bundled-program';

const ROOT = path.join(__dirname, '../../..');
const out = mkdtempSync(path.join(tmpdir(), 'refgate-synth-'));
const program = bundledProgram('cli/main.ts');
afterAll(() => {
  rmSync(out, { recursive: true });
  program.remove();
});

function synth(...flags: string[]): { readonly status: number | null; readonly stdout: string } {
  const file = 'examples/single-project/federation.yaml';
  const args = [program.file, 'synth', '--file', file, '--out', out, ...flags];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
}

test('synth --hcl writes HCL and judges what it wrote; without it the JSON comes back', () => {
  const stack = path.join(out, 'stacks/shop');
  const hcl = synth('--hcl');
  expect(hcl.stdout).toContain(
    '7 pipelines × 2 roles: all 14 promises hold, read back from what was written:\n',
  );
  expect(hcl.stdout).toContain('stacks/shop/main.tf\n');
  expect(hcl.status).toBe(0);
  expect(existsSync(path.join(stack, 'cdk.tf.json'))).toBe(false);
  expect(readFileSync(path.join(stack, 'main.tf'), 'utf8')).toContain(
    'judged before they were written: 7 pipelines of the table against 2 roles.',
  );

  const json = synth();
  expect(json.stdout).toContain('stacks/shop/cdk.tf.json\n');
  expect(json.status).toBe(0);
  expect(existsSync(path.join(stack, 'main.tf'))).toBe(false);
});

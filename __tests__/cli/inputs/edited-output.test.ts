import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { synthFederation } from '../../../modules/index';
import { DIGESTS_FILE, judgeStack, parseFederation } from '../../../policies/index';
import { cliFolder } from '../../support/cli-folder';
import { edited, SMALL_FEDERATION } from '../../policies/federation/small-federation';

const { folder, write, read, refgate } = cliFolder();
const DECLARATION = edited(
  SMALL_FEDERATION,
  '  audience: sts.amazonaws.com\n',
  '  audience: sts.amazonaws.com\n  guards: true\n',
);
const STACK = 'cdktf.out/stacks/production';

function synth(form: 'json' | 'hcl'): void {
  const parsed = parseFederation(DECLARATION, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const { federation } = parsed;
  write('federation.yaml', DECLARATION);
  synthFederation(federation, {
    outdir: join(folder(), 'cdktf.out'),
    form,
    validation: { judge: ({ stack, json }) => judgeStack(federation, stack, json) },
  });
}

/** Changes the text of a file, and says that there was something to change. */
function change(file: string, from: RegExp | string, to: string): void {
  const text = read(file);
  expect(text.replace(from, to)).not.toBe(text);
  write(file, text.replace(from, to));
}

/** What was printed, in one line. */
function words(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const CHECKS = [['check'], ['check', 'cdktf.out']];

/** A stack as JSON, as far as it is edited here. */
interface Stack {
  readonly provider: { aws: [Record<string, unknown>]; gitlab?: unknown };
  readonly resource: Record<string, unknown>;
  readonly output: Record<string, unknown>;
  readonly terraform: Record<string, unknown>;
}

describe.each(['json', 'hcl'] as const)('an output in the form %s', (form) => {
  const files = { json: `${STACK}/cdk.tf.json`, hcl: `${STACK}/main.tf` };

  test('as a synth wrote it holds, and so does what Terraform puts beside it', async () => {
    synth(form);
    expect(await refgate('check')).toMatchObject({ code: 0 });
    mkdirSync(join(folder(), STACK, '.terraform', 'modules'), { recursive: true });
    for (const name of ['.terraform.lock.hcl', 'terraform.tfstate', 'plan', '.terraform/terraform.tfstate'])
      write(`${STACK}/${name}`, '{}');
    expect(await refgate('check')).toMatchObject({ code: 0, err: '' });
  });

  test('another synth in the other form leaves nothing to complain of', async () => {
    synth(form);
    synth(form === 'json' ? 'hcl' : 'json');
    expect(await refgate('check')).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    ['a provider block', 'providers.tf', /eu-west-1/, 'eu-west-2'],
    ['an output', 'outputs.tf', /"?description"? *[:=] *"[^"]*"/, ''],
    ['a precondition', 'guards/main.tf', /"?error_message"?/, 'x'],
  ] as const)('%s that was edited is not what was judged', async (_, hcl, from, to) => {
    synth(form);
    const file = form === 'json' ? files.json : `${STACK}/${hcl}`;
    const text = read(file);
    write(file, form === 'json' ? JSON.stringify(JSON.parse(text), null, 1) : text.replace(from, to));
    expect(read(file)).not.toBe(text);
    for (const args of CHECKS) {
      const { code, out } = await refgate(...args);
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(words(out)).toContain(`${file} it was edited after the last synth`);
    }
    expect((await refgate('check', '--format', 'markdown')).out).toContain('was edited after the last synth');
  });

  test('the ends of lines are those of the checkout', async () => {
    synth(form);
    write(files[form], read(files[form]).replaceAll('\n', '\r\n'));
    expect(await refgate('check')).toMatchObject({ code: 0 });
  });

  test('`sha256sum` reads the digests', () => {
    synth(form);
    const check = () =>
      execFileSync('sha256sum', ['--check', DIGESTS_FILE], {
        cwd: join(folder(), 'cdktf.out'),
        stdio: 'pipe',
      });
    expect(check().toString()).toContain(': OK');
    appendFileSync(join(folder(), files[form]), '\n');
    expect(check).toThrow('did NOT match');
  });
});

test('guards that were removed are said', async () => {
  synth('hcl');
  rmSync(join(folder(), STACK, 'guards', 'versions.tf'));
  const { code, out } = await refgate('check');
  expect(code).toBe(2);
  expect(words(out)).toContain(`${STACK}/guards/versions.tf it was removed after the last synth`);
});

test('a stack that another program put there is said', async () => {
  synth('json');
  change(`cdktf.out/${DIGESTS_FILE}`, /^.*cdk\.tf\.json\n/m, '');
  const { code, out } = await refgate('check');
  expect(code).toBe(2);
  expect(words(out)).toContain(`${STACK}/cdk.tf.json it was added after the last synth`);
});

test('without digests another program wrote the folder', async () => {
  synth('json');
  rmSync(join(folder(), 'cdktf.out', DIGESTS_FILE));
  expect(await refgate('check')).toMatchObject({ code: 0 });
});

test.each<[part: string, edit: (stack: Stack) => void]>([
  ['provider.aws', (stack) => (stack.provider.aws[0].endpoints = [{ iam: 'http://x' }])],
  ['provider.gitlab', (stack) => (stack.provider.gitlab = [{ base_url: 'https://x.example/api/v4/' }])],
  ['provider.gitlab', (stack) => (stack.provider.gitlab = [{ token: 'x' }])],
  ['aws_s3_bucket.b', (stack) => (stack.resource.aws_s3_bucket = { b: {} })],
  ['output.x', (stack) => (stack.output.x = { value: '1' })],
  ['terraform.backend', (stack) => (stack.terraform.backend = { http: { address: 'https://x.example' } })],
])('without digests, what a synth of the declaration does not write is not green: %s', async (part, edit) => {
  synth('json');
  rmSync(join(folder(), 'cdktf.out', DIGESTS_FILE));
  const file = `${STACK}/cdk.tf.json`;
  const stack = JSON.parse(read(file)) as Stack;
  edit(stack);
  write(file, stack);
  const { code, out, err } = await refgate('check');
  expect(code).toBe(2);
  expect(err).toContain(`(\`${part}\` differs)`);
  expect(out.split('\n')[0]).toContain('not of this federation.yaml, without digests');
  expect(out).toMatch(new RegExp(`\\? ${part}\\s+a synth of federation\\.yaml does not write it so`));
  // the folder for itself is what another program wrote
  expect((await refgate('check', 'cdktf.out', '--file', 'federation.yaml')).code).toBe(0);
});

test.each(['', 'nonsense', `${'0'.repeat(64)}  ../x`, `${'0'.repeat(64)}  /x`])(
  'digests that no synth wrote are refused: %j',
  async (text) => {
    synth('json');
    writeFileSync(join(folder(), 'cdktf.out', DIGESTS_FILE), text);
    const { code, err } = await refgate('check');
    expect(code).toBe(2);
    expect(err).toContain(`\`cdktf.out/${DIGESTS_FILE}\` does not hold the digests of a synth`);
  },
);

test('every file of an output has a digest', () => {
  synth('hcl');
  const listed = readFileSync(join(folder(), 'cdktf.out', DIGESTS_FILE), 'utf8');
  for (const name of [
    'main.tf',
    'providers.tf',
    'versions.tf',
    'outputs.tf',
    'guards/main.tf',
    'tests/pipelines.tftest.hcl',
  ])
    expect(listed).toContain(`  stacks/production/${name}\n`);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Input, InputOptions } from '../../../cli/inputs/input';
import { readInput } from '../../../cli/inputs/read-input';
import type { WrittenArtifact } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

const CASES = join(__dirname, '../../cases/inputs/cloudformation');
const template = (name: string): string => readFileSync(join(CASES, name), 'utf8');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-templates-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(
  name: string,
  files: Readonly<Record<string, string>>,
  options: InputOptions = {},
  input?: string,
): Promise<Input> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return readInput(name, fakeTerminal({ cwd: folder, ...(input === undefined ? {} : { input }) }), options);
}

function artifacts(input: Input): readonly WrittenArtifact[] {
  expect(input.kind).toBe('cloudformation');
  return input.kind === 'federation' ? [] : input.artifacts;
}

describe('a template says what it is, whatever its file is called', () => {
  const YAML = template('sam.yaml');
  const JSON_TEXT = template('literal.json');
  const NAMES: readonly (readonly [name: string, content: string])[] = [
    ['template.yaml', YAML],
    ['template.yml', YAML],
    ['roles.template', YAML],
    ['roles', YAML],
    ['template.json', JSON_TEXT],
    ['template.yaml', JSON_TEXT],
    ['federation.yaml', YAML],
  ];

  test.each(NAMES)('%s', async (name, content) => {
    const [artifact] = artifacts(await read(name, { [name]: content }));
    expect(artifact?.roles).toMatchObject([{ address: 'DeployRole', position: { file: name } }]);
  });

  test('on standard input', async () => {
    for (const content of [YAML, JSON_TEXT]) {
      const [artifact] = artifacts(await read('-', {}, {}, content));
      expect(artifact?.roles).toMatchObject([{ address: 'DeployRole', position: { file: 'stdin' } }]);
    }
  });

  test('a declaration stays one', async () => {
    const found = await read('federation.yaml', {
      'federation.yaml': 'gitlab:\n  url: https://gitlab.com\n',
    });
    expect(found.kind).toBe('federation');
  });
});

describe('parameters', () => {
  const files = { 't.yaml': template('parameter-unknown.yaml') };
  const documents = async (
    options: InputOptions,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> =>
    JSON.stringify(
      artifacts(await read('t.yaml', { ...files, ...more }, options)).flatMap(({ roles }) => roles),
    );

  test('`--var` sets one', async () => {
    expect(await documents({ var: ['Branch=next'] })).toContain('ref:next"');
  });

  const FORMS: readonly (readonly [note: string, content: unknown])[] = [
    ['of `create-stack`', [{ ParameterKey: 'Branch', ParameterValue: 'next' }]],
    ['of `deploy`', ['Branch=next']],
    ['a template configuration file', { Parameters: { Branch: 'next' } }],
    ['an object', { Branch: 'next' }],
  ];

  test.each(FORMS)('`--var-file` reads a file %s; `--var` wins', async (_, content) => {
    const more = { 'p.json': JSON.stringify(content) };
    expect(await documents({ varFile: ['p.json'] }, more)).toContain('ref:next"');
    expect(await documents({ varFile: ['p.json'], var: ['Branch=last'] }, more)).toContain('ref:last"');
  });

  const REFUSED: readonly (readonly [note: string, options: InputOptions, message: RegExp])[] = [
    [
      'a name that no template has',
      { var: ['Brunch=x'] },
      /no parameter `Brunch`; expected one of `Branch`; did you mean `Branch`/,
    ],
    ['no value', { var: ['Branch'] }, /`Branch` does not set a parameter; expected `--var Name=value`/],
    ['a missing file', { varFile: ['none.json'] }, /cannot read the parameters file `none.json`/],
    ['another file', { varFile: ['other.json'] }, /`other.json` is not a file of CloudFormation parameters/],
  ];

  test.each(REFUSED)('refused: %s', async (_, options, message) => {
    await expect(documents(options, { 'other.json': '{"Branch": {"x": 1}}' })).rejects.toThrow(message);
  });
});

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

/** What is not known beside the account of a stack. */
function withoutAccount(unresolved: WrittenArtifact['unresolved']): WrittenArtifact['unresolved'] {
  return unresolved.filter(({ expression }) => expression !== 'AWS::AccountId');
}

describe('a `cdk.out`', () => {
  // synthesized by aws-cdk-lib 2.276.0; metadata and the code of custom resources are omitted
  const assembly = async (name = 'cdk-out', cwd = join(CASES, '..')): Promise<readonly WrittenArtifact[]> => {
    const found = await readInput(name, fakeTerminal({ cwd }));
    expect(found.kind).toBe('cdk-out');
    return found.kind === 'federation' ? [] : found.artifacts;
  };

  test('every stack of every stage is read, nested ones too, in its own account', async () => {
    const found = await assembly();
    expect(withoutAccount(found.flatMap(({ unresolved }) => unresolved))).toEqual([]);
    const roles = found
      .flatMap((artifact) => artifact.roles)
      .filter(({ text }) => text.includes('WebIdentity'))
      .map(({ address, account, partition, position }) => [address, account, partition, position?.file]);
    expect(roles).toEqual([
      [
        'Prod/Roles/RC21A1702',
        '444455556666',
        'aws-us-gov',
        'cdk-out/assembly-Prod/ProdRoles5B3AF496.template.json',
      ],
      ['Roles/Deploy7B206E61', '111122223333', 'aws', 'cdk-out/Roles.template.json'],
      ['Own/Keyed8E80E2FB', undefined, undefined, 'cdk-out/Own.template.json'],
      [
        'Own/InnerNestedStackInnerNestedStackResource745E041B/InA6E750FB',
        undefined,
        undefined,
        'cdk-out/OwnInner4AD1D6A3.nested.template.json',
      ],
    ]);
  });

  test('what another stack exports, and keys that are known only to CloudFormation, are resolved', async () => {
    const roles = (await assembly()).flatMap((artifact) => artifact.roles);
    const documentOf = (part: string): unknown =>
      roles.find(({ address }) => address.includes(part))?.document;
    expect(documentOf('Roles/Deploy')).toMatchObject({
      Statement: [{ Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' } }],
    });
    expect(documentOf('Own/Keyed')).toMatchObject({
      Statement: [
        {
          Condition: {
            StringLike: {
              'gitlab.orchard.example:sub': 'project_path:orchard/api:*',
              'gitlab.orchard.example:aud': 'orchard',
            },
          },
        },
      ],
    });
    expect(roles.find(({ address }) => address.startsWith('Own/Keyed'))?.permissions.managed).toEqual([
      'arn:aws:iam::aws:policy/AdministratorAccess',
    ]);
  });

  const MANIFESTS: readonly (readonly [note: string, artifacts: unknown, message: RegExp])[] = [
    ['no stacks', {}, /`out\/manifest.json` lists no stacks/],
    [
      'a template outside of the folder',
      { S: { type: 'aws:cloudformation:stack', properties: { templateFile: '../t.json' } } },
      /lists a file outside of its folder: `\.\.\/t.json`/,
    ],
    [
      'a template that is not there',
      { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } } },
      /cannot read `out\/t.json`/,
    ],
    [
      'a stage within itself',
      { S: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } },
      /lists stages without end/,
    ],
  ];

  test.each(MANIFESTS)('refused: %s', async (_, found, message) => {
    await expect(read('out', { 'out/manifest.json': JSON.stringify({ artifacts: found }) })).rejects.toThrow(
      message,
    );
  });
});

describe('templates that name others', () => {
  const PARENT = `Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Roles:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/roles.yaml
      Parameters: { Branch: !If [IsProd, main, '*'] }
`;

  test('a nested stack is read with its parameters, in every case', async () => {
    const files = { 'parent.yaml': PARENT, 'nested/roles.yaml': template('parameter-unknown.yaml') };
    const [artifact] = artifacts(await read('parent.yaml', files));
    expect(withoutAccount(artifact?.unresolved ?? [])).toEqual([]);
    expect(
      artifact?.roles.map(({ address, text, position }) => [
        address,
        /ref:[^":]*(?=")/.exec(text)?.[0],
        position?.file,
      ]),
    ).toEqual([
      ['Roles (Stage is prod)/Role', 'ref:main', 'nested/roles.yaml'],
      ['Roles (Stage is not prod)/Role', 'ref:*', 'nested/roles.yaml'],
    ]);
  });

  test('one that is not there, and one that is elsewhere, are not judged', async () => {
    for (const url of ['./nested/roles.yaml', 'https://example.com/roles.yaml']) {
      const files = { 'parent.yaml': PARENT.replace('./nested/roles.yaml', url) };
      const [artifact] = artifacts(await read('parent.yaml', files));
      expect(artifact?.unresolved).toMatchObject([{ address: 'Roles', concerns: 'module' }]);
    }
  });

  test('a folder of templates is all of them; other files in it do not count', async () => {
    const files = {
      'infra/a.yaml': template('sam.yaml'),
      'infra/b.json': template('literal.json'),
      'infra/values.yaml': 'image: nginx\n',
      'infra/package.json': '{}',
    };
    const roles = artifacts(await read('infra', files)).flatMap((artifact) => artifact.roles);
    expect(roles.map(({ address }) => address)).toEqual(['a/DeployRole', 'b/DeployRole']);
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
    [
      'no value',
      { var: ['Branch'] },
      /`--var` names no parameter; its value is not repeated here; expected `--var Name=value`/,
    ],
    ['a missing file', { varFile: ['none.json'] }, /cannot read the parameters file `none.json`/],
    ['another file', { varFile: ['other.json'] }, /`other.json` is not a file of CloudFormation parameters/],
  ];

  test.each(REFUSED)('refused: %s', async (_, options, message) => {
    await expect(documents(options, { 'other.json': '{"Branch": {"x": 1}}' })).rejects.toThrow(message);
  });
});

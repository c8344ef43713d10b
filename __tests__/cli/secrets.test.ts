import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadOf } from '../../cli/inputs/jwt';
import { run } from '../../cli/program';
import { quote } from '../../policies/errors';
import { fakeTerminal } from '../support/fake-terminal';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'project_path:acme/api' })}.c2lnbmF0dXJl`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(...args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal({ cwd: folder });
  await run([...args], terminal);
  return terminal.stdout() + terminal.stderr();
}

test('a token in place of an error message is not printed', async () => {
  const text = await printed('explain', '--error', TOKEN);
  expect(text).toContain('<token>');
  expect(text).not.toContain('eyJ');
});

test('the password of an address in the declaration is not printed', async () => {
  const sample = readFileSync(join(__dirname, '../../federation.yaml'), 'utf8');
  const text = sample.replace(/url: https:\/\/\S+/, 'url: https://u:hunter2@gitlab.com');
  expect(text).not.toBe(sample);
  writeFileSync(join(folder, 'federation.yaml'), text);
  const out = await printed('check');
  expect(out).toContain('has credentials');
  expect(out).not.toContain('hunter2');
});

test.each(['pretty', 'json', 'junit'])(
  'nor that of an issuer that doctor looks at, as %s',
  async (format) => {
    writeFileSync(join(folder, 'discovery.json'), '{}');
    writeFileSync(join(folder, 'jwks.json'), '{"keys":[]}');
    const saved = ['--discovery', 'discovery.json', '--jwks', 'jwks.json'];
    const out = await printed('doctor', 'https://u:hunter2@host.example', ...saved, '--format', format);
    expect(out).toContain('has credentials');
    expect(out).not.toContain('hunter2');
  },
);

test.each([
  ['https://glpat-1@gitlab.com/x', '`https://<credentials>@gitlab.com/x`'],
  ['postgres://me:pw@db', '`postgres://<credentials>@db`'],
  ['ssh://git@gitlab.com/x', '`ssh://git@gitlab.com/x`'],
  ['me@example.com', '`me@example.com`'],
])('%s in a message', (text, shown) => {
  expect(quote(text)).toBe(shown);
});

test.each([
  ['white space in the signature', `${TOKEN} x`],
  ['a line break in the payload', TOKEN.replace('.', '.\n')],
  ['padding', `${TOKEN}==`],
  ['no signature', TOKEN.replace(/[^.]*$/, '')],
])('%s: not a JWT for STS', (_note, text) => {
  expect(() => payloadOf(text)).toThrow(/not a JWT: its (?:signature|payload) is not base64url/);
});

test('white space around a token, as of a file, is', () => {
  expect(payloadOf(`${TOKEN}\n`)).toEqual({ sub: 'project_path:acme/api' });
});

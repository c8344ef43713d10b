import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { run as Run } from '../../../cli/program';
import { parseFederation } from '../../../policies/index';
import { alteredCommand } from '../../support/altered-command';
import { fakeTerminal } from '../../support/fake-terminal';

const ROOT = join(__dirname, '../../..');

/** How often each document was parsed. */
const parses = new Map<object, number>();
const shared = globalThis as { countParse?: (document: object) => void };

let run: typeof Run;
beforeAll(async () => {
  shared.countParse = (document) => void parses.set(document, (parses.get(document) ?? 0) + 1);
  run = await alteredCommand([
    {
      file: 'policies/trust/parse.ts',
      name: 'parsePolicy',
      by: 'function parsePolicy(document) { globalThis.countParse(document); return original(document); }',
    },
  ]);
});
beforeEach(() => parses.clear());
afterAll(() => delete shared.countParse);

const roles = (): number => {
  const parsed = parseFederation(readFileSync(join(ROOT, 'federation.yaml'), 'utf8'), 'federation.yaml');
  return parsed.ok ? parsed.federation.roles.size : 0;
};

test.each(['check', 'check --format json', 'prove'])(
  '%s: each trust policy is parsed once, whatever judges and reports it',
  async (line) => {
    const code = await run([...line.split(' '), '--out', 'none'], fakeTerminal({ cwd: ROOT }));
    expect(code).toBe(0);
    expect(parses.size).toBeGreaterThanOrEqual(roles());
    expect([...parses].filter(([, times]) => times > 1)).toEqual([]);
  },
);

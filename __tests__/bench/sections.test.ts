import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

function bench(...words: readonly string[]) {
  return spawnSync(process.execPath, ['scripts/bench.mjs', ...words], { cwd: ROOT, encoding: 'utf8' });
}

/** What a section must have measured: headings of its tables. A bench that nobody runs rots; how long it takes is not a test's business. */
const SECTIONS: Readonly<Record<string, readonly RegExp[]>> = {
  evaluation: [/^\| what +\| per second/m, /`decide`: no trace \| [\d,]+ \|/],
  prover: [
    /\| z3 \/ refgate \|/,
    /decisions in the same time/,
    /roles admit protected refs only/,
    /^\| family/m,
  ],
  matrix: [/\| one by one \/ index \|/, /`judgeTable`/],
  chains: [/^\| roles × accounts/m, /^\| 20 × 2 \| \d+ \| \d+ \|/m],
  sts: [/^\| a bare server that verifies/m, /`refgate sts` \| [\d,]+ \| [\d.]+ [nµm]s \| [\d.]+×/],
  commands: [/`refgate --help` \|/, /`refgate prove --batch` \| 12 \|/, /`refgate report --html`/],
  organisation: [/as HCL, with native tests \| [\d.]+ s/],
  scale: [
    /^\| processor time in seconds, by projects \| +2 \| +4 \| power \|/m,
    /^\| check of other Terraform \|(?: +-?[\d.]+ \|){3}/m,
  ],
  audit: [
    /^\| 20 +\| 2 +\| +20 \| +\d+ \| +\d+ \| +\| +[\d.]+ s \| +\d+ MiB \|/m,
    /^\| 20 +\| 2 +\| +20 \| +\d+ \| +\d+ \| `--who-can-mint` \| +[\d.]+ s \| +\d+ MiB \|/m,
  ],
  subjects: [
    /^\| `sub` components, lists of up to 3 +\| 606 +\|/m,
    /^\| grammars of issuers +\| 7 +\| 6 +\|/m,
  ],
};

describe('all sections, in one run', () => {
  let sections: ReadonlyMap<string, string>;
  beforeAll(() => {
    const { status, stdout, stderr } = bench('--once');
    expect(`${status}${status === 0 ? '' : stderr}`).toBe('0');
    sections = new Map(
      stdout
        .split(/^### /m)
        .slice(1)
        .map((text): [string, string] => [text.split('\n', 1)[0] ?? '', text]),
    );
  });

  test('there is a section for each name', () => {
    expect([...sections.keys()].toSorted()).toEqual(Object.keys(SECTIONS).toSorted());
  });

  test.each(Object.keys(SECTIONS))('%s: everything it times runs, and what it compares agrees', (name) => {
    const text = sections.get(name);
    for (const heading of SECTIONS[name] as readonly RegExp[]) expect(text).toMatch(heading);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('one section by its name', () => {
  const { status, stdout } = bench('matrix', '--once');
  expect(status).toBe(0);
  expect(stdout.match(/^### .*$/gm)).toEqual(['### matrix']);
});

test('a section that there is not: exit 2, and those that there are', () => {
  const { status, stderr } = bench('prove');
  expect(status).toBe(2);
  expect(stderr).toBe(`no such section; there are: ${Object.keys(SECTIONS).join(', ')}\n`);
});

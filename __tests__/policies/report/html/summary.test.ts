import { renderHtml, type PageAssets, type Report } from '../../../../policies/report/index';
import { BROKEN } from '../fixtures/broken';
import { CANNOT_TELL } from '../fixtures/cannot-tell';
import { HOLDS } from '../fixtures/holds';
import { largeReport } from '../fixtures/large';
import { makeReport } from '../fixtures/make-report';

const ASSETS: PageAssets = { script: '1', style: 'p{}', scriptHash: 'sha256-a', styleHash: 'sha256-b' };

function section(page: string, id: string): string {
  return new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';
}

function names(page: string): readonly string[] {
  return [...section(page, 'summary').matchAll(/<a href="[^"]*"><span class="name">(.*?)<\/span>/g)].map(
    ([, name = '']) => name,
  );
}

const [first, second] = HOLDS.roles as readonly [Report['roles'][number], Report['roles'][number]];
const reading = { level: 'read', because: '`arn:aws:iam::aws:policy/ReadOnlyAccess`' } as const;
const ruling = { level: 'admin', because: '`arn:aws:iam::aws:policy/AdministratorAccess`' } as const;

test('roles stand by account, what is broken before what is powerful', () => {
  const report = makeReport({
    input: HOLDS.input,
    roles: [
      { ...first, key: 'reader', permissions: reading },
      { ...first, key: 'ruler', permissions: ruling },
      { ...second, key: 'refuted', account: '444455556666', permissions: reading },
    ],
    proofs: [
      { roles: ['refuted'], property: 'x', verdict: 'refuted', reason: 'y', assumptions: [] },
      { roles: ['reader', 'ruler'], property: 'x', verdict: 'proved', reason: 'y', assumptions: [] },
    ],
  });
  expect(names(renderHtml(report))).toEqual(['refuted', 'ruler', 'reader']);
  const summary = section(renderHtml(report), 'summary');
  expect([...summary.matchAll(/Account <span class="name">(\d+)/g)].map(([, id]) => id)).toEqual([
    '444455556666',
    '111122223333',
  ]);
  expect(summary).toContain('>admin</span>');
  expect(summary).toContain('<code>arn:aws:iam::aws:policy/AdministratorAccess</code>');
});

test('who can assume a role is in words, and by which chain', () => {
  const chained: Report = {
    ...HOLDS,
    roles: [
      {
        ...first,
        admits: [...first.admits, 'through `ci`: every tag of `acme/platform/api`'],
        reachedThrough: [{ role: 'ci', through: [], certain: true, words: 'through `ci`' }],
      },
      second,
    ],
  };
  expect(section(renderHtml(HOLDS), 'summary')).not.toContain('By role chain');
  const summary = section(renderHtml(chained), 'summary').replaceAll(/\s+/g, ' ');
  expect(summary).toContain('the branch <code>main</code> of <code>acme/platform/api</code>');
  expect(summary).toMatch(/By role chain:<\/p>\s*<p>\s*through <code>ci<\/code>: every tag/);
});

test('numbers are links to their rows; without a script to the matrix', () => {
  const linked = section(renderHtml(BROKEN, { assets: ASSETS }), 'summary');
  expect(linked).toMatch(/<a href="#role=%22deploy%22&amp;verdict=broken">! 4 unexpected access/);
  expect(linked).toMatch(/<a href="#proofs-0">✗ 1 proof refuted/);
  expect(section(renderHtml(BROKEN, { assets: ASSETS }), 'proofs')).toContain('id="proofs-0"');
  expect(section(renderHtml(BROKEN), 'summary')).not.toContain('#role=');
});

test('permissions that a report does not contain are unknown, and a role nothing was declared about is not green', () => {
  const page = section(renderHtml(makeReport({ input: HOLDS.input, roles: [first] })), 'summary');
  expect(page).toContain('>unknown</span>');
  expect(page).toContain('aria-label="nothing was declared about it"');
  expect(page).not.toContain('✓');
  expect(section(renderHtml(CANNOT_TELL), 'summary')).toContain('aria-label="cannot be determined"');
});

test('six hundred roles: the worst of each account in full, each other one in a line below its project', () => {
  const large = largeReport(700, 3);
  const roles = large.roles.map((role, i) => ({
    ...role,
    account: i % 2 === 0 ? '111122223333' : '444455556666',
    projects: [`acme/p${i % 5}`],
  }));
  const summary = section(renderHtml({ ...large, roles }), 'summary');
  expect(names(summary)).toHaveLength(16);
  expect(summary.match(/<ul class="brief">/g)).toHaveLength(10);
  expect(summary.match(/<h4 class="project">acme\/p3</g)).toHaveLength(2);
  expect(summary.match(/ of 3 rows\s*</g)).toHaveLength(584);
  expect(summary).toContain('and 100 roles more, none of them worse');
});

test('a role of which nothing could be read stands among the roles, as one of which nobody can tell', () => {
  const lost = {
    address: 'aws_iam_role.lost',
    concerns: 'trust',
    reason: '`var.trust` has no value',
  } as const;
  const summary = section(renderHtml({ ...HOLDS, unresolved: [lost] }), 'summary').replaceAll(/\s+/g, ' ');
  expect(summary).toContain('Not judged <span class="muted">1 role</span>');
  expect(summary).toContain('Cannot tell who can assume it: <code>var.trust</code> has no value');
  expect(summary.indexOf('aws_iam_role.lost')).toBeLessThan(summary.indexOf('Account'));
});

test('a role that a chain leads to from one with findings is not green', () => {
  const report = makeReport({
    input: HOLDS.input,
    roles: [
      first,
      {
        ...second,
        key: 'inner',
        reachedThrough: [{ role: first.key, through: [], certain: true, words: 'through `deploy`' }],
      },
    ],
    findings: [{ check: 'x', severity: 'warning', role: first.key, message: 'y', fix: 'z', pointer: '' }],
  });
  const page = section(renderHtml(report), 'summary');
  expect(page).toContain('! through deploy, which has findings');
  expect(page.match(/aria-label="has warnings"/g)).toHaveLength(2);
});

test('attention has one card for each role and kind, and links to the rows', () => {
  const page = section(renderHtml(BROKEN, { assets: ASSETS }), 'attention').replaceAll(/\s+/g, ' ');
  expect(page).toContain('4 pipelines: can assume the role and should not');
  expect(page).toContain('<a href="#role=%22deploy%22&amp;verdict=broken">Show them in the matrix</a>');
  expect(page).toContain('✗ 2 errors');
  expect(section(renderHtml(BROKEN), 'attention')).not.toContain('Show them');
});

test('a verdict leads to what it does not cover', () => {
  const page = renderHtml(HOLDS);
  expect(section(page, 'not-covered')).toContain('docs/not-covered.md');
  expect(page).toMatch(/class="verdict[^]*?<a href="#not-covered">/);
});

test('the issuer is at the top where only the trust policy names it', () => {
  const { issuer: _issuer, ...role } = first;
  expect(renderHtml(makeReport({ input: HOLDS.input, roles: [role] }))).toMatch(
    /<dt>Issuer<\/dt>\s*<dd><span class="name">https:\/\/gitlab.com/,
  );
});

test('on paper and without a script, six hundred roles are a line each below account and project', () => {
  const page = section(renderHtml(largeReport(600, 3)), 'matrix');
  expect(page).not.toContain('<table');
  expect(page.match(/<span class="name">team-/g)).toHaveLength(600);
  expect(page).toContain('account 111122223333 · no project named');
  expect(page.replaceAll(/\s+/g, ' ')).toMatch(
    /team-5-role-5<\/span> <ul class="marked"> <li class="muted">none can assume it/,
  );
});

test('warnings need attention, and notes do not', () => {
  const page = renderHtml(BROKEN);
  expect(section(page, 'attention')).toContain('! warning');
  expect(section(page, 'attention')).not.toContain('i note');
  expect(section(page, 'notes')).toContain('i note');
  expect(section(page, 'notes')).not.toContain('! warning');
});

test('proofs are grouped by role: refuted first, proved folded', () => {
  const proof = (role: string, verdict: 'proved' | 'refuted'): Report['proofs'][number] => ({
    roles: [role],
    property: `${role} ${verdict}`,
    verdict,
    reason: 'because',
    assumptions: [],
  });
  const report = makeReport({
    input: HOLDS.input,
    roles: [first, second],
    proofs: [proof('plan', 'proved'), proof('deploy', 'proved'), proof('deploy', 'refuted')],
  });
  const page = section(renderHtml(report), 'proofs');
  const places = ['deploy refuted', 'deploy proved', 'plan proved'].map((text) => page.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(page.slice(0, places[0])).not.toContain('<details');
  expect(page.slice(places[0], places[1])).toContain('<details>');
});

test('date, commit, GitLab and accounts are at the top', () => {
  const origin = { date: '2026-11-29T17:18:00Z', commit: { sha: '0123456789abcdef', modified: true } };
  const top = /<header.*?<\/header>/s.exec(renderHtml(HOLDS, { origin }))?.[0] ?? '';
  for (const text of [
    '2026-11-29 17:18 UTC',
    '0123456789ab</code> with uncommitted',
    'https://gitlab.com',
    '111122223333',
  ])
    expect(top).toContain(text);
  expect(renderHtml(HOLDS)).not.toContain('<time');
});

test.each([
  ['/home/kim/work/trust.json', 'trust.json'],
  ['C:\\Users\\kim\\trust.json', 'trust.json'],
])('the folder of %s is nowhere on the page', (path, name) => {
  const report = makeReport({
    input: { kind: 'policy', name: path },
    roles: [{ ...first, key: path, address: path, position: { file: path, line: 3, column: 1 } }],
    rows: HOLDS.rows.slice(0, 1).map((row) => ({
      ...row,
      cells: row.cells.slice(0, 1).map((cell) => ({ ...cell, reason: `\`${path}\` allows it` })),
    })),
    findings: [
      { check: 'x', severity: 'error', role: path, message: `in \`${path}\``, fix: 'y', pointer: '' },
    ],
    unresolved: [{ address: `${path.replace('trust.json', 'more')}`, reason: 'z' }],
  });
  const page = renderHtml(report, { assets: ASSETS });
  expect(page).not.toContain('kim');
  expect(page).toContain(`<span class="name">${name}</span>`);
  expect(page).toContain(`${name}:3:1`);
});

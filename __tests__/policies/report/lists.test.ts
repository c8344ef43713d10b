import { renderReport } from '../../../policies/report/index';
import { BROKEN } from './fixtures/broken';
import { CANNOT_TELL, EMPTY } from './fixtures/cannot-tell';
import { HOLDS } from './fixtures/holds';

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const quality = (report: typeof HOLDS): readonly Entry[] =>
  JSON.parse(renderReport(report, 'codequality')) as readonly Entry[];

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
test.each(Object.entries({ HOLDS, BROKEN, CANNOT_TELL, EMPTY }))(
  'Code Quality of %s has what GitLab demands, and nothing twice',
  (_, report) => {
    const entries = quality(report);
    for (const entry of entries) {
      expect(Object.keys(entry).toSorted()).toEqual([
        'check_name',
        'description',
        'fingerprint',
        'location',
        'severity',
      ]);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(entry.severity);
      expect(entry.fingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(entry.location.path).toMatch(/^(?!\.\/)./);
      expect(entry.location.lines.begin).toBeGreaterThanOrEqual(1);
    }
    expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
    expect(entries.length > 0).toBe(report.summary.verdict !== 'holds');
  },
);

test('Code Quality: every kind of complaint is there, at its place', () => {
  const kinds = new Set([...quality(BROKEN), ...quality(CANNOT_TELL)].map(({ check_name }) => check_name));
  expect([...kinds].toSorted()).toEqual([
    'changes',
    'long-session',
    'missing-access',
    'missing-aud',
    'new-access',
    'open-ref-prefix',
    'undetermined',
    'unexpected-access',
    'unresolved',
  ]);
  expect(quality(BROKEN)[0]?.location).toEqual({ path: 'terraform/roles.tf', lines: { begin: 17 } });
});

test('GitHub: one workflow command a line, and nothing of a name becomes one', () => {
  const lines = renderReport(BROKEN, 'github').trimEnd().split('\n');
  const commands = lines.slice(0, -1);
  const command = /^::(?:error|warning|notice) file=[^:,]+,line=\d+(?:,col=\d+)?,title=[^:,]+::[^\n\r]+$/;
  for (const line of commands) expect(line).toMatch(command);
  expect(commands).toHaveLength(quality(BROKEN).length);
  expect(lines.at(-1)).toMatch(/^✗ broken: /);
});

import { renderReport } from '../../../policies/report/index';
import { BROKEN } from './fixtures/broken';
import { CANNOT_TELL, EMPTY } from './fixtures/cannot-tell';
import { HOLDS } from './fixtures/holds';
import { makeReport } from './fixtures/make-report';
import { validateSarif as validate } from './fixtures/validate-sarif';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly [{ readonly executionSuccessful: boolean }];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: object; readonly region: object } },
        ];
      }[];
    },
  ];
}

const sarif = (report: Parameters<typeof renderReport>[0]): Log =>
  JSON.parse(renderReport(report, 'sarif')) as Log;

test.each(Object.entries({ HOLDS, BROKEN, CANNOT_TELL, EMPTY }))('%s is valid SARIF 2.1.0', (_, report) => {
  validate(sarif(report));
  expect(validate.errors).toBeNull();
});

test('the schema refuses what is not a SARIF', () => {
  const log = sarif(BROKEN);
  expect(validate({ ...log, version: '2.0.0' })).toBe(false);
  expect(validate({ ...log, runs: [{ ...log.runs[0], results: [{ ruleId: 'x' }] }] })).toBe(false);
});

test('every result names its rule, and has a fingerprint of its own that does not know about lines', () => {
  const [{ tool, results }] = sarif(BROKEN).runs;
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  const prints = results.map(({ partialFingerprints }) => partialFingerprints['refgate/v1']);
  expect(new Set(prints).size).toBe(results.length);
  const moved = {
    ...BROKEN,
    findings: BROKEN.findings.map((finding) =>
      finding.position === undefined
        ? finding
        : { ...finding, position: { ...finding.position, line: finding.position.line + 7 } },
    ),
  };
  const again = sarif(moved).runs[0].results.map(
    ({ partialFingerprints }) => partialFingerprints['refgate/v1'],
  );
  expect(again).toEqual(prints);
});

test.each<readonly [string, object, string]>([
  ['terraform/roles.tf', { uri: 'terraform/roles.tf', uriBaseId: 'SRCROOT' }, 'a plain path'],
  ['./a b/100%#?.tf', { uri: 'a%20b/100%25%23%3F.tf', uriBaseId: 'SRCROOT' }, 'characters with a meaning'],
  ['dir\\roles.tf', { uri: 'dir/roles.tf', uriBaseId: 'SRCROOT' }, 'Windows'],
  ['a:b/c.tf', { uri: './a:b/c.tf', uriBaseId: 'SRCROOT' }, 'what would be a scheme'],
  ['/srv/x y.tf', { uri: 'file:///srv/x%20y.tf' }, 'an absolute path'],
  ['C:\\work\\x.tf', { uri: 'file:///C:/work/x.tf' }, 'an absolute path on Windows'],
  ['lone\ud800.tf', { uri: 'lone%EF%BF%BD.tf', uriBaseId: 'SRCROOT' }, 'a lone surrogate'],
])('the file %j is %j (%s)', (file, location) => {
  const report = makeReport({
    input: { kind: 'terraform', name: 'x' },
    findings: [
      {
        check: 'a',
        severity: 'error',
        role: 'r',
        message: 'm',
        fix: 'f',
        pointer: '',
        position: { file, line: 3, column: 5 },
      },
    ],
  });
  const log = sarif(report);
  expect(log.runs[0].results[0]?.locations[0].physicalLocation).toEqual({
    artifactLocation: location,
    region: { startLine: 3, startColumn: 5 },
  });
  expect(validate(log)).toBe(true);
});

test('a run that could not tell did not execute successfully', () => {
  expect(sarif(CANNOT_TELL).runs[0].invocations[0].executionSuccessful).toBe(false);
  expect(sarif(BROKEN).runs[0].invocations[0].executionSuccessful).toBe(true);
});

import { renderReport } from '../../../policies/report/index';
import { BROKEN } from './fixtures/broken';
import { CANNOT_TELL, EMPTY } from './fixtures/cannot-tell';
import { HOLDS } from './fixtures/holds';
import { makeReport } from './fixtures/make-report';

/** Reads the XML strictly: elements that close, attributes in double quotes, known entities, allowed characters. */
function wellFormed(xml: string): readonly string[] {
  const token =
    /<\?xml version="1\.0" encoding="UTF-8"\?>|<(\/?)([a-z-]+)((?: [a-z]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>|(?:[^<&\]]|\](?!\]>)|&(?:amp|lt|gt|quot|#39);)+/gy;
  const open: string[] = [];
  const seen: string[] = [];
  let at = 0;
  for (const match of xml.matchAll(token)) {
    const [text, closing, name = '', , alone] = match;
    at = match.index + text.length;
    if (name === '') continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else {
      seen.push(name);
      if (alone !== '/') open.push(name);
    }
  }
  expect({ at, open }).toEqual({ at: xml.length, open: [] });
  return seen;
}

const count = (names: readonly string[], wanted: string): number =>
  names.filter((name) => name === wanted).length;

test.each(Object.entries({ HOLDS, BROKEN, CANNOT_TELL, EMPTY }))(
  '%s is well-formed, and its totals are those of its cases',
  (_, report) => {
    const xml = renderReport(report, 'junit');
    const names = wellFormed(xml);
    const [, tests, failures, errors] =
      /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml) ?? [];
    expect([tests, failures, errors].map(Number)).toEqual([
      count(names, 'testcase'),
      count(names, 'failure'),
      count(names, 'error'),
    ]);
    expect(count(names, 'failure') + count(names, 'error') > 0).toBe(report.summary.verdict !== 'holds');
  },
);

test('the check above refuses what is not well-formed', () => {
  for (const xml of ['<a>', '<a b="<"/>', '<a>&evil;</a>', '<a>]]></a>', '<a></b>'])
    expect(() => wellFormed(xml)).toThrow();
});

test('no two cases have the same class and name', () => {
  const [row] = HOLDS.rows;
  const twice = { ...HOLDS, rows: [row, row].map((entry) => ({ ...(entry as typeof row & object) })) };
  const names = [...renderReport(twice, 'junit').matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)];
  expect(new Set(names.map(([text]) => text)).size).toBe(names.length);
  expect(names.map(([, , name]) => name)).toContain('api branch main assumes deploy (2)');
});

test('a warning is told and fails nothing; an error fails its role', () => {
  const finding = { check: 'c', role: 'r', message: 'm', fix: 'f', pointer: '' } as const;
  const input = { kind: 'policy', name: 'p' };
  const warned = renderReport(
    makeReport({ input, findings: [{ ...finding, severity: 'warning' }] }),
    'junit',
  );
  expect(warned).toContain('failures="0" errors="0"');
  expect(warned).toContain('<system-out>warning c: m\n  fix: f</system-out>');
  const failed = renderReport(makeReport({ input, findings: [{ ...finding, severity: 'error' }] }), 'junit');
  expect(failed).toContain('<failure type="finding" message="c">error c: m\n  fix: f</failure>');
});

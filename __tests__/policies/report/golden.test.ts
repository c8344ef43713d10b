import { renderReport, REPORT_FORMATS, type ReportFormat } from '../../../policies/report/index';
import { AWKWARD, BROKEN } from './fixtures/broken';
import { CANNOT_TELL, EMPTY } from './fixtures/cannot-tell';
import { expectGolden } from './fixtures/golden';
import { HOLDS } from './fixtures/holds';

const EXTENSIONS: Readonly<Record<ReportFormat, string>> = {
  pretty: 'txt',
  json: 'json',
  junit: 'xml',
  sarif: 'sarif',
  codequality: 'codequality.json',
  github: 'github.txt',
  markdown: 'md',
  html: 'html',
};

const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800\uffff]/u;

const REPORTS = { holds: HOLDS, broken: BROKEN, 'cannot-tell': CANNOT_TELL, empty: EMPTY };

describe.each(Object.entries(REPORTS))('the report `%s`', (name, report) => {
  test.each(REPORT_FORMATS)('as %s is its golden file', (format) => {
    expectGolden(`${name}.${EXTENSIONS[format]}`, renderReport(report, format));
  });

  test.each(REPORT_FORMATS)('as %s shows no character that a reader cannot see', (format) => {
    expect(INVISIBLE.exec(renderReport(report, format))).toBeNull();
  });

  test.each(REPORT_FORMATS)('as %s is the same bytes again', (format) => {
    expect(renderReport(structuredClone(report), format)).toBe(renderReport(report, format));
  });
});

test('pretty with colours differs from pretty without by colours alone', () => {
  for (const report of Object.values(REPORTS)) {
    const colored = renderReport(report, 'pretty', { columns: 80, colors: true });
    expect(colored).toContain('\u001b[');
    // oxlint-disable-next-line no-control-regex -- colours are what is taken away
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderReport(report, 'pretty'));
  }
});

test('the fixtures hold every kind of awkward text', () => {
  const all = JSON.stringify(BROKEN);
  for (const text of Object.values(AWKWARD)) expect(all).toContain(JSON.stringify(text).slice(1, -1));
});

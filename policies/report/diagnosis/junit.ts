import { ISSUER_FINDINGS, PART_NAMES, type Diagnosis, type IssuerFinding } from '../../doctor/index';
import { formatPosition } from '../../errors';
import { escapeXml, escapeXmlLines } from '../xml';

/**
 * A diagnosis as JUnit XML: one case for each mistake that was looked for. `error` is what cannot be told; what was not looked at is
 * skipped.
 * @see https://docs.gitlab.com/ci/testing/unit_test_reports/
 */
export function diagnosisJunit(diagnosis: Diagnosis): string {
  const { findings, notSeen, looked } = diagnosis;
  const failed = notSeen.filter(({ wanted }) => wanted);
  const cases = [
    ...ISSUER_FINDINGS.map(({ id, title }) =>
      looked.includes(id)
        ? caseOf(
            id,
            title,
            findings.filter(({ finding }) => finding === id),
          )
        : { result: 'skipped' as const, text: `${head(id, title)}><skipped/></testcase>` },
    ),
    ...failed.map(({ part, reason }) => ({
      result: 'errors' as const,
      text: `${head('looked-at', PART_NAMES[part])}><error message="${escapeXml(reason)}"/></testcase>`,
    })),
  ];
  const of = (result: string): number => cases.filter((each) => each.result === result).length;
  const totals = `tests="${cases.length}" failures="${of('failures')}" errors="${of('errors')}" skipped="${of('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`refgate doctor ${diagnosis.about}`)}" ${totals}>`,
    `  <testsuite name="${escapeXml(diagnosis.headline)}" ${totals}>`,
    ...cases.map(({ text }) => text),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const head = (id: string, title: string): string =>
  `    <testcase classname="${escapeXml(id)}" name="${escapeXml(`not: ${title}`)}"`;

type Result = 'passed' | 'failures' | 'errors';

function caseOf(
  id: string,
  title: string,
  findings: readonly IssuerFinding[],
): { readonly result: Result; readonly text: string } {
  const broken = findings.filter(({ severity }) => severity === 'error');
  const open = findings.filter(({ severity }) => severity === 'unknown');
  const [result, tag, mine]: readonly [Result, string, readonly IssuerFinding[]] =
    broken.length > 0
      ? ['failures', 'failure', findings]
      : open.length > 0
        ? ['errors', 'error', findings]
        : ['passed', 'system-out', findings];
  const [first] = mine;
  if (first === undefined) return { result, text: `${head(id, title)}/>` };
  const message = tag === 'system-out' ? '' : ` message="${escapeXml(first.message)}"`;
  return {
    result,
    text: `${head(id, title)}><${tag}${message}>${escapeXmlLines(mine.flatMap(linesOf))}</${tag}></testcase>`,
  };
}

function linesOf({ position, severity, message, causes, fix }: IssuerFinding): readonly string[] {
  return [
    `${position === undefined ? '' : `${formatPosition(position)}: `}${severity}: ${message}`,
    ...causes.map(
      ({ code, text, when }) => `  AWS: ${code === undefined ? '' : `${code}: `}${text} (when ${when})`,
    ),
    `  fix: ${fix}`,
  ];
}

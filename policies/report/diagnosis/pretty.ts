import { PART_NAMES, type Diagnosis, type IssuerFinding } from '../../doctor/index';
import { formatPosition } from '../../errors';
import { wrapTo } from '../display-width';
import { VERDICTS } from '../mark';
import { paint, type Color, type TextStyle } from '../style';
import { visible } from '../visible';

const SIGNS: Readonly<
  Record<IssuerFinding['severity'], { readonly sign: string; readonly color: Color; readonly word: string }>
> = {
  error: { sign: '✗', color: 'red', word: 'error' },
  unknown: { sign: '?', color: 'yellow', word: 'cannot tell' },
  warning: { sign: '!', color: 'yellow', word: 'warning' },
  note: { sign: 'i', color: 'blue', word: 'note' },
};

/** A diagnosis for a terminal: what is wrong, what AWS answers because of it, what to do. */
export function diagnosisPretty(diagnosis: Diagnosis, given: TextStyle): string {
  const style = { ...given, columns: Math.max(40, given.columns) };
  const { sign, color } = VERDICTS[diagnosis.verdict];
  const failed = diagnosis.notSeen.filter(({ wanted }) => wanted);
  const sections = [
    paint(visible(diagnosis.about), 'bold', style),
    ...diagnosis.findings.map((finding) => findingText(finding, style)),
    ...failed.map(({ part, reason }) =>
      [
        `${paint('?', 'yellow', style)} cannot tell  ${PART_NAMES[part]}`,
        ...indented(visible(reason), style),
      ].join('\n'),
    ),
    wrapTo(`${sign} ${visible(diagnosis.headline)}`, style.columns)
      .map((line) => paint(line, color, style))
      .join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function findingText(finding: IssuerFinding, style: TextStyle): string {
  const { sign, color, word } = SIGNS[finding.severity];
  const place = finding.position === undefined ? '' : `  ${visible(formatPosition(finding.position))}`;
  return [
    `${paint(`${sign} ${word}`, color, style)}  ${finding.finding}${place}`,
    ...indented(visible(finding.message), style),
    ...finding.causes.flatMap(({ code, text, when, basis }) =>
      indented(`AWS: ${code === undefined ? '' : `${code}: `}${text} (when ${when}; ${basis})`, style),
    ),
    ...indented(`fix: ${visible(finding.fix)}`, style),
    ...finding.sources.slice(0, 1).map((source) => paint(`    ${source}`, 'dim', style)),
  ].join('\n');
}

function indented(text: string, style: TextStyle): readonly string[] {
  return text.split('\n').flatMap((line) => wrapTo(line, style.columns - 4).map((part) => `    ${part}`));
}

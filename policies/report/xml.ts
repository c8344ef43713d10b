import { visible } from './visible';

/** Text as the content of an XML element or of an attribute in double quotes: visible, and nothing of it is markup. */
export function escapeXml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The same for text of several lines, which stay lines. */
export function escapeXmlLines(lines: readonly string[]): string {
  return lines.map(escapeXml).join('\n');
}

import { readFileSync } from 'node:fs';

/** Evaluated in a page, it makes `axe` there. */
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every violation as one line. */
export function axeRun(runOnly: readonly string[]): string {
  return `axe.run(document, { runOnly: ${JSON.stringify(runOnly)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`;
}

import {
  decodeCell,
  renderHtml,
  renderReport,
  toPageReport,
  type PageAssets,
  type Report,
} from '../../../policies/report/index';
import { AWKWARD, BROKEN } from './fixtures/broken';
import { CANNOT_TELL } from './fixtures/cannot-tell';
import { HOLDS } from './fixtures/holds';
import { largeReport } from './fixtures/large';

const ASSETS: PageAssets = {
  script: 'globalThis.started = "</p>" + 1',
  style: 'p > a { color: red }',
  scriptHash: 'sha256-script',
  styleHash: 'sha256-style',
};

test('with its script the page carries the report, and its policy names nothing but its own script and style', () => {
  const page = renderHtml(HOLDS, { assets: ASSETS, before: BROKEN });
  expect(page).toContain(`<script>${ASSETS.script}</script>`);
  expect(page).toContain(`<style>${ASSETS.style}</style>`);
  expect(page).toContain(
    'content="default-src &#39;none&#39;; script-src &#39;sha256-script&#39;; style-src &#39;sha256-style&#39;; require-trusted-types-for &#39;script&#39;; trusted-types &#39;none&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"',
  );
  expect(page.match(/<script/g)).toHaveLength(2);
});

test('the data of the page ends no element, and is the reports again', () => {
  const page = renderHtml(HOLDS, { assets: ASSETS, before: BROKEN });
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  expect(json).not.toContain('<');
  expect(JSON.parse(json)).toEqual(
    JSON.parse(JSON.stringify({ after: toPageReport(HOLDS), before: toPageReport(BROKEN) })),
  );
});

test('without a script nothing of it is there', () => {
  const page = renderReport(HOLDS, 'html');
  expect(page).not.toMatch(/<script|<style|Try it/);
  expect(page).toContain('default-src &#39;none&#39;; base-uri');
});

test('what users wrote is text in every place', () => {
  const page = renderHtml(BROKEN);
  for (const markup of [AWKWARD.markup, AWKWARD.script, AWKWARD.cdata, '<img', '<evil'])
    expect(page).not.toContain(markup);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;amp;&quot;&#39;');
});

test.each(['</script >', '</STYLE>', '<!-- '])('an asset with %s is refused', (text) => {
  expect(() => renderHtml(HOLDS, { assets: { ...ASSETS, script: `"${text}"` } })).toThrow('ERR_INTERNAL');
  expect(() => renderHtml(HOLDS, { assets: { ...ASSETS, style: `/*${text}*/` } })).toThrow('ERR_INTERNAL');
});

/** What the page knows of every cell, put together again. */
function unpacked(report: Report, budget?: number): readonly object[] {
  const page = toPageReport(report, budget);
  return page.rows.flatMap((row) =>
    [...row.letters].map((letter, column) => {
      const found = page.explanations[row.explained?.[column] ?? -1];
      const text = (index: number): string | undefined => page.texts[index];
      return {
        ...decodeCell(letter),
        claims: page.tokens[found?.token ?? row.token ?? -1],
        ...(found === undefined
          ? {}
          : {
              reason: text(found.reason),
              steps: found.steps.map(text),
              advice: found.advice.map(text),
              assuming: found.assuming.map(text),
            }),
      };
    }),
  );
}

test.each(Object.entries({ HOLDS, BROKEN, CANNOT_TELL }))('every cell of %s is in the page', (_, report) => {
  // A row without a single token has none to share.
  const own = report.rows.flatMap((row) => {
    const shared = (row.cells.find(({ holds }) => holds) ?? row.cells[0])?.claims;
    return row.cells.map((cell) => ({ ...cell, claims: cell.claims ?? shared }));
  });
  expect(unpacked(report)).toEqual(own);
});

test('beyond the budget only what is broken is explained, and every letter stays', () => {
  const all = unpacked(BROKEN, 0) as readonly { readonly holds: boolean; readonly reason?: string }[];
  expect(all).toHaveLength(30);
  expect(all.filter(({ reason }) => reason !== undefined).every(({ holds }) => !holds)).toBe(true);
});

test('a million cells make a page of a few megabytes', () => {
  const page = renderHtml(largeReport(1000, 1000), { assets: ASSETS });
  expect(page.length).toBeLessThan(6_000_000);
  expect(page).toContain('too many for paper');
});

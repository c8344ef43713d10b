import { RefgateError } from '../../errors';
import { VERDICTS } from '../mark';
import type { Report } from '../report';
import { visibleJson } from '../visible';
import { count, rolesOfTable, summaryPhrases } from '../wording';
import { html, trusted, type Markup } from './markup';
import { toPageReport, type PageData } from './page-data';
import { originFacts, type PageOrigin } from './origin';
import { withoutMachinePaths } from './portable';
import { NOT_COVERED, NOT_COVERED_PAGE } from '../not-covered';
import { proofSection } from './proofs';
import { attention, notes } from './attention';
import { changes, roles } from './sections';
import { legend, staticMatrix } from './static-matrix';
import { summary as roleSummary } from './summary';

/** The client side of the page, built from `page/`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** `sha256-…` of each, in base64: the page's own policy lets nothing else run. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

/** What goes into the page beside the report. */
export interface HtmlOptions {
  /** Absent: a plain page that needs no script and has no colours of its own. */
  readonly assets?: PageAssets;
  /** An earlier report: the page shows both, and what changed. */
  readonly before?: Report;
  /** When and of which commit. @default neither is shown */
  readonly origin?: PageOrigin;
}

/**
 * One self-contained page: no network, works from disk, readable without its script. Whatever a user wrote is text, never markup,
 * and the page's content security policy lets nothing but its own script and style in.
 * @throws RefgateError when an asset could end its own element
 */
export function renderHtml(made: Report, { assets, before: earlier, origin = {} }: HtmlOptions = {}): string {
  const report = withoutMachinePaths(made);
  const before = earlier === undefined ? undefined : withoutMachinePaths(earlier);
  const data: PageData = {
    after: toPageReport(report),
    before: before === undefined ? undefined : toPageReport(before),
  };
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${securityPolicy(assets)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="refgate ${report.tool.version}" />
        <title>${report.summary.headline} · ${report.input.name} · refgate</title>
        ${assets === undefined ? undefined : element('style', assets.style)}
      </head>
      <body>
        ${body(report, { assets, before, origin })}
        ${assets === undefined ? undefined : [dataElement(data), element('script', assets.script)]}
      </body>
    </html> `;
  return text;
}

function body(report: Report, { assets, before, origin = {} }: HtmlOptions): Markup {
  const { summary, input, tool } = report;
  const { sign } = VERDICTS[summary.verdict];
  const size = `${count(report.rows.length, 'pipeline')} × ${count(rolesOfTable(report).length, 'role')}`;
  const others = notes(report);
  const canTry = assets !== undefined && report.roles.length > 0;
  return html`<a class="skip" href="#matrix">Skip to the matrix</a>
    <header class="top">
      <p class="brand">refgate <span class="muted">${tool.version}</span></p>
      <h1><span class="name">${input.name}</span></h1>
      <p class="muted">
        ${input.kind}${before === undefined ? undefined : html` · before: <span class="name">${before.input.name}</span>`}
      </p>
      ${originFacts(report, origin)}
      <div id="tools"></div>
    </header>
    <main>
      <section class="verdict verdict-${summary.verdict}" aria-label="Verdict">
        <p class="sign" aria-hidden="true">${sign}</p>
        <div>
          <p class="headline">${summary.headline}</p>
          <p>
            ${summaryPhrases(summary).join(' · ')} ·
            <a href="#not-covered">what this does not cover</a>
          </p>
        </div>
      </section>
      <nav aria-label="Sections">
        <ul>
          <li><a href="#summary">Summary</a></li>
          <li><a href="#attention">Attention</a></li>
          ${report.changes === undefined ? undefined : html`<li><a href="#changes">Changes</a></li>`}
          <li><a href="#matrix">Matrix</a></li>
          ${canTry ? html`<li class="scripted"><a href="#try">Try it</a></li>` : undefined}
          <li><a href="#proofs">Proofs</a></li>
          ${others === undefined ? undefined : html`<li><a href="#notes">Notes</a></li>`}
          <li><a href="#roles">Roles</a></li>
        </ul>
      </nav>
      <section id="summary">
        <h2>Who can assume each role</h2>
        ${roleSummary(report, { linked: assets !== undefined })}
      </section>
      <section id="attention">
        <h2>What needs attention</h2>
        ${attention(report, { linked: assets !== undefined })}
      </section>
      ${
        report.changes === undefined
          ? undefined
          : html`<section id="changes">
              <h2>Who can assume what changed</h2>
              ${changes(report.changes)}
            </section>`
      }
      <section id="matrix" tabindex="-1">
        <h2>Every pipeline and role</h2>
        ${
          rolesOfTable(report).length === 0
            ? undefined
            : html`<p class="muted">${size}: each simulated pipeline against each role.</p>
                ${legend(before !== undefined)}`
        }
        <div id="grid"></div>
        <div class="plain">
          ${
            rolesOfTable(report).length === 0
              ? html`<p class="empty">
                  There is no table: nothing was promised pipeline by pipeline. The proofs and findings below
                  are about all tokens.
                </p>`
              : staticMatrix(report)
          }
        </div>
      </section>
      ${canTry ? html`<section id="try" class="scripted"><h2>Try it</h2></section>` : undefined}
      <h2 class="appendix">Appendix</h2>
      <section id="proofs">
        <h2>For all tokens</h2>
        ${proofSection(report)}
      </section>
      ${
        others === undefined
          ? undefined
          : html`<section id="notes">
              <h2>Notes</h2>
              ${others}
            </section>`
      }
      <section id="roles">
        <h2>Roles</h2>
        ${roles(report)}
      </section>
      <section id="not-covered">
        <h2>What this does not cover</h2>
        <p class="muted">
          It is about tokens of GitLab jobs and other OIDC issuers: which ones can assume which role. Outside
          of every verdict and proof are:
        </p>
        <ul class="outside">
          ${NOT_COVERED.map((text) => html`<li>${text}</li> `)}
        </ul>
        <p class="muted">Why, and what covers it: <code>${NOT_COVERED_PAGE}</code> of refgate.</p>
      </section>
    </main>
    <footer>
      <p class="muted">
        Written by refgate ${tool.version}. This page talks to nobody: what you type into it stays here.
      </p>
    </footer>`;
}

function securityPolicy(assets: PageAssets | undefined): string {
  const own =
    assets === undefined
      ? []
      : [
          `script-src '${assets.scriptHash}'`,
          `style-src '${assets.styleHash}'`,
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ];
  return ["default-src 'none'", ...own, "base-uri 'none'", "form-action 'none'"].join('; ');
}

/** JSON inside a script element: no `<` is left that could end it. */
function dataElement(data: PageData): Markup {
  const text = visibleJson(data).replaceAll('<', '\\u003c');
  return trusted(`<script type="application/json" id="data">${text}</script>`);
}

/** An element whose content is exactly the asset: the policy names its hash. */
function element(name: 'script' | 'style', text: string): Markup {
  if (!/<\/(?:script|style)|<!--/i.test(text)) return trusted(`<${name}>${text}</${name}>`);
  throw new RefgateError({
    code: 'ERR_INTERNAL',
    message: `the ${name} of the page could end its own element`,
  });
}

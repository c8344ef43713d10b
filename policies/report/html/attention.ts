import { MARKS, markOf, PROOF_SIGNS } from '../mark';
import type { Report, ReportFinding, ReportProof } from '../report';
import {
  brokenCells,
  brokenPromise,
  count,
  gaining,
  proofReason,
  roleCounts,
  rolesNotInFull,
  type BrokenCell,
} from '../wording';
import { capital, cards, changeCard, gapCard, OPEN_ENTRIES, render, source, witness } from './cards';
import { html, rich, type Markup } from './markup';
import { markBadge } from './static-matrix';
import { exactRole, viewFragment } from './view-link';

/** Entries of a card that stand open. */
const MAX_LISTED = 5;
/** Entries of a card at all. */
const MAX_ITEMS = 50;

/** What somebody must look at, one card for each role and kind, the worst first; nothing when all holds. */
export function attention(report: Report, { linked }: { readonly linked: boolean }): Markup {
  const broken = brokenCells(report);
  const brokenCards = (wanted: (entry: BrokenCell) => boolean): readonly Markup[] =>
    render(
      grouped(broken.filter(wanted), ({ role }) => role.key),
      (group) => brokenCard(group, linked),
    );
  const proofCards = (verdict: ReportProof['verdict']): readonly Markup[] =>
    render(
      grouped(
        report.proofs.filter((proof) => proof.verdict === verdict),
        ({ roles, counterexample, reason }) =>
          JSON.stringify([roles, counterexample === undefined ? reason : undefined]),
      ),
      proofCard,
    );
  const findingCards = (severity: ReportFinding['severity']): readonly Markup[] =>
    render(
      grouped(
        report.findings.filter((finding) => finding.severity === severity),
        ({ role }) => role,
      ),
      findingCard,
    );
  const entries = [
    ...brokenCards(({ cell }) => cell.outcome === 'allow'),
    ...proofCards('refuted'),
    ...findingCards('error'),
    ...render(gaining(report.changes), changeCard),
    ...brokenCards(({ cell }) => cell.outcome === 'deny'),
    ...brokenCards(({ cell }) => cell.outcome === 'undetermined'),
    ...proofCards('undecided'),
    ...render(report.unresolved, gapCard),
    ...render(
      (report.changes ?? []).filter(({ kind, gained }) => kind === 'cannot_tell' && gained.length === 0),
      changeCard,
    ),
    ...render(report.notices ?? [], gapCard),
    ...render(
      rolesNotInFull(report).filter(({ withoutProvider }) => !withoutProvider),
      notJudgedCard,
    ),
    ...findingCards('warning'),
  ];
  const { verdict, headline } = report.summary;
  if (entries.length === 0 && verdict !== 'holds')
    return html`<p class="empty">
      <span class="mark mark-unknown" aria-hidden="true">?</span> ${capital(headline)}:
      ${roleCounts(report.summary.roles)}.
    </p>`;
  return entries.length === 0
    ? html`<p class="empty">
        <span class="mark mark-can" aria-hidden="true">✓</span> Nothing needs attention.
      </p>`
    : cards(entries);
}

/** Notes: errors and warnings need attention and are there. */
export function notes({ findings }: Report): Markup | undefined {
  const others = findings.filter(({ severity }) => severity === 'note');
  return others.length === 0
    ? undefined
    : cards(
        render(
          grouped(others, ({ role }) => role),
          findingCard,
        ),
      );
}

/** Equals together, in the order of the first of each. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The first entries of a card, the others folded. */
function list(entries: readonly Markup[], more: Markup | undefined = undefined): Markup {
  const rest = entries.slice(MAX_LISTED, MAX_ITEMS);
  const beyond = entries.length - MAX_ITEMS;
  return html`<ul class="items">
      ${entries.slice(0, MAX_LISTED)}
    </ul>
    ${
      rest.length === 0
        ? undefined
        : html`<details>
            <summary>${rest.length} more</summary>
            <ul class="items">
              ${rest}
            </ul>
            ${beyond > 0 ? html`<p class="muted">and ${beyond} more</p>` : undefined}
          </details>`
    }
    ${more}`;
}

function brokenCard(group: readonly [BrokenCell, ...BrokenCell[]], linked: boolean): Markup {
  const [{ role, cell }] = group;
  const look = cell.outcome === 'undetermined' ? 'open' : 'bad';
  const advice = [...new Set(group.slice(0, MAX_ITEMS).flatMap((entry) => entry.cell.advice))];
  const mark = markOf(cell);
  const verdict = { allow: 'broken', deny: 'broken', undetermined: 'unknown' }[cell.outcome];
  const all =
    linked && group.length > 1
      ? html`<p class="scripted">
          <a href="${viewFragment({ role: exactRole(role.key), verdict })}">Show them in the matrix</a>
        </p>`
      : undefined;
  return html`<li class="card card-${look}">
    <h3>
      ${markBadge(mark)} <span class="name">${role.key}</span>${' '}
      <span class="muted">${count(group.length, 'pipeline')}: ${MARKS[mark].text}</span>
    </h3>
    ${list(
      group.map((entry) => {
        const where = source(entry.row);
        return html`<li>
          <p>
            <span class="name">${entry.row.label}</span>:
            ${rich(`${brokenPromise(entry.cell)}: ${entry.cell.reason}`)}
          </p>
          ${where}
        </li> `;
      }),
      html`${advice.slice(0, MAX_LISTED).map((text) => html`<p class="fix">${rich(text)}</p>`)}${all}`,
    )}
  </li> `;
}

function notJudgedCard({ what, because, roles: members }: ReturnType<typeof rolesNotInFull>[number]): Markup {
  const names = members.slice(0, OPEN_ENTRIES).map(({ key }) => html` <span class="name">${key}</span>`);
  const rest = members.length - names.length;
  return html`<li class="card card-open">
    <h3>
      <span class="tag tag-open">? ${what === 'in_part' ? 'judged in part' : 'not judged'}</span>${names}${
        rest > 0 ? ` and ${rest} more` : undefined
      }
    </h3>
    <p>${rich(because)}</p>
  </li> `;
}

function proofCard(group: readonly [ReportProof, ...ReportProof[]]): Markup {
  const [{ verdict, roles }] = group;
  const kind = verdict === 'undecided' ? 'open' : 'bad';
  const title = html`<span class="tag tag-${kind}"
    >${PROOF_SIGNS[verdict].sign} ${group.length === 1 ? verdict : `${group.length} ${verdict}`}</span
  >`;
  const names = roles.length === 0 ? 'all roles' : roles.join(', ');
  return html`<li class="card card-${kind}">
    <h3>${title} <span class="muted">for all tokens of</span> <span class="name">${names}</span></h3>
    ${list(
      group.map(
        (proof) =>
          html`<li>
            <p>${rich(proof.property)}</p>
            ${
              proof.counterexample === undefined
                ? html`<p>${rich(proofReason(proof))}</p>`
                : witness('Counterexample', proof.counterexample)
            }
            ${source(proof)}
          </li> `,
      ),
    )}
  </li> `;
}

function findingCard(group: readonly [ReportFinding, ...ReportFinding[]]): Markup {
  const [{ severity, role }] = group;
  const kind = { error: 'bad', warning: 'open', note: 'plain' }[severity];
  const sign = { error: '✗', warning: '!', note: 'i' }[severity];
  return html`<li class="card card-${kind}">
    <h3>
      <span class="tag tag-${kind}"
        >${sign} ${group.length === 1 ? severity : count(group.length, severity)}</span
      >
      <span class="muted">at role</span> <span class="name">${role}</span>
    </h3>
    ${list(
      group.map(
        (finding) =>
          html`<li>
            <p><code>${finding.check}</code> ${rich(finding.message)}</p>
            ${(finding.tokens ?? []).map((token) => witness('Token', token))}
            <p class="fix">${rich(finding.fix)}</p>
            ${source(finding)}
          </li> `,
      ),
    )}
  </li> `;
}

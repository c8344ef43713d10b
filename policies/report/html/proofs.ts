import { ASSUMPTIONS } from '../../gitlab/index';
import { PROOF_SIGNS } from '../mark';
import type { Report, ReportProof } from '../report';
import { count, proofReason } from '../wording';
import { html, rich, type Markup } from './markup';

/** Groups of proofs that the page holds as text. */
const MAX_GROUPS = 100;
/** Proofs of a group. */
const MAX_PROOFS = 100;

const KINDS = { proved: 'good', refuted: 'bad', undecided: 'open' } as const;
const ORDER = ['refuted', 'undecided', 'proved'] as const satisfies readonly ReportProof['verdict'][];

/** Proofs about the same roles. */
interface ProofGroup {
  readonly roles: readonly string[];
  readonly proofs: readonly ReportProof[];
}

/** Everything that was asked for all tokens, by role, refuted first and proved folded, and what the answers rest on. */
export function proofSection(report: Report): Markup {
  if (report.proofs.length === 0) return html`<p class="empty">No property was asked for all tokens.</p>`;
  const used = [
    ...new Set(report.proofs.flatMap(({ assumptions, needed = [] }) => [...assumptions, ...needed])),
  ];
  const known = report.proofs.some(({ needed }) => needed !== undefined);
  const groups = groupsOf(report.proofs);
  const places = new Map(report.roles.map(({ key }, index) => [key, index]));
  const anchored = new Set<string>();
  return html`<div class="groups">
      ${groups.slice(0, MAX_GROUPS).map((one) => groupView(one, anchors(one, places, anchored)))}
    </div>
    ${
      groups.length > MAX_GROUPS
        ? html`<p class="note">
            and the proofs of ${groups.length - MAX_GROUPS} more: pick a role in the matrix.
          </p>`
        : undefined
    }
    ${
      used.length === 0
        ? undefined
        : html`<h3>Assumptions</h3>
            <p class="muted">
              What the proofs take to be
              so.${known ? ' Those that a proof cannot do without are named with it.' : undefined}
            </p>
            <dl class="assumptions">${used.map(assumption)}</dl>`
    }`;
}

/** The worst group first; equals in the order of the report. */
function groupsOf(proofs: readonly ReportProof[]): readonly ProofGroup[] {
  const groups = new Map<string, ReportProof[]>();
  for (const proof of proofs) {
    const key = JSON.stringify(proof.roles);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [proof]);
    else group.push(proof);
  }
  const worst = ({ proofs: own }: ProofGroup): number =>
    Math.min(...own.map(({ verdict }) => ORDER.indexOf(verdict)));
  return [...groups.values()]
    .map((own): ProofGroup => ({ roles: own[0]?.roles ?? [], proofs: own }))
    .toSorted((a, b) => worst(a) - worst(b));
}

/** The first group that is about a role is where links to the role's proofs lead. */
function anchors(
  { roles }: ProofGroup,
  places: ReadonlyMap<string, number>,
  anchored: Set<string>,
): readonly string[] {
  return roles.flatMap((key) => {
    const place = places.get(key);
    if (place === undefined || anchored.has(key)) return [];
    anchored.add(key);
    return [`proofs-${place}`];
  });
}

function groupView({ roles, proofs }: ProofGroup, ids: readonly string[]): Markup {
  const marks = ids.map((id) => html`<span id="${id}"></span>`);
  const names = roles.map((key, i) => html`${i === 0 ? undefined : ', '}<span class="name">${key}</span>`);
  const title = roles.length === 0 ? html`All roles` : html`${names}`;
  const ofVerdict = (wanted: ReportProof['verdict']): readonly ReportProof[] =>
    proofs.filter(({ verdict }) => verdict === wanted);
  const proved = ofVerdict('proved');
  const others = [...ofVerdict('refuted'), ...ofVerdict('undecided')];
  const folded = html`<ul class="proofs">
    ${lines(proved)}
  </ul>`;
  const sum = html`<span class="tag tag-good"
    >✓ ${count(proved.length, 'property', 'properties')} proved</span
  >`;
  if (others.length === 0)
    return html`<details class="group">
      <summary>${marks}${sum} ${title}</summary>
      ${folded}
    </details> `;
  return html`<div class="group">
    <h3>${marks}${title}</h3>
    <ul class="proofs">
      ${lines(others)}
    </ul>
    ${
      proved.length === 0
        ? undefined
        : html`<details>
            <summary>${sum}</summary>
            ${folded}
          </details>`
    }
  </div> `;
}

function lines(proofs: readonly ReportProof[]): readonly Markup[] {
  const rest = proofs.length - MAX_PROOFS;
  const shown = proofs.slice(0, MAX_PROOFS).map(proofLine);
  return rest > 0 ? [...shown, html`<li class="note">and ${rest} more</li>`] : shown;
}

function proofLine(proof: ReportProof): Markup {
  const { sign } = PROOF_SIGNS[proof.verdict];
  const { assumptions, needed } = proof;
  const rests =
    needed === undefined
      ? assumptions.length > 0 && `rests on ${count(assumptions.length, 'assumption')}`
      : needed.length > 0 && `needs ${needed.join(', ')}`;
  return html`<li>
    <span class="tag tag-${KINDS[proof.verdict]}">${sign} ${proof.verdict}</span>
    <div>
      <p>${rich(proof.property)}</p>
      <p class="muted">${rich(proofReason(proof))}${rests === false ? undefined : html` · ${rests}`}</p>
    </div>
  </li> `;
}

function assumption(name: string): Markup {
  const known = Object.hasOwn(ASSUMPTIONS, name) ? ASSUMPTIONS[name as keyof typeof ASSUMPTIONS] : undefined;
  return known === undefined
    ? html`<dt>${name}</dt>
        <dd></dd>`
    : html`<dt>${name}</dt>
        <dd>${rich(known.text)} <a href="${known.source}" rel="noreferrer noopener">source</a></dd> `;
}

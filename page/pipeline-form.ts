import {
  DEPLOYMENT_TIERS,
  PIPELINE_SOURCES,
  type DeploymentTier,
  type Pipeline,
  type PipelineSource,
} from '../policies/index';
import { el, fill } from './dom';
import { labelled } from './filter-bar';
import { fieldsOf, idFields, otherFacts, pipelineOf, type PipelineFields } from './pipeline-fields';
import type { Start, Starts } from './starts';
import type { Asked } from './verdicts';

/** Rows that the list offers; a row of the matrix can be taken from there. */
const MAX_ROWS = 500;

type Field = keyof PipelineFields;

/** The form that describes a pipeline. */
export class PipelineForm {
  readonly element: HTMLFormElement;
  readonly #starts: Starts;
  readonly #start: HTMLSelectElement;
  readonly #controls = controls();
  readonly #mergeRequest: HTMLElement;
  readonly #facts = el('p', { class: 'muted', id: 'try-facts' });
  #base: Start;

  constructor(starts: Starts, onInput: () => void) {
    this.#starts = starts;
    this.#start = el(
      'select',
      { id: 'try-start' },
      options('Rows of the table', 'row', starts.rows.slice(0, MAX_ROWS)),
      options('Projects', 'project', starts.projects),
    );
    const { path, id, namespace, kind, ref, into, fork, forkId } = this.#controls;
    const { source, environment, tier, audience, issuer, components } = this.#controls;
    path.setAttribute('list', 'try-paths');
    this.#mergeRequest = el(
      'div',
      { class: 'fields', hidden: true },
      labelled('Target branch', into),
      labelled('Fork: path', fork),
      labelled('Fork: id', forkId),
    );
    this.element = el(
      'form',
      { class: 'pipeline', 'aria-label': 'A pipeline' },
      el(
        'datalist',
        { id: 'try-paths' },
        [...starts.known.keys()].slice(0, 200).map((value) => el('option', { value })),
      ),
      el('div', { class: 'fields' }, labelled('Begin with', this.#start)),
      el(
        'div',
        { class: 'fields' },
        labelled('Project path', path),
        labelled('Project id', id),
        labelled('Namespace id', namespace),
        labelled('Runs for a', kind),
        labelled('Branch or tag', ref),
        labelled('Ref is protected', this.#controls.protected),
        labelled('Started by', source),
        labelled('Audience', audience),
      ),
      this.#mergeRequest,
      el(
        'details',
        {},
        el('summary', {}, 'More: environment, GitLab, sub components'),
        el(
          'div',
          { class: 'fields' },
          labelled('Environment', environment),
          labelled('Tier', tier),
          labelled('Issuer', issuer),
          labelled('sub components', components),
        ),
      ),
      this.#facts,
    );
    this.#base = (starts.rows[0] ?? starts.projects[0]) as Start;
    this.begin(this.#base);
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('input', (event) => {
      if (event.target === this.#start) this.begin(this.#chosen());
      if (event.target === path) this.#takeProject();
      if (event.target === kind) this.#follow();
      onInput();
    });
  }

  /** Fills the form with a pipeline. What it does not show of it is named below the fields. */
  begin(start: Start): void {
    this.#base = start;
    for (const [name, value] of Object.entries(fieldsOf(start.pipeline)))
      this.#controls[name as Field].value = value;
    this.#mergeRequest.hidden = start.pipeline.target.kind !== 'merge_request';
    for (const [list, starts] of [
      ['row', this.#starts.rows],
      ['project', this.#starts.projects],
    ] as const) {
      const place = starts.findIndex(({ name }) => name === start.name);
      if (place >= 0) this.#start.value = `${list}:${place}`;
    }
    const facts = otherFacts(start.pipeline);
    fill(this.#facts, facts.length === 0 ? '' : `Also of ${start.name}: ${facts.join('; ')}`);
  }

  /** The pipeline of the fields; a string says what is wrong with them. */
  read(): Asked | string {
    const value = (name: Field): string => this.#controls[name].value;
    const fields: PipelineFields = {
      path: value('path'),
      id: value('id'),
      namespace: value('namespace'),
      kind: value('kind') as PipelineFields['kind'],
      ref: value('ref'),
      into: value('into'),
      fork: value('fork'),
      forkId: value('forkId'),
      protected: value('protected') as PipelineFields['protected'],
      source: value('source') as PipelineSource,
      environment: value('environment'),
      tier: value('tier') as DeploymentTier,
      audience: value('audience'),
      issuer: value('issuer'),
      components: value('components'),
    };
    const { pipeline: base, assumes } = this.#base;
    const pipeline: Pipeline | string = pipelineOf(fields, base, this.#starts.known);
    if (typeof pipeline === 'string') return pipeline;
    return { kind: 'pipeline', pipeline, assumes };
  }

  #chosen(): Start {
    const [list, place] = this.#start.value.split(':');
    return (list === 'row' ? this.#starts.rows : this.#starts.projects)[Number(place)] ?? this.#base;
  }

  /** A known path brings the ids and the `sub` components of its project. */
  #takeProject(): void {
    const { path, id, namespace, components } = this.#controls;
    const known = this.#starts.known.get(path.value.trim());
    if (known === undefined) return;
    const ids = idFields(known);
    id.value = ids.id;
    namespace.value = ids.namespace;
    components.value = known.subClaim.join(', ');
  }

  /** A merge request has a target and a source of its own. */
  #follow(): void {
    const { kind, source } = this.#controls;
    const isMergeRequest = kind.value === 'merge_request';
    this.#mergeRequest.hidden = !isMergeRequest;
    if (isMergeRequest) source.value = 'merge_request_event';
    else if (source.value === 'merge_request_event') source.value = 'push';
  }
}

function controls(): Readonly<Record<Field, HTMLInputElement | HTMLSelectElement>> {
  return {
    path: text('try-path'),
    id: text('try-id', { inputmode: 'numeric' }),
    namespace: text('try-namespace', { inputmode: 'numeric' }),
    kind: choice('try-kind', [
      ['branch', 'branch'],
      ['tag', 'tag'],
      ['merge_request', 'merge request'],
    ]),
    ref: text('try-ref'),
    into: text('try-into'),
    fork: text('try-fork', { placeholder: 'same project' }),
    forkId: text('try-fork-id', { inputmode: 'numeric' }),
    protected: choice('try-protected', [
      ['', 'by the rules'],
      ['true', 'yes'],
      ['false', 'no'],
    ]),
    source: choice(
      'try-source',
      PIPELINE_SOURCES.map((source) => [source, source]),
    ),
    environment: text('try-environment', { placeholder: 'none' }),
    tier: choice(
      'try-tier',
      DEPLOYMENT_TIERS.map((tier) => [tier, tier]),
    ),
    audience: text('try-audience'),
    issuer: text('try-issuer'),
    components: text('try-components'),
  };
}

function options(label: string, list: string, starts: readonly Start[]): HTMLElement | undefined {
  if (starts.length === 0) return undefined;
  return el(
    'optgroup',
    { label },
    starts.map(({ name }, place) => el('option', { value: `${list}:${place}` }, name)),
  );
}

function text(id: string, attributes: Readonly<Record<string, string>> = {}): HTMLInputElement {
  return el('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false', ...attributes });
}

function choice(id: string, entries: readonly (readonly [string, string])[]): HTMLSelectElement {
  return el(
    'select',
    { id },
    entries.map(([value, label]) => el('option', { value }, label)),
  );
}

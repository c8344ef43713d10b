import {
  DEFAULT_SUB_CLAIM,
  DEPLOYMENT_TIERS,
  PIPELINE_SOURCES,
  SUB_CLAIM_COMPONENTS,
  type DeploymentTier,
  type Pipeline,
  type PipelineSource,
  type RawClaims,
  type SubClaimComponent,
} from '../policies/index';
import { el } from './dom';
import { labelled } from './filter-bar';

type Project = Pipeline['project'];

/** What the form starts with. */
export interface FormStart {
  readonly issuer: string;
  readonly audience: string;
  /** Projects whose tokens the report holds: a path picked here brings its ids. */
  readonly projects: ReadonlyMap<string, RawClaims>;
}

/** The form that describes a pipeline. */
export class PipelineForm {
  readonly element: HTMLFormElement;
  readonly #projects: FormStart['projects'];
  readonly #issuer = text('try-issuer');
  readonly #path = text('try-path');
  readonly #id = text('try-id', { inputmode: 'numeric' });
  readonly #namespace = text('try-namespace', { inputmode: 'numeric' });
  readonly #kind = choice('try-kind', [
    ['branch', 'branch'],
    ['tag', 'tag'],
    ['merge_request', 'merge request'],
  ]);
  readonly #ref = text('try-ref');
  readonly #into = text('try-into');
  readonly #forkPath = text('try-fork', { placeholder: 'same project' });
  readonly #forkId = text('try-fork-id', { inputmode: 'numeric' });
  readonly #protected = choice('try-protected', [
    ['', 'not known: try both'],
    ['true', 'yes'],
    ['false', 'no'],
  ]);
  readonly #source = choice(
    'try-source',
    PIPELINE_SOURCES.map((source) => [source, source]),
  );
  readonly #environment = text('try-environment', { placeholder: 'none' });
  readonly #tier = choice(
    'try-tier',
    DEPLOYMENT_TIERS.map((tier) => [tier, tier]),
  );
  readonly #audience = text('try-audience');
  readonly #components = text('try-components');
  readonly #mergeRequest: HTMLElement;

  constructor({ issuer, audience, projects }: FormStart, onInput: () => void) {
    this.#projects = projects;
    const [path = 'group/project'] = projects.keys();
    this.#issuer.value = issuer;
    this.#audience.value = audience;
    this.#path.value = path;
    this.#ref.value = 'main';
    this.#into.value = 'main';
    this.#components.value = DEFAULT_SUB_CLAIM.join(', ');
    this.#path.setAttribute('list', 'try-paths');
    this.#mergeRequest = el(
      'div',
      { class: 'fields', hidden: true },
      labelled('Target branch', this.#into),
      labelled('Fork: path', this.#forkPath),
      labelled('Fork: id', this.#forkId),
    );
    this.element = el(
      'form',
      { class: 'pipeline', 'aria-label': 'A pipeline' },
      el(
        'datalist',
        { id: 'try-paths' },
        [...projects.keys()].slice(0, 200).map((value) => el('option', { value })),
      ),
      el(
        'div',
        { class: 'fields' },
        labelled('Project path', this.#path),
        labelled('Project id', this.#id),
        labelled('Namespace id', this.#namespace),
        labelled('Runs for a', this.#kind),
        labelled('Branch or tag', this.#ref),
        labelled('Ref is protected', this.#protected),
        labelled('Started by', this.#source),
        labelled('Audience', this.#audience),
      ),
      this.#mergeRequest,
      el(
        'details',
        {},
        el('summary', {}, 'More: environment, GitLab, sub components'),
        el(
          'div',
          { class: 'fields' },
          labelled('Environment', this.#environment),
          labelled('Tier', this.#tier),
          labelled('Issuer', this.#issuer),
          labelled('sub components', this.#components),
        ),
      ),
    );
    this.#takeIds();
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('input', (event) => {
      if (event.target === this.#path) this.#takeIds();
      if (event.target === this.#kind) this.#follow();
      onInput();
    });
  }

  /** The pipeline as it is typed; what is wrong with it where it is none. */
  read(): Pipeline | string {
    const components = list(this.#components.value);
    const unknown = components.find((name) => !(SUB_CLAIM_COMPONENTS as readonly string[]).includes(name));
    if (unknown !== undefined)
      return `\`${unknown}\` is no component of a \`sub\`: there are ${SUB_CLAIM_COMPONENTS.join(', ')}`;
    if (this.#path.value.trim() === '') return 'a pipeline runs in a project: give its path';
    if (this.#ref.value === '') return 'a pipeline runs for a branch or a tag: give its name';
    const issuer = this.#issuer.value.trim();
    const audiences = list(this.#audience.value);
    const subClaim = components as readonly SubClaimComponent[];
    const project = projectOf(this.#path.value.trim(), this.#id.value, this.#namespace.value, subClaim);
    const environment = this.#environment.value.trim();
    return {
      instance: { url: issuer, issuer },
      project,
      target: this.#target(subClaim),
      source: this.#source.value as PipelineSource,
      audience: audiences.length === 1 ? (audiences[0] as string) : audiences,
      ...(this.#protected.value === '' ? {} : { refProtected: this.#protected.value === 'true' }),
      ...(environment === ''
        ? {}
        : { environment: { name: environment, tier: this.#tier.value as DeploymentTier, action: 'start' } }),
    };
  }

  #target(subClaim: readonly SubClaimComponent[]): Pipeline['target'] {
    const name = this.#ref.value;
    if (this.#kind.value !== 'merge_request') return { kind: this.#kind.value as 'branch' | 'tag', name };
    const forkPath = this.#forkPath.value.trim();
    const fork = forkPath === '' ? {} : { fork: projectOf(forkPath, this.#forkId.value, '', subClaim) };
    return {
      kind: 'merge_request',
      mergeRequest: { from: name, into: this.#into.value, kind: 'detached', ...fork },
    };
  }

  #takeIds(): void {
    const known = this.#projects.get(this.#path.value.trim());
    if (known === undefined) return;
    this.#id.value = String(known.project_id ?? '');
    this.#namespace.value = String(known.namespace_id ?? '');
  }

  /** A merge request has a target and a source of its own. */
  #follow(): void {
    const isMergeRequest = this.#kind.value === 'merge_request';
    this.#mergeRequest.hidden = !isMergeRequest;
    if (isMergeRequest) this.#source.value = 'merge_request_event';
    else if (this.#source.value === 'merge_request_event') this.#source.value = 'push';
  }
}

function projectOf(
  path: string,
  id: string,
  namespaceId: string,
  subClaim: readonly SubClaimComponent[],
): Project {
  return {
    path,
    ...(id.trim() === '' ? {} : { id: id.trim() }),
    ...(namespaceId.trim() === '' ? {} : { namespaceId: namespaceId.trim() }),
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim,
    visibility: 'private',
  };
}

function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function text(id: string, attributes: Readonly<Record<string, string>> = {}): HTMLInputElement {
  return el('input', { type: 'text', id, autocomplete: 'off', spellcheck: 'false', ...attributes });
}

function choice(id: string, options: readonly (readonly [string, string])[]): HTMLSelectElement {
  return el(
    'select',
    { id },
    options.map(([value, label]) => el('option', { value }, label)),
  );
}

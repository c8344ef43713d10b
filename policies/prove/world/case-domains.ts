import { PIPELINE_SOURCES, type PipelineKind, type Project, type TokenOrigin } from '../../gitlab/index';
import type { Assumptions } from './assumptions';
import type { Domain, Domains } from './domain';
import type { WorldFacts } from './world-facts';

/** The first part of a statement about cases: whose and what. */
export interface CaseHead {
  readonly origin: TokenOrigin;
  readonly pipelineKind: PipelineKind;
  readonly refProtected: boolean;
  readonly project?: Project;
  readonly parent?: Project;
  /** The declared project stands for all of them: no component need show its path. */
  readonly anyPath?: boolean;
}

/** What the declared projects have, and nobody else where that is assumed. */
export interface DeclaredIdentity {
  readonly paths: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  readonly namespaceIds: ReadonlySet<string>;
}

const ANY_TEXT: Domain = { accepts: () => true };

/** Whether a text can be an id. */
export function isGitlabId(value: string, assumptions: Assumptions): boolean {
  return !assumptions['gitlab-ids'] || /^[1-9][0-9]*$/.test(value);
}

/** What is known of single keys in each case before any search. */
export class CaseDomains {
  private readonly known = new Map<string, Domain>();
  private readonly made = new Map<Project | undefined, Map<string, Domains>>();

  /** @param shared what is known of the keys of every token */
  constructor(
    private readonly world: WorldFacts,
    private readonly declared: DeclaredIdentity,
    private readonly shared: readonly (readonly [string, Domain])[],
  ) {}

  /** Cases that differ in the form of their `sub` alone share their domains. */
  of(head: CaseHead): Domains {
    const ofProject = this.made.get(head.project) ?? new Map<string, Domains>();
    this.made.set(head.project, ofProject);
    const name = `${head.origin} ${head.pipelineKind} ${head.refProtected} ${head.anyPath === true}`;
    const domains = ofProject.get(name) ?? this.make(head);
    ofProject.set(name, domains);
    return domains;
  }

  /** What is known of whose tokens they are, whatever pipeline they are of. */
  whose(head: Pick<CaseHead, 'origin' | 'project'>): Domains {
    const domains = new Map<string, Domain>();
    this.identity(head, domains);
    return domains;
  }

  private make(head: CaseHead): Domains {
    const domains = new Map(this.shared);
    domains.set(this.key('sub'), ANY_TEXT);
    if (this.world.isGitlabCom) {
      const claims = protectionClaims(head, this.world);
      const accepts = this.acceptsSource(head.pipelineKind);
      domains.set(this.key('ref_protected'), this.domain(`is ${claims.join(' or ')}`, oneOf(claims)));
      domains.set(this.key('pipeline_source'), this.domain(`source ${head.pipelineKind}`, { accepts }));
    }
    this.identity(head, domains);
    return domains;
  }

  private key(claim: string): string {
    return `${this.world.host}:${claim}`;
  }

  /** Equal domains are one object, so that what they settle alike is settled once. */
  private domain(name: string, made: Domain): Domain {
    const known = this.known.get(name) ?? made;
    this.known.set(name, known);
    return known;
  }

  private acceptsSource(pipelineKind: PipelineKind): (value: string) => boolean {
    const { assumptions } = this.world;
    const known: readonly string[] = PIPELINE_SOURCES;
    const exists = (value: string): boolean =>
      assumptions['documented-values'] ? known.includes(value) : value !== '';
    if (!assumptions['merge-request-sources'] || pipelineKind === 'branch') return exists;
    if (pipelineKind === 'tag') return (value) => value !== 'merge_request_event' && exists(value);
    return (value) => value === 'merge_request_event' || value === 'parent_pipeline';
  }

  private identity(
    { origin, project, anyPath }: Pick<CaseHead, 'origin' | 'project' | 'anyPath'>,
    domains: Map<string, Domain>,
  ): void {
    const { assumptions } = this.world;
    const projectId = this.key('project_id');
    const namespaceId = this.key('namespace_id');
    const path = this.key('sub/project_path');
    const own = origin === 'declared' || origin === 'renamed';
    const set = (key: string, name: string, domain: Domain): void => {
      domains.set(key, this.domain(`${key} ${name}`, domain));
    };
    if (own && project?.id !== undefined) set(projectId, `is ${project.id}`, exactly(project.id));
    if (!own && assumptions['own-ids']) {
      set(projectId, 'is foreign', {
        accepts: (value) => isGitlabId(value, assumptions) && !this.declared.ids.has(value),
      });
    }
    if (origin === 'successor' && anyPath === true) {
      set(namespaceId, 'is declared', { accepts: (value) => this.declared.namespaceIds.has(value) });
    } else if ((origin === 'declared' || origin === 'successor') && project?.namespaceId !== undefined) {
      set(namespaceId, `is ${project.namespaceId}`, exactly(project.namespaceId));
    }
    if (origin === 'impostor' && assumptions['own-namespaces']) {
      set(namespaceId, 'is foreign', {
        accepts: (value) => isGitlabId(value, assumptions) && !this.declared.namespaceIds.has(value),
      });
    }
    if (origin === 'renamed' || origin === 'undeclared') {
      set(path, 'is foreign', { accepts: (value) => !this.declared.paths.has(value) });
    } else if (project !== undefined) set(path, `is ${project.path}`, exactly(project.path));
  }
}

/** The values of `ref_protected` in a case. The column may be null, which is the empty text. */
export function protectionClaims(
  { refProtected }: Pick<CaseHead, 'refProtected'>,
  { assumptions }: Pick<WorldFacts, 'assumptions'>,
): readonly string[] {
  if (refProtected) return ['true'];
  return assumptions['known-protection'] ? ['false'] : ['false', ''];
}

function oneOf(values: readonly string[]): Domain {
  const [only] = values;
  return only !== undefined && values.length === 1
    ? exactly(only)
    : { accepts: (value) => values.includes(value) };
}

function exactly(only: string): Domain {
  return { only, accepts: (value) => value === only };
}

import type { ProviderRegistration } from '../context/index';
import { issuerHost } from '../context/index';
import { quote } from '../errors';
import type { Instance, Project, TokenOrigin } from '../gitlab/index';
import { describeAccess, gitlabWorld, type AccessLine, type GitlabWorld } from '../prove/index';
import { renderPolicy, type Policy } from '../trust/index';
import type { GitlabView } from './gitlab-view';
import { projectClasses } from './project-classes';
import { relevantProjects } from './relevant-projects';
import { sampleDecision } from './sample-decision';

/** How far a line of access reaches, worst first. */
export const EXPOSURES = [
  /** Projects that nobody here knows. */
  'strangers',
  /** A project that takes over the path of a known one. */
  'reused_path',
  /** A project that the trust policy names and nobody here knows. */
  'unknown_project',
  /** It could not be decided. */
  'unsure',
  /** A known project, by a branch or tag that no rule protects. */
  'unprotected',
  /** Callers that need no token, such as another account or an AWS service. */
  'other_callers',
  /** A known project, by protected refs and its merge requests alone. */
  'own',
  /** No token. */
  'nobody',
] as const;

export type Exposure = (typeof EXPOSURES)[number];

/** Who can assume a role, in one plain sentence. */
export interface WhoLine {
  readonly text: string;
  readonly exposure: Exposure;
  /** Full paths of known projects that the line is about. */
  readonly projects: readonly string[];
  /** A branch or tag without protection that can assume the role; `unknown`: the rules are not known. */
  readonly unprotected?: string;
  readonly refType?: 'branch' | 'tag';
  /** Whose tokens, where they are of no known project under its own path. */
  readonly origin?: TokenOrigin;
  /** Why it could not be decided. */
  readonly because?: string;
  /** It is about a caller that needs no token: of the account of the role and its services, or from outside. */
  readonly caller?: 'inside' | 'outside';
  /** The role that the token assumes first, where a chain leads on. */
  readonly through?: string;
  /** The line would be settled by whether projects on reused paths get tokens. */
  readonly dependsOnReusedPaths?: true;
}

/** Projects up to this number are told apart one by one, whatever a pattern says. */
const MAX_SINGLE = 8;
/** Kinds of projects that are described by one of them each. */
const MAX_CLASSES = 12;

/**
 * Who can assume roles by their trust policies, over all tokens of a GitLab. Policies that differ in the account of their provider alone are
 * decided once.
 */
export class AccessReader {
  private readonly read = new Map<string, readonly WhoLine[]>();
  private readonly worlds = new Map<string, GitlabWorld>();

  constructor(private readonly view: GitlabView) {}

  linesOf(policy: Policy, provider: ProviderRegistration, instance: Instance): readonly WhoLine[] {
    const text = JSON.stringify(renderPolicy(policy)).replaceAll(`:${provider.account}:`, ':account:');
    const key = JSON.stringify([
      text,
      provider.issuer,
      provider.partition,
      provider.clientIds,
      instance.issuer,
    ]);
    const known = this.read.get(key);
    if (known !== undefined) return known;
    const lines = this.decide(policy, provider, instance);
    this.read.set(key, lines);
    return lines;
  }

  private decide(policy: Policy, provider: ProviderRegistration, instance: Instance): readonly WhoLine[] {
    const { view } = this;
    const host = issuerHost(instance.issuer).toLowerCase();
    const { projects, listed } = relevantProjects(policy, host, view);
    if (listed || projects.length <= MAX_SINGLE)
      return describeAccess({ policy, provider }, this.world(instance, projects)).map((line) =>
        this.who(line, listed),
      );
    const classes = projectClasses(projects);
    const shown = classes.slice(0, MAX_CLASSES);
    const lines = describeAccess(
      { policy, provider },
      this.world(
        instance,
        shown.map(([first]) => first),
      ),
    );
    const spread = lines.flatMap((line): readonly WhoLine[] => {
      if (line.kind !== 'project') return [this.who(line)];
      const members = shown.find(([first]) => first === line.project) ?? [line.project];
      return this.overClass(line, members, { policy, provider }, instance);
    });
    const rest = classes.slice(MAX_CLASSES).flat();
    if (rest.length === 0) return spread;
    return [
      ...spread,
      {
        text: `perhaps ${counted(rest)}: they have too many different rules to be told apart`,
        exposure: 'unsure',
        projects: rest.map(({ path }) => path),
        because: 'the projects that the trust policy covers have too many different rules to be told apart',
      },
    ];
  }

  /** What holds of one project of a class, said of each whose own token the evaluator allows. */
  private overClass(
    line: Extract<AccessLine, { kind: 'project' }>,
    members: readonly Project[],
    role: { readonly policy: Policy; readonly provider: ProviderRegistration },
    instance: Instance,
  ): readonly WhoLine[] {
    const who = this.who(line);
    const allowed = members.filter(
      (project) => project === line.project || sampleDecision(role, line, project, instance) === 'allow',
    );
    const others = members.filter((project) => !allowed.includes(project));
    const said: WhoLine = {
      ...who,
      text: allowed.length === 1 ? who.text : `${who.text}, and the same of ${counted(allowed.slice(1))}`,
      projects: allowed.map(({ path }) => path),
    };
    if (others.length === 0) return [said];
    return [
      said,
      {
        text: `perhaps ${counted(others)}`,
        exposure: 'unsure',
        projects: others.map(({ path }) => path),
        because: `a sample token of ${quote(others[0]?.path ?? '')} is refused, and no other was tried`,
      },
    ];
  }

  private world(instance: Instance, projects: readonly Project[]): GitlabWorld {
    const key = `${instance.issuer} ${projects.map(({ path }) => path).join(' ')}`;
    const known = this.worlds.get(key);
    if (known !== undefined) return known;
    // Cases are made when they are asked about; an organisation has more sets of projects than are worth keeping.
    if (this.worlds.size > 64) this.worlds.clear();
    const world = gitlabWorld({ instance, projects });
    this.worlds.set(key, world);
    return world;
  }

  /** @param listed whether the policy names each project, so that others are named, too */
  private who(line: AccessLine, listed = false): WhoLine {
    const none: readonly string[] = [];
    switch (line.kind) {
      case 'project': {
        const { text, project, refType, unprotected } = line;
        const exposure =
          unprotected === undefined ? 'own' : unprotected.ref === 'unknown' ? 'unsure' : 'unprotected';
        return { text, exposure, projects: [project.path], refType, unprotected: unprotected?.ref };
      }
      case 'origin': {
        const { origin, certainty, because } = line;
        const label = this.label(origin);
        if (certainty === 'perhaps')
          return {
            text: `perhaps ${label}: ${because}`,
            exposure: 'unsure',
            projects: none,
            origin,
            because,
            dependsOnReusedPaths: origin === 'impostor' || origin === 'successor' ? true : undefined,
          };
        const exposure = listed && origin === 'undeclared' ? 'unknown_project' : ORIGIN_EXPOSURES[origin];
        return { text: `${label}, such as ${because}`, exposure, projects: none, origin };
      }
      case 'nobody':
        return { text: line.text, exposure: 'nobody', projects: none, because: line.reason };
      case 'depends':
        return { text: line.text, exposure: 'own', projects: none };
      case 'other':
        return { text: line.text, exposure: 'strangers', projects: none };
      case 'undecided':
        return { text: line.text, exposure: 'unsure', projects: none, because: line.text };
    }
  }

  private label(origin: Exclude<TokenOrigin, 'declared'>): string {
    const known = this.view.source === 'snapshot' ? 'of the snapshot' : 'declared';
    switch (origin) {
      case 'undeclared':
        return this.view.source === 'none'
          ? 'a project that nothing is known of'
          : `projects that are not ${this.view.source === 'snapshot' ? 'in the snapshot' : 'declared'}`;
      case 'impostor':
        return 'any user who takes over the path of such a project';
      case 'successor':
        return 'a new project under the path of such a project, in the same namespace';
      case 'renamed':
        return `a project ${known} after it is renamed or moved`.replace(
          'project declared',
          'declared project',
        );
    }
  }
}

const ORIGIN_EXPOSURES: Readonly<Record<Exclude<TokenOrigin, 'declared'>, Exposure>> = {
  undeclared: 'strangers',
  impostor: 'reused_path',
  successor: 'reused_path',
  renamed: 'own',
};

/** A few paths; the rest is counted. */
function counted(projects: readonly Project[]): string {
  const shown = projects.slice(0, 2).map(({ path }) => quote(path));
  const more = projects.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more projects` : shown.join(' and ');
}

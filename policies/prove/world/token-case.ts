import type { Formula } from '../../automata/index';
import type { PipelineKind, Project, TokenOrigin } from '../../gitlab/index';
import type { Domains } from './domain';
import type { Subject } from './subject';

/** A formula and the variables it speaks of: it can be satisfied whatever the others hold, so it may be omitted when nobody asks about all of its own. */
export interface CasePart {
  readonly keys: readonly string[];
  readonly formula: Formula;
}

/** Tokens of one kind: together the cases of a world are all its tokens. */
export interface TokenCase {
  readonly origin: TokenOrigin;
  readonly pipelineKind: PipelineKind;
  /** The claim `ref_protected`. */
  readonly refProtected: boolean;
  /** The declared project: whose token it is, whose path was taken, whose merge request it is; absent for `undeclared`. */
  readonly project?: Project;
  /** The declared project that runs the merge request of a fork, where `sub` has components of the job project. */
  readonly parent?: Project;
  readonly subject: Subject;
  readonly parts: readonly CasePart[];
  readonly domains: Domains;
  /** The rules of the project name the ref; `undefined` where they are not known. */
  readonly refNotNamed?: Formula | undefined;
}

/** Whose tokens those of a case are. */
export type Whose = Pick<TokenCase, 'origin' | 'project'>;

/** The tokens of some projects. */
export interface Concerned {
  readonly origins: readonly TokenOrigin[];
  /** Of the declared ones. */
  readonly projects: ReadonlySet<Project>;
}

/** Whether tokens are among those of some projects. */
export function isConcerned({ origin, project }: Whose, { origins, projects }: Concerned): boolean {
  return project !== undefined && origins.includes(origin) && projects.has(project);
}

/** Cases of one project and origin: what they have in common is known before they are made. The project is absent where they have none, or no declared one. */
export interface CaseGroup extends Whose {
  /** What is known of whose tokens they are; it holds in each of them. */
  readonly domains: Domains;
  /** Makes them when somebody asks. */
  readonly cases: () => readonly TokenCase[];
}

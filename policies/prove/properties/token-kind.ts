import {
  ANY,
  FALSE,
  STAR,
  TRUE,
  and,
  literal,
  matchesAny,
  not,
  pattern,
  type Formula,
  type PatternPart,
} from '../../automata/index';
import type { PipelineKind, PipelineSource, Project, SubClaimComponent } from '../../gitlab/index';
import type { PatternToken } from '../../trust/index';
import type { AnySubWorld } from '../world/any-sub-world';
import type { GitlabWorld } from '../world/gitlab-world';
import { isOpen, type Subject } from '../world/subject';
import type { TokenCase } from '../world/token-case';

/** Patterns for claims, by name. `project_path`, `project_id` and `ref` are also read where `sub` names them. */
export type ClaimPatterns = Readonly<Record<string, readonly (readonly PatternToken[])[]>>;

/** The tokens that a question is about: those that fit in everything. What is omitted may be anything. */
export interface TokenKind {
  /** Tokens of this project, which the world declares. */
  readonly declared?: Project;
  readonly refType?: 'branch' | 'tag';
  /** What runs. */
  readonly pipeline?: PipelineKind;
  /** The claim `ref_protected`. */
  readonly refProtected?: boolean;
  /** The claim `pipeline_source` is one of these; where AWS does not see it, any pipeline that may have one of them. */
  readonly sources?: readonly PipelineSource[];
  /**
   * `none`: `sub` has no component about an environment. `unprotected`: it has `environment_protected:false`. `not_protected`: it does not
   * have `environment_protected:true`. `protected`: the job deploys to a protected environment, so that every component about one has its value.
   */
  readonly environment?: 'none' | 'unprotected' | 'not_protected' | 'protected';
  /** The claim matches one of the patterns, and `sub` names it if it is a component. */
  readonly in?: ClaimPatterns;
  /** The same, once more for each: a ref that a rule of each of several groups covers. */
  readonly allIn?: readonly ClaimPatterns[];
  /** The claim matches none of the patterns, neither as a claim nor where `sub` names it. */
  readonly notIn?: ClaimPatterns;
}

/** The tokens of a case that are of a kind. */
export function tokensOfKind(kind: TokenKind, world: GitlabWorld): (tokens: TokenCase) => Formula {
  const within = [kind.in ?? {}, ...(kind.allIn ?? [])].flatMap((claims) =>
    Object.entries(claims).map(([claim, values]) => [claim, partsOf(values)] as const),
  );
  const outside = Object.entries(kind.notIn ?? {}).map(
    ([claim, values]) => [claim, partsOf(values)] as const,
  );
  const bySubject = new Map<Subject, Formula>();
  const made = (subject: Subject): Formula => {
    const parts: Formula[] = [];
    if (kind.environment === 'unprotected') parts.push(subject.must('environment_protected', [['false']]));
    if (kind.environment === 'not_protected') parts.push(subject.never('environment_protected', [['true']]));
    if (kind.environment === 'protected' && hasComponent(subject, 'environment_protected'))
      parts.push(subject.must('environment_protected', [['true']]));
    if (kind.sources !== undefined && world.isGitlabCom)
      parts.push(
        matchesAny(
          `${world.host}:pipeline_source`,
          kind.sources.map((source) => literal(source)),
        ),
      );
    for (const [claim, values] of within) {
      parts.push(isComponent(claim) ? subject.must(claim, values) : claimIn(world, claim, values));
    }
    for (const [claim, values] of outside) {
      if (isComponent(claim)) parts.push(subject.never(claim, values));
      if (isSeen(world, claim)) parts.push(not(claimIn(world, claim, values)));
    }
    const open = parts.filter((part) => part !== TRUE);
    return open.length === 0 ? TRUE : and(...open);
  };
  return (tokens) => {
    if (!isOfCase(kind, tokens)) return FALSE;
    // Cases of one subject share one formula, so that it is read once.
    const known = bySubject.get(tokens.subject) ?? made(tokens.subject);
    bySubject.set(tokens.subject, known);
    return known;
  };
}

/**
 * The requests of a kind where the issuer is not a GitLab: what is asked of single claims that are keys. Every other part of a kind is about
 * GitLab and narrows nothing.
 */
export function requestsOfKind(kind: TokenKind, world: AnySubWorld): Formula {
  const parts = (claims: ClaimPatterns = {}): readonly Formula[] =>
    Object.entries(claims).map(([claim, values]) => claimIn(world, claim, partsOf(values)));
  const all = [...parts(kind.in), ...parts(kind.notIn).map(not)].filter((part) => part !== TRUE);
  return all.length === 0 ? TRUE : and(...all);
}

/** Whether tokens of the case may be of the kind, as far as the case itself tells. */
function isOfCase(
  kind: TokenKind,
  { origin, pipelineKind, project, refProtected, subject }: TokenCase,
): boolean {
  const { declared, refType, sources, environment } = kind;
  if (declared !== undefined && (origin !== 'declared' || project !== declared)) return false;
  if (refType !== undefined && (pipelineKind === 'tag') !== (refType === 'tag')) return false;
  if (kind.pipeline !== undefined && pipelineKind !== kind.pipeline) return false;
  if (kind.refProtected !== undefined && refProtected !== kind.refProtected) return false;
  if (pipelineKind === 'tag' && sources?.every((source) => source === 'merge_request_event') === true)
    return false;
  if (environment === 'none' && !isOpen(subject.form.components)) {
    return !subject.form.components.some(isOfEnvironment);
  }
  if (environment === 'protected') {
    const wanted = (declared?.subClaim ?? []).filter(isOfEnvironment);
    return wanted.every((name) => hasComponent(subject, name));
  }
  return true;
}

/** Components that only the subjects of jobs with an environment have. */
function isOfEnvironment(name: SubClaimComponent): boolean {
  return name === 'environment_protected' || name === 'deployment_tier';
}

function hasComponent({ form: { components } }: Subject, name: SubClaimComponent): boolean {
  return isOpen(components) || components.includes(name);
}

type Component = 'project_path' | 'project_id' | 'ref';

function isComponent(claim: string): claim is Component {
  return claim === 'project_path' || claim === 'project_id' || claim === 'ref';
}

/** Whether AWS has a key for the claim. */
function isSeen({ isGitlabCom }: GitlabWorld, claim: string): boolean {
  if (claim === 'aud' || claim === 'sub') return true;
  return isGitlabCom && claim !== 'project_path' && claim !== 'ref';
}

function claimIn(
  { host }: Pick<GitlabWorld, 'host'>,
  claim: string,
  values: readonly (readonly PatternPart[])[],
): Formula {
  return matchesAny(
    `${host}:${claim}`,
    values.map((parts) => pattern(parts)),
  );
}

/** A name in which only `*` is special, as in the pattern of a protection rule. */
export function ruleGlob(rule: string): readonly PatternToken[] {
  return rule
    .split('*')
    .flatMap((text, index): readonly PatternToken[] => [
      ...(index === 0 ? [] : [{ kind: 'any' as const }]),
      ...(text === '' ? [] : [{ kind: 'literal' as const, text }]),
    ]);
}

/** Patterns with a policy variable name no value. */
function partsOf(values: readonly (readonly PatternToken[])[]): readonly (readonly PatternPart[])[] {
  return values
    .filter((tokens) => tokens.every(({ kind }) => kind !== 'variable' && kind !== 'malformed'))
    .map((tokens) =>
      tokens.map((token): PatternPart => {
        if (token.kind === 'literal') return token.text;
        return token.kind === 'any' ? STAR : ANY;
      }),
    );
}

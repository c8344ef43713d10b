import {
  FALSE,
  STAR,
  TRUE,
  and,
  matches,
  matchesAny,
  not,
  pattern,
  patternText,
  subsumes,
  type Formula,
  type Pattern,
} from '../automata/index';
import { quote } from '../errors';
import { TOKEN_ORIGIN_LABELS, TOKEN_ORIGINS, type Project, type TokenOrigin } from '../gitlab/index';
import { operator, parsePattern, type Policy } from '../trust/index';
import { admittedRefs } from './admitted-refs';
import { askGitlab } from './ask-gitlab';
import { globOf } from './compile/text-pattern';
import { canBeAssumed } from './can-be-assumed';
import { forAnyRequest, type RequestDependency } from './request-conditions';
import { unprotectedRef } from './properties/protected-refs';
import type { RoleTrust } from './role-trust';
import type { Budget } from './search';
import { FieldSubject } from './world/field-subject';
import type { GitlabWorld } from './world/gitlab-world';
import type { TokenCase } from './world/token-case';

/** One line about who can assume a role, with what it says as data. */
export type AccessLine =
  | {
      /** The branches or the tags of a declared project. */
      readonly kind: 'project';
      readonly text: string;
      readonly project: Project;
      readonly refType: 'branch' | 'tag';
      /** Every token of the line says `ref_protected`. */
      readonly protected: boolean;
      /** Merge requests can, too. */
      readonly mergeRequests: boolean;
      /** Globs of GitLab's; empty where no pattern describes the refs. */
      readonly refs: readonly string[];
      /** A pipeline for a branch or tag that no rule protects and that can assume the role. `unknown`: the rules are not known. */
      readonly unprotected?: { readonly ref: string | 'unknown' };
    }
  | {
      /** Tokens that are of no declared project under its path. */
      readonly kind: 'origin';
      readonly text: string;
      readonly origin: Exclude<TokenOrigin, 'declared'>;
      /** `perhaps`: it could not be decided. */
      readonly certainty: 'yes' | 'perhaps';
      /** Why it could not be decided, or a pipeline that can. */
      readonly because: string;
    }
  /** No token at all, which is a proof. */
  | { readonly kind: 'nobody'; readonly text: string; readonly reason: string }
  /** What the lines before it depend on, or what could not be decided. */
  | { readonly kind: 'depends' | 'undecided' | 'other'; readonly text: string };

/**
 * What a role admits at most, in a few plain lines, widest first: the refs of each declared project, and who else can assume it. Every
 * line was decided over all tokens: a ref pattern is named only if some token of every ref that it matches can assume the role,
 * `protected` is said where no other token can, what is refused within a line follows `except`, and what has no pattern shows an example.
 * What depends on the request is listed as if the request allowed it, and followed by what it depends on. Where no token can assume
 * the role that is a proof, with its reason.
 *
 * Cost: a few questions for each ref pattern of the policy and each declared project.
 */
export function describeAdmitted(
  role: RoleTrust,
  world: GitlabWorld,
  budget: Budget = {},
): readonly string[] {
  return describeAccess(role, world, budget).map(({ text }) => text);
}

/** The same lines as data. Cost: one question more for each line about a project that is not protected. */
export function describeAccess(
  role: RoleTrust,
  world: GitlabWorld,
  budget: Budget = {},
): readonly AccessLine[] {
  const { role: favoured, depends } = forAnyRequest(role, world);
  const lines = [
    ...world.projects.flatMap((project) => projectLines(favoured, project, world, budget)),
    ...TOKEN_ORIGINS.flatMap((origin) =>
      origin === 'declared' ? [] : otherLine(favoured, origin, world, budget),
    ),
  ];
  if (lines.length === 0) return [closedLine(role, world, budget)];
  return [...lines, ...depends.map((one) => ({ kind: 'depends', text: dependencyLine(one) }) as const)];
}

function dependencyLine({ statement: { index, effect }, text }: RequestDependency): string {
  const name = `statement ${index + 1}`;
  return effect === 'Allow'
    ? `${name} depends on ${text}`
    : `${name}, which denies, depends on ${text}: what it denies is listed too`;
}

function closedLine(role: RoleTrust, world: GitlabWorld, budget: Budget): AccessLine {
  const answer = canBeAssumed(role, world, { budget });
  switch (answer.kind) {
    case 'can':
      return { kind: 'other', text: answer.example.label };
    case 'depends':
      return { kind: 'other', text: `${answer.example.label}; ${answer.reason}` };
    case 'undecided':
      return { kind: 'undecided', text: `cannot tell: ${answer.reason}` };
    case 'cannot': {
      const needs = answer.needs.length === 0 ? '' : ` (needs: ${answer.needs.join(', ')})`;
      const { reason } = answer;
      return { kind: 'nobody', text: `no token can assume the role: ${reason}${needs}`, reason };
    }
  }
}

function otherLine(
  role: RoleTrust,
  origin: Exclude<TokenOrigin, 'declared'>,
  world: GitlabWorld,
  budget: Budget,
): readonly AccessLine[] {
  const verdict = askGitlab(
    {
      roles: [{ role, outcome: 'allow' }],
      claim: '',
      region: (tokens) => (tokens.origin === origin ? TRUE : FALSE),
      prefer: ({ pipelineKind }) => pipelineKind === 'branch',
    },
    world,
    budget,
  );
  switch (verdict.verdict) {
    case 'proved':
      return [];
    case 'undecided': {
      const text = `perhaps ${TOKEN_ORIGIN_LABELS[origin]}: ${verdict.reason}`;
      return [{ kind: 'origin', origin, certainty: 'perhaps', because: verdict.reason, text }];
    }
    case 'refuted': {
      if (verdict.counterexample.kind !== 'token') return [];
      const { label } = verdict.counterexample;
      const text = `${TOKEN_ORIGIN_LABELS[origin]}, such as ${label}`;
      return [{ kind: 'origin', origin, certainty: 'yes', because: label, text }];
    }
  }
}

function projectLines(
  role: RoleTrust,
  project: Project,
  world: GitlabWorld,
  budget: Budget,
): readonly AccessLine[] {
  return (['branch', 'tag'] as const).flatMap((type): readonly AccessLine[] => {
    const isOne = (tokens: TokenCase): boolean =>
      tokens.origin === 'declared' &&
      tokens.project === project &&
      (tokens.pipelineKind === 'tag') === (type === 'tag');
    const admits = (region: (tokens: TokenCase) => Formula): boolean => {
      const question = {
        roles: [{ role, outcome: 'allow' as const }],
        claim: '',
        region: (tokens: TokenCase) => (isOne(tokens) ? region(tokens) : FALSE),
      };
      return askGitlab(question, world, { ...budget, natural: false }).verdict !== 'proved';
    };
    const at = (ref: Pattern) => (tokens: TokenCase) => tokens.subject.must('ref', [partsOf(ref)]);
    const { wanted, unwanted } = namedRefs(role.policy, project, type, world);
    const denied = unwanted.filter((ref) => !admits(at(ref)));
    const unprotected = admits((tokens) => unprotectedRef(tokens, world));
    const admitted = admittedRefs(role, world, isOne, budget);
    // All that a line would say must assume the role, and all that can assume the role must be in a line.
    const described = (ref: Pattern): Formula =>
      and(
        matches(admitted.key, ref),
        not(matchesAny(admitted.key, denied)),
        unprotected ? TRUE : admitted.named(type, project),
      );
    const fits = (ref: Pattern): boolean => admits(at(ref)) && admitted.hasAll(described(ref));
    const restOf = (refs: readonly Pattern[]): string | undefined =>
      admitted.shortest(not(matchesAny(admitted.key, refs)));
    const narrow = widest(wanted.filter((ref) => !isEverything(ref) && fits(ref)));
    // `any` only where the patterns do not say it all.
    const refs = restOf(narrow) !== undefined && fits(EVERYTHING) ? [EVERYTHING] : narrow;
    const rest = restOf(refs);
    const mergeRequests =
      type === 'branch' && admits((tokens) => (tokens.pipelineKind === 'merge_request' ? TRUE : FALSE));
    const notes = `${unprotected ? '' : ', protected'}${mergeRequests ? ', merge requests of it too' : ''}`;
    const lines: AccessLine[] = [];
    if (refs.length === 0 && rest === undefined) return lines;
    const common = {
      kind: 'project',
      project,
      refType: type,
      protected: !unprotected,
      mergeRequests,
      unprotected: unprotected ? unprotectedExample(role, { project, type }, world, budget) : undefined,
    } as const;
    if (refs.length > 0) {
      const except = denied.filter((ref) => refs.some((wide) => subsumes(wide, ref)));
      const but =
        except.length === 0 ? '' : `; except ${orList(except.map((ref) => quote(patternText(ref))))}`;
      const text = `${refText(refs, type)} of ${project.path}${notes}${but}`;
      lines.push({ ...common, refs: refs.map(patternText), text });
    }
    if (rest !== undefined) {
      const some = `some ${refs.length > 0 ? 'other ' : ''}${type === 'tag' ? 'tags' : 'branches'}`;
      lines.push({
        ...common,
        refs: [],
        text: `${some} of ${project.path}, such as ${quote(rest)}${notes}`,
      });
    }
    return lines;
  });
}

/** A branch or tag of a project that no rule names and whose own pipeline, none of a merge request, can assume the role. */
function unprotectedExample(
  role: RoleTrust,
  { project, type }: { readonly project: Project; readonly type: 'branch' | 'tag' },
  world: GitlabWorld,
  budget: Budget,
): { readonly ref: string } | undefined {
  const rules = type === 'branch' ? project.protectedBranches : project.protectedTags;
  const question = {
    roles: [{ role, outcome: 'allow' as const }],
    claim: '',
    region: (tokens: TokenCase) =>
      tokens.origin === 'declared' && tokens.project === project && tokens.pipelineKind === type
        ? unprotectedRef(tokens, world)
        : FALSE,
  };
  const verdict = askGitlab(question, world, budget);
  if (verdict.verdict === 'proved') return undefined;
  const example = verdict.verdict === 'refuted' ? verdict.counterexample : undefined;
  const ref = example?.kind === 'token' ? example.claims.ref : undefined;
  return { ref: rules !== 'unknown' && typeof ref === 'string' ? ref : 'unknown' };
}

function widest(refs: readonly Pattern[]): readonly Pattern[] {
  return refs.filter(
    (ref, i) => !refs.some((other, j) => j !== i && subsumes(other, ref) && (!subsumes(ref, other) || j < i)),
  );
}

function refText(refs: readonly Pattern[], type: 'branch' | 'tag'): string {
  const names = refs
    .toSorted((a, b) => a.tokens.length - b.tokens.length)
    .map((ref) => quote(patternText(ref)));
  return refs.some(isEverything) ? `any ${type}` : `${type} ${orList(names)}`;
}

const EVERYTHING = pattern([STAR]);

function isEverything({ tokens }: Pattern): boolean {
  return tokens.length === 1 && tokens[0] === STAR;
}

/** The refs that the `sub` conditions of a policy accept or keep out, for one project; whether they do is another question. */
function namedRefs(
  policy: Policy,
  project: Project,
  refType: 'branch' | 'tag',
  world: GitlabWorld,
): { readonly wanted: readonly Pattern[]; readonly unwanted: readonly Pattern[] } {
  const components = project.subClaim.filter(
    (name) => name !== 'environment_protected' && name !== 'deployment_tier',
  );
  const rules = { refs: 'gitlab', paths: 'gitlab', ids: 'gitlab' } as const;
  const wanted: Pattern[] = [];
  const unwanted: Pattern[] = [];
  for (const refProtected of [true, false]) {
    const subject = new FieldSubject({ components, refType, refProtected }, world.host, rules);
    for (const { effect, conditions } of policy.statements) {
      for (const { key, form, values } of conditions) {
        if (key.toLowerCase() !== `${world.host}:sub` || form === undefined) continue;
        const row = operator(form.base);
        if (row.language.kind !== 'text') continue;
        const syntax = { wildcards: row.wildcards, variables: policy.version === '2012-10-17' };
        const refs = values.flatMap((value) => subject.partsOf(globOf(parsePattern(value, syntax)), 'ref'));
        ((effect === 'Allow') === row.negated ? unwanted : wanted).push(...refs);
      }
    }
  }
  const distinct = (refs: readonly Pattern[]): readonly Pattern[] => [
    ...new Map(refs.map((ref) => [ref.tokens.join(), ref])).values(),
  ];
  return { wanted: distinct(wanted), unwanted: distinct(unwanted) };
}

function partsOf({ tokens }: Pattern) {
  return tokens.map((token) => (token < 0 ? (token as typeof STAR) : String.fromCharCode(token)));
}

function orList(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

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
  const { role: favoured, depends } = forAnyRequest(role, world);
  const lines = [
    ...world.projects.flatMap((project) => projectLines(favoured, project, world, budget)),
    ...TOKEN_ORIGINS.filter((origin) => origin !== 'declared').flatMap((origin) =>
      otherLine(favoured, origin, world, budget),
    ),
  ];
  if (lines.length === 0) return [closedLine(role, world, budget)];
  return [...lines, ...depends.map(dependencyLine)];
}

function dependencyLine({ statement: { index, effect }, text }: RequestDependency): string {
  const name = `statement ${index + 1}`;
  return effect === 'Allow'
    ? `${name} depends on ${text}`
    : `${name}, which denies, depends on ${text}: what it denies is listed too`;
}

function closedLine(role: RoleTrust, world: GitlabWorld, budget: Budget): string {
  const answer = canBeAssumed(role, world, { budget });
  switch (answer.kind) {
    case 'can':
      return answer.example.label;
    case 'depends':
      return `${answer.example.label}; ${answer.reason}`;
    case 'undecided':
      return `cannot tell: ${answer.reason}`;
    case 'cannot': {
      const needs = answer.needs.length === 0 ? '' : ` (needs: ${answer.needs.join(', ')})`;
      return `no token can assume the role: ${answer.reason}${needs}`;
    }
  }
}

function otherLine(
  role: RoleTrust,
  origin: TokenOrigin,
  world: GitlabWorld,
  budget: Budget,
): readonly string[] {
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
    case 'undecided':
      return [`perhaps ${TOKEN_ORIGIN_LABELS[origin]}: ${verdict.reason}`];
    case 'refuted':
      return verdict.counterexample.kind === 'token'
        ? [`${TOKEN_ORIGIN_LABELS[origin]}, such as ${verdict.counterexample.label}`]
        : [];
  }
}

function projectLines(
  role: RoleTrust,
  project: Project,
  world: GitlabWorld,
  budget: Budget,
): readonly string[] {
  return (['branch', 'tag'] as const).flatMap((type): readonly string[] => {
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
      return askGitlab(question, world, budget).verdict !== 'proved';
    };
    const at = (ref: Pattern) => (tokens: TokenCase) => tokens.subject.must('ref', [partsOf(ref)]);
    const { wanted, unwanted } = namedRefs(role.policy, project, type, world);
    const denied = unwanted.filter((ref) => !admits(at(ref)));
    const unprotected = admits((tokens) => unprotectedRef(tokens, world));
    const admitted = admittedRefs(role, world, isOne, budget);
    // All that a line would say must get in, and all that gets in must be in a line.
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
    const lines: string[] = [];
    if (refs.length > 0) {
      const except = denied.filter((ref) => refs.some((wide) => subsumes(wide, ref)));
      const but =
        except.length === 0 ? '' : `; except ${orList(except.map((ref) => quote(patternText(ref))))}`;
      lines.push(`${refText(refs, type)} of ${project.path}${notes}${but}`);
    }
    if (rest !== undefined) {
      const some = `some ${refs.length > 0 ? 'other ' : ''}${type === 'tag' ? 'tags' : 'branches'}`;
      lines.push(`${some} of ${project.path}, such as ${quote(rest)}${notes}`);
    }
    return lines;
  });
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

/** The refs that the `sub` conditions of a policy let in or keep out, for one project; whether they do is another question. */
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

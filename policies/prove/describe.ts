import {
  FALSE,
  STAR,
  TRUE,
  pattern,
  patternText,
  subsumes,
  type Formula,
  type Pattern,
} from '../automata/index';
import { quote } from '../errors';
import type { Project } from '../gitlab/index';
import { parsePattern, type Policy } from '../trust/index';
import { askGitlab } from './ask-gitlab';
import { globOf } from './compile/text-pattern';
import { examplesOf } from './examples';
import { unprotectedRef } from './properties/protected-refs';
import type { RoleTrust } from './role-trust';
import type { Budget } from './search';
import { FieldSubject } from './world/field-subject';
import type { GitlabWorld } from './world/gitlab-world';
import type { TokenCase } from './world/token-case';

/**
 * What a role admits, in a few plain lines, widest first: the refs of each declared project, and who else gets in. Every line was
 * decided over all tokens: refs that no token gets in with are left out, `protected` stands where nothing else gets in, and what is
 * kept out within a line follows `except`.
 *
 * Cost: a few questions for each ref pattern of the policy and each declared project.
 */
export function describeAdmitted(
  role: RoleTrust,
  world: GitlabWorld,
  budget: Budget = {},
): readonly string[] {
  const lines = world.projects.flatMap((project) => projectLines(role, project, world, budget));
  const others = examplesOf(
    {
      roles: [{ role, outcome: 'allow' }],
      claim: '',
      region: (tokens) => (tokens.who === 'declared' ? FALSE : TRUE),
    },
    world,
    4,
    budget,
  );
  const seen = new Set<string>();
  for (const { who, label } of others) {
    if (seen.has(who)) continue;
    seen.add(who);
    lines.push(`${OTHERS[who]}, such as ${label}`);
  }
  return lines.length === 0 ? ['nobody'] : lines;
}

const OTHERS = {
  declared: 'declared projects',
  renamed: 'declared projects under another path',
  undeclared: 'projects that are not declared',
  impostor: 'whoever takes over the path of a declared project',
  successor: 'a new project under the path of a declared one',
} as const;

function projectLines(
  role: RoleTrust,
  project: Project,
  world: GitlabWorld,
  budget: Budget,
): readonly string[] {
  return (['branch', 'tag'] as const).flatMap((type): readonly string[] => {
    const isOne = (tokens: TokenCase): boolean =>
      tokens.who === 'declared' && tokens.project === project && (tokens.run === 'tag') === (type === 'tag');
    const admits = (region: (tokens: TokenCase) => Formula): boolean => {
      const question = {
        roles: [{ role, outcome: 'allow' as const }],
        claim: '',
        region: (tokens: TokenCase) => (isOne(tokens) ? region(tokens) : FALSE),
      };
      return askGitlab(question, world, budget).verdict !== 'proved';
    };
    const at = (ref: Pattern) => (tokens: TokenCase) => tokens.subject.must('ref', [partsOf(ref)]);
    const open = refsOf(role.policy, project, type, 'Allow', world).filter((ref) => admits(at(ref)));
    const refs = open.filter(
      (ref, i) =>
        !open.some((other, j) => j !== i && subsumes(other, ref) && (!subsumes(ref, other) || j < i)),
    );
    if (refs.length === 0) return [];
    const denied = refsOf(role.policy, project, type, 'Deny', world).filter(
      (ref) => refs.some((wide) => subsumes(wide, ref)) && !admits(at(ref)),
    );
    const unprotected = admits((tokens) => unprotectedRef(tokens, world));
    const mergeRequests =
      type === 'branch' && admits((tokens) => (tokens.run === 'merge_request' ? TRUE : FALSE));
    const names = refs
      .toSorted((a, b) => a.tokens.length - b.tokens.length)
      .map((ref) =>
        ref.tokens.length === 1 && ref.tokens[0] === STAR ? `any ${type}` : quote(patternText(ref)),
      );
    const [first = ''] = names;
    const which = first.startsWith('any ') ? first : `${type} ${orList(names)}`;
    const notes = [
      unprotected ? '' : ', protected',
      mergeRequests ? ', merge requests of it too' : '',
      denied.length === 0 ? '' : `; except ${orList(denied.map((ref) => quote(patternText(ref))))}`,
    ];
    return [`${which} of ${project.path}${notes.join('')}`];
  });
}

/** The refs that the `sub` conditions of statements speak of, for one project. */
function refsOf(
  policy: Policy,
  project: Project,
  refType: 'branch' | 'tag',
  effect: 'Allow' | 'Deny',
  world: GitlabWorld,
): readonly Pattern[] {
  const components = project.subClaim.filter(
    (name) => name !== 'environment_protected' && name !== 'deployment_tier',
  );
  const rules = { refs: 'gitlab', paths: 'gitlab', ids: 'gitlab' } as const;
  const found: Pattern[] = [];
  for (const refProtected of [true, false]) {
    const subject = new FieldSubject({ components, refType, refProtected }, world.host, rules);
    for (const statement of policy.statements) {
      if (statement.effect !== effect) continue;
      const subs = statement.conditions.filter(
        ({ key, form }) =>
          key.toLowerCase() === `${world.host}:sub` &&
          (form?.base === 'StringEquals' || form?.base === 'StringLike'),
      );
      if (subs.length === 0) found.push(pattern([STAR]));
      for (const { values, form } of subs) {
        const syntax = { wildcards: form?.base === 'StringLike', variables: policy.version === '2012-10-17' };
        for (const value of values)
          found.push(...subject.partsOf(globOf(parsePattern(value, syntax)), 'ref'));
      }
    }
  }
  return [...new Map(found.map((ref) => [ref.tokens.join(), ref])).values()];
}

function partsOf({ tokens }: Pattern) {
  return tokens.map((token) => (token < 0 ? (token as typeof STAR) : String.fromCharCode(token)));
}

function orList(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

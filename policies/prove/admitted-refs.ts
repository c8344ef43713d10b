import { TRUE, and, inShape, languageOf, matchesAny, pattern, type Formula } from '../automata/index';
import type { Project } from '../gitlab/index';
import { candidateValues } from './candidates';
import { roleFormula, type RoleTrust } from './role-trust';
import { DEFAULT_MAX_NODES, type Budget } from './search';
import { CaseReader, anyOf } from './world/case-question';
import { canSplit } from './world/field-subject';
import { gitlabKeys } from './world/gitlab-keys';
import type { GitlabWorld } from './world/gitlab-world';
import { refPattern } from './world/ref-pattern';
import { GITLAB_REF } from './world/ref-shape';
import type { TokenCase } from './world/token-case';

/** Sets of refs are the same when they have as many members up to this length; one is within the other. */
const COMPARED_LENGTH = 96;

/** The refs with which some token of chosen cases can assume the role. */
export interface AdmittedRefs {
  /** The variable that holds the ref. */
  readonly key: string;
  /** The refs that the rules of a project name: all where they are not known. */
  named(type: 'branch' | 'tag', project: Project): Formula;
  /** Whether each ref that satisfies the formula is admitted; `false` when cannot tell, or when there is none. */
  hasAll(refs: Formula): boolean;
  /** A shortest admitted ref that satisfies the formula; `undefined` when there is none, or when cannot tell. */
  shortest(refs: Formula): string | undefined;
}

/** Cost: an automaton of the refs for each question. */
export function admittedRefs(
  role: RoleTrust,
  world: GitlabWorld,
  chosen: (tokens: TokenCase) => boolean,
  { maxNodes = DEFAULT_MAX_NODES }: Budget,
): AdmittedRefs {
  const key = `${world.host}:sub/ref`;
  const keys = gitlabKeys(world, role.provider, candidateValues([role.policy]));
  const { admits } = roleFormula(role, 'role', keys, 'possibly', `${world.host}:aud`);
  const reader = new CaseReader(admits);
  const open = canSplit(admits, `${world.host}:sub`)
    ? world.cases('fields').flatMap((tokens) => (chosen(tokens) ? (reader.within(tokens) ?? []) : []))
    : [];
  const all = anyOf(open);
  const possible = inShape(key, GITLAB_REF);
  const languageWith = (refs: Formula) => {
    const answer = languageOf(refs, { key, maxNodes });
    return answer.kind === 'language' ? answer.language : undefined;
  };
  return {
    key,
    named(type, { protectedBranches, protectedTags }) {
      const rules = type === 'tag' ? protectedTags : protectedBranches;
      return rules === 'unknown'
        ? TRUE
        : matchesAny(
            key,
            rules.map((rule) => pattern(refPattern(rule))),
          );
    },
    hasAll(refs) {
      const described = languageWith(and(possible, refs));
      const admitted = languageWith(and(all, possible, refs));
      const count = described?.count(COMPARED_LENGTH);
      return count !== undefined && count > 0n && count === admitted?.count(COMPARED_LENGTH);
    },
    shortest: (refs) => languageWith(and(all, possible, refs))?.list(1)[0],
  };
}

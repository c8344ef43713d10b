import type { PipelineSource, Project } from '../../../policies/gitlab/index';
import type { Grant, GrantRule } from '../../../policies/grant/index';
import type { PolicyDocument } from '../../../policies/trust/index';
import { parsePattern } from '../../../policies/trust/index';
import type { Choose } from '../../support/seed';

export const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

const project = (path: string, id: string, subClaim: Project['subClaim']): Project => ({
  path,
  id,
  namespaceId: '12',
  protectedBranches: 'unknown',
  protectedTags: 'unknown',
  protectedEnvironments: 'unknown',
  subClaim,
  visibility: 'private',
});

const PROJECTS = [
  project('acme/api', '101', ['project_path', 'ref_type', 'ref']),
  project('acme/web', '102', ['project_path', 'ref_type', 'ref', 'ref_protected']),
];
/** Overlapping patterns, and letters that IAM or an escape could take for something else. */
const REFS = [
  'main',
  'release/1.2',
  'release/*',
  'release/1.*',
  '*.2',
  'r*1*',
  'r**1*',
  '*',
  'a$b',
  'x${y}',
  'a"b',
  'a*$*b',
];
const SOURCES: readonly PipelineSource[] = ['push', 'web', 'schedule'];

const one = <T>(choose: Choose, list: readonly T[]): T => list[choose(list.length)] as T;
const some = <T>(choose: Choose, list: readonly T[]): readonly T[] => {
  const chosen = list.filter(() => choose(3) === 0);
  return chosen.length === 0 ? [one(choose, list)] : chosen;
};

/** A grant of up to six rules that overlap, so that there is something to compact. */
export function randomGrant(choose: Choose): Grant {
  const rules = Array.from({ length: 1 + choose(6) }, (): GrantRule => ({
    project: one(choose, PROJECTS),
    refs: some(choose, REFS).map((pattern) => ({ type: one(choose, ['branch', 'tag'] as const), pattern })),
    protected: choose(2) === 0,
    ...(choose(2) === 0 ? {} : { sources: some(choose, SOURCES) }),
  }));
  return { issuer: 'https://gitlab.com', audience: 'sts.amazonaws.com', rules };
}

/** A request context made of what a document names: matches, near misses, and missing keys are all frequent. */
export function randomContext(choose: Choose, document: PolicyDocument): ReadonlyMap<string, string> {
  const values = new Map<string, string[]>();
  for (const { Condition } of document.Statement) {
    for (const [operator, keys] of Object.entries(Condition ?? {})) {
      for (const [key, list] of Object.entries(keys)) {
        const texts = [list].flat().map((value) => instance(choose, value, operator === 'StringLike'));
        values.set(key, [...(values.get(key) ?? []), ...texts]);
      }
    }
  }
  return new Map(
    [...values].flatMap(([key, texts]) => {
      const text = one(choose, texts);
      const chance = choose(20);
      if (chance === 0) return [];
      return [[key, chance === 1 ? `${text}x` : chance === 2 ? text.slice(0, -1) : text] as const];
    }),
  );
}

/** A text that the value matches. */
function instance(choose: Choose, value: string, wildcards: boolean): string {
  return parsePattern(value, { wildcards, variables: true })
    .map((token) =>
      token.kind === 'literal'
        ? token.text
        : one(choose, ['', '1', 'release/1.2', '.2', 'b', '*', '$', '?', 'x:ref_protected:true']),
    )
    .join('');
}

import { inShape, not, or, type Formula, type Shape } from '../../automata/index';
import { USER_CLAIMS, type PipelineKind } from '../../gitlab/index';
import { isGitlabId } from './case-domains';
import type { Domain } from './domain';
import type { CasePart } from './token-case';
import {
  ANY_SOURCE,
  ID,
  MERGE_REQUEST_SOURCE,
  OTHER_SOURCE,
  RUNNER,
  SOME_TEXT,
  TAG_SOURCE,
} from './value-shapes';
import type { WorldFacts } from './world-facts';

/** What is said of the keys of every token, and what is known of single keys before any search. */
export interface SharedParts {
  readonly shared: readonly CasePart[];
  readonly domains: readonly (readonly [string, Domain])[];
}

/** What holds for every token: the form of ids, and that the keys are there. */
export function sharedParts({ host, assumptions, isGitlabCom }: WorldFacts): SharedParts {
  const keyOf = (claim: string): string => `${host}:${claim}`;
  const shared: CasePart[] = [];
  const domains: [string, Domain][] = [];
  const add = (claim: string, shape: Shape, accepts: (value: string) => boolean): void => {
    const key = keyOf(claim);
    shared.push({ keys: [key], formula: inShape(key, shape) });
    domains.push([key, { accepts }]);
  };
  const addOptional = (claim: string, shape: Shape, accepts: (value: string) => boolean): void => {
    const key = keyOf(claim);
    shared.push({ keys: [key], formula: or({ kind: 'missing', key }, inShape(key, shape)) });
    domains.push([key, { accepts, optional: true }]);
  };
  add('aud', SOME_TEXT, (value) => value !== '');
  if (!isGitlabCom) return { shared, domains };
  const isId = (value: string): boolean => isGitlabId(value, assumptions);
  const idShape = assumptions['gitlab-ids'] ? ID : SOME_TEXT;
  for (const claim of ['project_id', 'namespace_id']) add(claim, idShape, isId);
  const isText = (value: string): boolean => value !== '';
  const people = [
    ['user_id', idShape, isId],
    ['user_login', SOME_TEXT, isText],
    ['user_email', SOME_TEXT, isText],
  ] as const;
  for (const [claim, shape, accepts] of people) {
    if (assumptions['job-users']) add(claim, shape, accepts);
    else addOptional(claim, shape, accepts);
  }
  const documented = assumptions['documented-values'];
  add(
    'runner_environment',
    documented ? RUNNER : SOME_TEXT,
    (value) => !documented || ['gitlab-hosted', 'self-hosted'].includes(value),
  );
  // `user_access_level` is null for somebody who is not a member: then AWS fills no key.
  addOptional('user_access_level', SOME_TEXT, isText);
  if (!assumptions['job-users']) shared.push(...userTies(keyOf));
  return { shared, domains };
}

/** A job without a user has none of the claims about one. */
function userTies(keyOf: (claim: string) => string): readonly CasePart[] {
  const missing = (claim: string): Formula => ({ kind: 'missing', key: keyOf(claim) });
  const tie = (a: string, b: string): CasePart => ({
    keys: [keyOf(a), keyOf(b)],
    formula: or(not(missing(a)), missing(b)),
  });
  return USER_CLAIMS.flatMap((claim) => [
    ...USER_CLAIMS.filter((other) => other !== claim).map((other) => tie(claim, other)),
    tie(claim, 'user_access_level'),
  ]);
}

/** What starts a pipeline of this kind. */
export function sourceShape(pipelineKind: PipelineKind, { assumptions }: WorldFacts): Shape {
  const documented = assumptions['documented-values'];
  if (!assumptions['merge-request-sources'] || pipelineKind === 'branch')
    return documented ? ANY_SOURCE : SOME_TEXT;
  if (pipelineKind !== 'tag') return MERGE_REQUEST_SOURCE;
  return documented ? TAG_SOURCE : OTHER_SOURCE;
}

import { LEADING_COMPONENTS } from '../gitlab/index';
import { compileGlob, parsePattern } from '../trust/index';

const SUBJECT = /^project_path:([^:]*):ref_type:([^:]*):ref:(.*)$/s;

/**
 * Where a subject and the policy's values part: the project, the kind of ref, the ref, or the form of the value itself.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 */
export function subjectAdvice(got: string, values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const value of values) {
    for (const advice of formAdvice(value) ?? [partAdvice(got, value)]) seen.add(advice);
  }
  return [...seen].slice(0, 5);
}

/** Values that no GitLab subject can match. */
function formAdvice(value: string): readonly string[] | undefined {
  if (/:ref_type:(mr|merge_request|merge-request)\b/.test(value) || value.includes('refs/merge-requests/')) {
    return [
      'GitLab mints no `ref_type:mr` and no `refs/merge-requests/…`: a merge request pipeline has the `sub` of its source branch',
    ];
  }
  if (/:ref:refs\/(heads|tags)\//.test(value))
    return ['`ref` is the short name: write `main`, not `refs/heads/main`'];
  if (!LEADING_COMPONENTS.some((name) => value.startsWith(`${name}:`)) && !/^[*?]/.test(value)) {
    return [`a subject begins with \`project_path:\` (or \`project_id:\`): \`${value}\` does not`];
  }
  if (/^project_path:[^:*?]*$/.test(value))
    return ['the value ends after the project: it needs `:ref_type:branch:ref:<name>`'];
  return undefined;
}

function partAdvice(got: string, value: string): string {
  const mine = SUBJECT.exec(got);
  const wanted = SUBJECT.exec(value);
  if (mine === null || wanted === null) return wholeAdvice(got, value);
  const [, path = '', type = '', ref = ''] = mine;
  const [, wantedPath = '', wantedType = '', wantedRef = ''] = wanted;
  if (!matches(wantedPath, path)) return pathAdvice(path, wantedPath);
  if (!matches(wantedType, type))
    return `the pipeline runs for a ${type}, the policy trusts a ${wantedType}: \`${ref}\` may be the name of both`;
  if (ref.toLowerCase() === wantedRef.toLowerCase() && ref !== wantedRef)
    return `the ref is \`${ref}\`, the policy says \`${wantedRef}\`: case matters`;
  return `the pipeline runs for the ${type} \`${ref}\`, the policy trusts \`${wantedRef}\`: add it if it may have the role`;
}

/** Where one of the two has not the usual parts. */
function wholeAdvice(got: string, value: string): string {
  const path = /^project_path:([^:]*)/.exec(got)?.[1];
  const wantedPath = /^project_path:([^:]*)/.exec(value)?.[1];
  if (path !== undefined && wantedPath !== undefined && !matches(wantedPath, path))
    return pathAdvice(path, wantedPath);
  return /[*?]/.test(value)
    ? `the token's \`sub\` is \`${got}\`, which the pattern \`${value}\` does not take in`
    : `the token's \`sub\` is \`${got}\`: the project may use other \`sub\` components than the policy expects`;
}

function pathAdvice(path: string, wanted: string): string {
  return path.toLowerCase() === wanted.toLowerCase()
    ? `the project is \`${path}\`, the policy says \`${wanted}\`: case matters`
    : `the token is of project \`${path}\`, the policy trusts \`${wanted}\`: another project, a fork, or one that was renamed`;
}

/** Whether a value, its wildcards taken as such, takes in a text. */
export function matches(value: string, text: string): boolean {
  return compileGlob(parsePattern(value, { wildcards: true, variables: false }))(text);
}

/** Whether the token is of a project that no value is about. */
export function isOtherProject(got: string, values: readonly string[]): boolean {
  const path = /^project_path:([^:]*)/.exec(got)?.[1];
  const wanted = values.flatMap((value) => /^project_path:([^:]*)/.exec(value)?.[1] ?? []);
  return path !== undefined && wanted.length > 0 && wanted.every((pattern) => !matches(pattern, path));
}

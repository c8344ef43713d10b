import type { Problem } from '../errors';
import { quote } from '../errors';

/**
 * The refs that Duo workloads run on. They are no branches: no protection rule covers them, `*` included.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/ci/workloads/workload.rb
 */
export const WORKLOAD_REFS = 'refs/workloads/';

/** The claim `ref_path` of a ref. */
export function refPathOf(type: 'branch' | 'tag', ref: string): string {
  if (type === 'tag') return `refs/tags/${ref}`;
  return ref.startsWith(WORKLOAD_REFS) ? ref : `refs/heads/${ref}`;
}

/** A rule that every ref obeys: what breaks it, and how to say so. */
interface RefRule {
  readonly broken: (name: string) => boolean;
  readonly reason: string;
}

/** @see https://git-scm.com/docs/git-check-ref-format */
const GIT_RULES: readonly RefRule[] = [
  { broken: (name) => name === '', reason: 'it is empty' },
  { broken: (name) => name.includes(' '), reason: 'git forbids a space' },
  // oxlint-disable-next-line no-control-regex -- git forbids exactly these
  { broken: (name) => /[\u0000-\u001f\u007f]/.test(name), reason: 'git forbids control characters' },
  ...['~', '^', ':', '?', '*', '[', '\\', '..', '@{', '//'].map((text) => ({
    broken: (name: string) => name.includes(text),
    reason: `git forbids ${quote(text)}`,
  })),
  { broken: (name) => name === '@', reason: 'git forbids the bare name `@`' },
  { broken: (name) => name.startsWith('/'), reason: 'git forbids a leading `/`' },
  { broken: (name) => name.endsWith('/'), reason: 'git forbids a trailing `/`' },
  { broken: (name) => name.endsWith('.'), reason: 'git forbids a trailing `.`' },
  { broken: (name) => /(^|\/)\./.test(name), reason: 'git forbids a part that starts with `.`' },
  { broken: (name) => /\.lock(\/|$)/.test(name), reason: 'git forbids a part that ends in `.lock`' },
];

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/git_ref_validator.rb */
const GITLAB_RULES: readonly RefRule[] = [
  { broken: (name) => name.startsWith('-'), reason: 'GitLab forbids a leading `-`' },
  {
    broken: (name) => /^refs\/(heads|tags|remotes)\//.test(name),
    reason: 'GitLab wants the short name, without `refs/heads/` or `refs/tags/`',
  },
  { broken: (name) => name === 'HEAD', reason: 'GitLab forbids the name `HEAD`' },
  { broken: (name) => /^[0-9a-f]{40}$/.test(name), reason: 'GitLab forbids a name of 40 hexadecimal digits' },
];

const RULES: readonly RefRule[] = [...GIT_RULES, ...GITLAB_RULES];

/** @returns why no branch or tag can have this short name, or `undefined` when one can */
export function refProblem(name: string): Problem | undefined {
  const rule = RULES.find(({ broken }) => broken(name));
  return rule === undefined
    ? undefined
    : {
        code: 'ERR_REF',
        message: `ref ${quote(name)} cannot exist: ${rule.reason}`,
        expected: 'a short branch or tag name, such as `main` or `v1.2.3`',
        fix: fixOf(nearby(name), 'did you mean', isRef),
      };
}

/**
 * The same for a pattern: `*` stands for any run of characters, `/` and nothing included; nothing else is special.
 * @returns why no ref can ever match the pattern, or `undefined` when one can
 * @see https://docs.gitlab.com/user/project/repository/branches/protected/#use-wildcard-rules
 */
export function refPatternProblem(pattern: string): Problem | undefined {
  const problem = (reason: string, fix?: string): Problem => ({
    code: 'ERR_REF',
    message: `ref pattern ${quote(pattern)} can match nothing: ${reason}`,
    expected: 'a short branch or tag name in which only `*` is special, such as `main` or `release/*`',
    fix,
  });
  const foreign = /[?[]/.exec(pattern);
  if (foreign !== null) {
    return problem(
      `${quote(foreign[0])} is not a wildcard in GitLab, and git forbids it in names`,
      'write `*`, or one pattern for each name',
    );
  }
  if (pattern.startsWith('.*')) {
    return problem(
      'it is a regular expression, not a pattern',
      fixOf(pattern.slice(1), 'write', isRefPattern),
    );
  }
  // A star may also stand for ordinary text: a rule that is broken with such text in its place is broken for good.
  const rule = RULES.find(({ broken }) => broken(pattern.replaceAll('*', 'x')));
  return rule === undefined
    ? undefined
    : problem(rule.reason, fixOf(nearby(pattern), 'did you mean', isRefPattern));
}

function isRef(name: string): boolean {
  return !RULES.some(({ broken }) => broken(name));
}

function isRefPattern(pattern: string): boolean {
  return isRef(pattern.replaceAll('*', 'x')) && !/[?[]/.test(pattern) && !pattern.startsWith('.*');
}

/** A name close to one that cannot exist. */
function nearby(name: string): string {
  return (
    name
      .replace(/^refs\/(heads|tags|remotes)\//, '')
      // oxlint-disable-next-line no-control-regex -- git forbids exactly these
      .replace(/[\u0000-\u0020\u007f~^:?[\\]+|\.{2,}|@\{/g, '-')
      .replace(/\/{2,}/g, '/')
      .replace(/(^|\/)[.]+/g, '$1')
      .replace(/\.lock(?=\/|$)/g, '-lock')
      .replace(/^[/-]+|[/.-]+$/g, '')
  );
}

/** Names what to write instead, when the rule accepts that and a message can show all of it. */
function fixOf(near: string, verb: 'write' | 'did you mean', isAccepted: (name: string) => boolean): string {
  if (!isAccepted(near) || quote(near) !== `\`${near}\``)
    return 'write the name that git shows, as in `git branch` or `git tag`';
  return verb === 'write' ? `write ${quote(near)}` : `did you mean ${quote(near)}?`;
}

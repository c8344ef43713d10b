import { Token } from 'cdktf';
import type { ErrorCode, Problem } from '../../policies/index';
import { quote } from '../../policies/index';

/**
 * What IAM refuses when a role is written, said before anything is sent. Values that only Terraform knows are not judged.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const IAM_LIMITS = {
  /** Roles of an account; adjustable. */
  roles: 1000,
  roleName: 64,
  path: 512,
  description: 1000,
  tags: 50,
  tagKey: 128,
  tagValue: 256,
  /** Adjustable up to 25. */
  managedPolicies: 10,
  /** All inline policies of a role together, white space not counted. */
  inlinePolicies: 10_240,
  inlinePolicyName: 128,
  minSessionSeconds: 3600,
  maxSessionSeconds: 43_200,
} as const;

/** One rule that a value breaks, in the words of {@link Problem}. */
interface Broken {
  readonly code: ErrorCode;
  readonly message: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

export function roleNameProblems(name: string): readonly Problem[] {
  if (Token.isUnresolved(name) || /^[\w+=,.@-]{1,64}$/.test(name)) return [];
  return [
    {
      code: 'ERR_ROLE_NAME',
      message: 'this is no name for an IAM role',
      got: name.length > IAM_LIMITS.roleName ? `${quote(name)} (${name.length} characters)` : quote(name),
      expected: '1 to 64 letters, digits or characters of `+=,.@-_`',
      fix: name.length > IAM_LIMITS.roleName ? 'shorten it' : 'replace the other characters by `-`',
    },
  ];
}

export function pathProblems(path: string): readonly Problem[] {
  if (Token.isUnresolved(path)) return [];
  if (/^\/([\u0021-\u007e]+\/)?$/.test(path) && path.length <= IAM_LIMITS.path && !path.includes('//'))
    return [];
  return [
    {
      code: 'ERR_ROLE_NAME',
      message: 'this is no path for an IAM role',
      got: quote(path),
      expected: 'at most 512 printable ASCII characters that begin and end with `/`, such as `/ci/`',
      fix: `use ${quote(`/${path.replace(/[^\u0021-\u007e]/g, '-').replace(/^\/+|\/+$/g, '')}/`)}`,
    },
  ];
}

export function descriptionProblems(description: string): readonly Problem[] {
  if (Token.isUnresolved(description)) return [];
  const refused = /[^\t\n\r\u0020-\u007e\u00a1-\u00ff]/u.exec(description)?.[0];
  const broken = (got: string, fix: string): Broken => ({
    code: 'ERR_ROLE_NAME',
    message: 'IAM does not take this description',
    got,
    expected: 'at most 1,000 characters of Latin-1',
    fix,
  });
  return [
    ...(refused === undefined
      ? []
      : [broken(quote(description), `remove ${quote(refused)} (U+${codePoint(refused)})`)]),
    ...(description.length <= IAM_LIMITS.description
      ? []
      : [broken(`${description.length} characters`, 'shorten it')]),
  ];
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

export function sessionProblems(seconds: number): readonly Problem[] {
  if (Token.isUnresolved(seconds)) return [];
  const { minSessionSeconds, maxSessionSeconds } = IAM_LIMITS;
  if (Number.isInteger(seconds) && seconds >= minSessionSeconds && seconds <= maxSessionSeconds) return [];
  return [
    {
      code: 'ERR_SESSION_LENGTH',
      message: 'this is no length for a session',
      got: `${seconds} seconds`,
      expected: 'whole seconds from 3,600 (one hour) to 43,200 (twelve hours)',
      fix: seconds < minSessionSeconds ? 'use 3600: a job may still ask for less' : 'use 43200 or less',
    },
  ];
}

/** IAM compares the tag keys of one resource without regard to case. */
export function tagProblems(tags: Readonly<Record<string, string>>): readonly Problem[] {
  const problems: Problem[] = [];
  const broken = (message: string, got: string, expected: string, fix: string): void => {
    problems.push({ code: 'ERR_SCHEMA', message, got, expected, fix });
  };
  const keys = Object.keys(tags);
  const text = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  if (keys.length > IAM_LIMITS.tags) {
    broken('there are too many tags', `${keys.length} tags`, 'at most 50', 'remove some');
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key === '' || key.length > IAM_LIMITS.tagKey || !text.test(key) || /^aws:/i.test(key)) {
      const expected = '1 to 128 letters, digits, spaces or `_.:/=+-@`, not beginning with `aws:`';
      broken('IAM does not take this tag key', quote(key), expected, 'rename the tag');
    }
    if (!Token.isUnresolved(value) && (value.length > IAM_LIMITS.tagValue || !text.test(value))) {
      const expected = 'at most 256 letters, digits, spaces or `_.:/=+-@`';
      broken(`IAM does not take the value of tag ${quote(key)}`, quote(value), expected, 'change the value');
    }
    const twin = keys.find((other) => other < key && other.toLowerCase() === key.toLowerCase());
    if (twin !== undefined) {
      const got = `${quote(twin)} and ${quote(key)}`;
      broken(
        'two tag keys are equal for IAM',
        got,
        'keys that differ in more than case',
        'remove one of them',
      );
    }
  }
  return problems;
}

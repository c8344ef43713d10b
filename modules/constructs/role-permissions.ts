import { Token } from 'cdktf';
import type { Problem } from '../../policies/index';
import { policySize, quote } from '../../policies/index';
import { IAM_LIMITS } from './iam-limits';

/** What a role may do once it was assumed. */
export interface RolePermissions {
  /**
   * ARNs of managed policies, each attached by a resource of its own.
   * @default none
   */
  readonly managed?: readonly string[];
  /**
   * Inline policies by name: the document as a value, never as text. `${aws:username}` and its kin are IAM's own variables.
   * @default none
   */
  readonly inline?: Readonly<Record<string, unknown>>;
  /**
   * ARN of the permissions boundary.
   * @default none
   */
  readonly boundary?: string;
}

const POLICY_ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/([\u0021-\u007e]+\/)?[\w+=,.@-]{1,128}$/;

/**
 * What IAM would refuse in a role's permissions.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function permissionProblems(permissions: RolePermissions, managedQuota: number): readonly Problem[] {
  const { managed = [], inline = {}, boundary } = permissions;
  return [
    ...managedProblems(managed, managedQuota),
    ...(boundary === undefined ? [] : arnProblems(boundary, 'permissions boundary')),
    ...Object.entries(inline).flatMap(([name, document]) => inlineProblems(name, document)),
    ...inlineSizeProblems(inline),
  ];
}

function managedProblems(managed: readonly string[], quota: number): readonly Problem[] {
  const twice = managed.find((arn, index) => managed.indexOf(arn) !== index);
  return [
    ...managed.flatMap((arn) => arnProblems(arn, 'managed policy')),
    ...(twice === undefined
      ? []
      : [problem('a managed policy is attached twice', quote(twice), 'each policy once', 'remove one')]),
    ...(managed.length <= quota
      ? []
      : [
          {
            code: 'ERR_QUOTA' as const,
            message: 'the role has too many managed policies',
            got: `${managed.length} policies`,
            expected: `at most ${quota}`,
            fix: 'join some into one policy, or have the quota raised and say so',
          },
        ]),
  ];
}

function arnProblems(arn: string, what: string): readonly Problem[] {
  if (Token.isUnresolved(arn) || POLICY_ARN.test(arn)) return [];
  const expected = 'an ARN such as `arn:aws:iam::aws:policy/ReadOnlyAccess`';
  return [problem(`this is no ARN of a ${what}`, quote(arn), expected, 'copy it from the IAM console')];
}

function inlineProblems(name: string, document: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    const expected = '1 to 128 letters, digits or characters of `+=,.@-_`';
    problems.push(problem('this is no name for an inline policy', quote(name), expected, 'rename it'));
  }
  const subject = `inline policy ${quote(name)}`;
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    const fix = 'write the policy as keys and values, not as text';
    return [
      ...problems,
      problem(`${subject} is no document`, typeof document, 'an object with `Version` and `Statement`', fix),
    ];
  }
  const { Version, Statement } = document as Readonly<Record<string, unknown>>;
  if (Version !== '2012-10-17') {
    const got = Version === undefined ? 'no `Version`' : quote(String(Version));
    problems.push(
      problem(`${subject} has another language version`, got, '`2012-10-17`', 'set `Version: "2012-10-17"`'),
    );
  }
  const statements = [Statement].flat().filter((statement) => statement !== undefined);
  if (statements.length === 0) {
    problems.push(
      problem(`${subject} has no statement`, 'nothing', 'at least one `Statement`', 'add one, or remove it'),
    );
  }
  for (const statement of statements) problems.push(...statementProblems(subject, statement));
  return problems;
}

function statementProblems(subject: string, statement: unknown): readonly Problem[] {
  if (statement === null || typeof statement !== 'object') {
    return [
      problem(`a statement of ${subject} is no object`, typeof statement, 'an object', 'write it as one'),
    ];
  }
  const missing = [['Effect'], ['Action', 'NotAction'], ['Resource', 'NotResource']].filter(
    (names) => !names.some((name) => name in statement),
  );
  const foreign = ['Principal', 'NotPrincipal'].filter((name) => name in statement);
  return [
    ...missing.map(([name]) =>
      problem(
        `a statement of ${subject} has no ${quote(String(name))}`,
        'nothing',
        quote(String(name)),
        'add it',
      ),
    ),
    ...foreign.map((name) =>
      problem(
        `a statement of ${subject} has a ${quote(name)}`,
        quote(name),
        'none',
        'remove it: the role is the principal',
      ),
    ),
  ];
}

function inlineSizeProblems(inline: Readonly<Record<string, unknown>>): readonly Problem[] {
  const sizes = Object.entries(inline).map(([name, document]) => ({ name, size: policySize(document) }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= IAM_LIMITS.inlinePolicies) return [];
  const largest = sizes.toSorted((a, b) => b.size - a.size)[0];
  return [
    {
      code: 'ERR_QUOTA',
      message: 'the inline policies of the role are too long together',
      got: `${total} characters, ${largest?.size} of them in ${quote(largest?.name ?? '')}`,
      expected: `at most ${IAM_LIMITS.inlinePolicies}`,
      fix: 'move some into a managed policy',
    },
  ];
}

function problem(message: string, got: string, expected: string, fix: string): Problem {
  return { code: 'ERR_PERMISSIONS', message, got, expected, fix };
}

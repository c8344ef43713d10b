import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const INLINE_POLICY_NAME_PATTERN = '^[A-Za-z0-9_+=,.@-]{1,128}$';
const MOST_CHARACTERS = 10_240;

type InlinePolicies = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The first thing that AWS would refuse about a role's inline policies. The documents themselves are left to AWS. */
export function inlinePoliciesFault(inline: InlinePolicies): Fault | undefined {
  for (const [name, document] of Object.entries(inline)) {
    if (!new RegExp(INLINE_POLICY_NAME_PATTERN).test(name)) {
      return permissions(
        `AWS refuses the inline policy name ${quote(name)}`,
        '1 to 128 letters, digits or `_+=,.@-`',
      );
    }
    const fault = documentFault(name, document);
    if (fault !== undefined) return fault;
  }
  const size = Object.values(inline).reduce(
    (sum, document) => sum + (JSON.stringify(document) ?? '').length,
    0,
  );
  return size <= MOST_CHARACTERS
    ? undefined
    : {
        code: 'ERR_QUOTA',
        message: 'the inline policies of a role are too long',
        got: `${size} characters`,
        expected: `at most ${MOST_CHARACTERS} together`,
        fix: 'move some of them to a managed policy',
      };
}

function documentFault(name: string, document: Readonly<Record<string, unknown>>): Fault | undefined {
  const { Statement } = document;
  if (Statement === undefined) {
    return permissions(`the inline policy ${quote(name)} has no \`Statement\``, 'a policy document');
  }
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0)
    return permissions(`the inline policy ${quote(name)} is empty`, 'a `Statement` in it');
  for (const statement of statements) {
    if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) {
      return permissions(
        `a statement of the inline policy ${quote(name)} is no mapping`,
        'a mapping with `Effect`',
      );
    }
    const effect = (statement as Readonly<Record<string, unknown>>)['Effect'];
    if (effect !== 'Allow' && effect !== 'Deny') {
      return permissions(
        `a statement of the inline policy ${quote(name)} has no valid \`Effect\``,
        '`Effect: Allow` or `Effect: Deny`',
      );
    }
    if ('Principal' in statement || 'NotPrincipal' in statement) {
      return permissions(
        `a statement of the inline policy ${quote(name)} names a principal`,
        'no principal: who gets in stands in `trust`',
      );
    }
  }
  return undefined;
}

function permissions(message: string, expected: string): Fault {
  return { code: 'ERR_PERMISSIONS', message, expected };
}

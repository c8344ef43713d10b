import { Token } from 'cdktf';
import type { ErrorCode } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';

/** A string that may hold references: cdktf's own marker for a value that is known only to Terraform. */
const REFERENCE = /(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})/;

/** What a text belongs to, for the error that refuses it. */
export interface TextOwner {
  readonly code: ErrorCode;
  /** Such as ``description of role `deploy` ``. */
  readonly what: string;
}

/**
 * A text as a Terraform string: literal `${` and `%{` are escaped, exactly once, and references stay what they are.
 * @throws RefgateError when the text holds half a reference, or a `$` that Terraform would join with the reference after it
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function terraformText(text: string, owner: TextOwner): string {
  const parts = text.split(REFERENCE);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      if (part.includes('TfToken[')) {
        throw new RefgateError({
          code: owner.code,
          message: `${owner.what} contains the string \`TfToken[\`, which stands for a reference`,
          got: quote(text),
          expected: 'plain text or a whole reference',
          fix: 'remove it',
        });
      }
      if (part.endsWith('$') && index < parts.length - 1) {
        throw new RefgateError({
          code: owner.code,
          message: `${owner.what} has a \`$\` directly before a reference`,
          got: quote(text),
          expected: 'another character between them: Terraform reads `$${` as plain text',
          fix: 'put the `$` into the value that is referred to',
        });
      }
      return part.replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
    })
    .join('');
}

/**
 * A JSON document as a Terraform string: every literal key and value escaped once, references left alone. The result is one
 * line; keys keep their order.
 * @throws RefgateError for a reference that has no place inside JSON text: a list, a map, a boolean
 */
export function terraformJson(document: unknown, owner: TextOwner): string {
  return JSON.stringify(escapeTree(document, owner));
}

/** Tags as a Terraform map; none at all when there is none. */
export function terraformTags(
  tags: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  const entries = Object.entries(tags ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const owner: TextOwner = { code: 'ERR_SCHEMA', what: `tag ${quote(key)}` };
      return [terraformText(key, owner), terraformText(value, owner)];
    }),
  );
}

function escapeTree(value: unknown, owner: TextOwner): unknown {
  if (typeof value === 'string') return terraformText(value, owner);
  if (value === null || typeof value !== 'object') return value;
  if (Token.isUnresolved(value)) {
    throw new RefgateError({
      code: owner.code,
      message: `${owner.what} holds a reference to a list, a map or a boolean`,
      expected: 'references to strings and numbers only',
      fix: 'write the document with the data source `aws_iam_policy_document` and pass its `json`',
    });
  }
  if (Array.isArray(value)) return value.map((item) => escapeTree(item, owner));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [terraformText(key, owner), escapeTree(item, owner)]),
  );
}

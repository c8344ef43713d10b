import type { Problem } from '../plugin-messages';
import { textOf, type Value, type ValueObject } from '../value';

/**
 * The provider's check of an IAM policy argument: an object, valid JSON, no key twice.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go (`ValidIAMPolicyJSON`)
 */
export function policyProblems(config: Readonly<ValueObject>, attribute: string): Problem[] {
  const text = textOf(config[attribute]);
  if (text === undefined) return [];
  const problem = (reason: string): Problem[] => [
    { summary: `"${attribute}" ${reason}`, detail: text.slice(0, 200), attribute },
  ];
  if (text.trim() === '') return problem('is an empty string, which is not a valid JSON value');
  switch (text.charAt(0)) {
    case '{':
      break;
    case '[':
      return problem('contains an invalid JSON policy: contains a JSON array, not a JSON object');
    case '"':
      return problem(
        'contains an invalid JSON policy: contains a JSON-encoded string, not a JSON-encoded object',
      );
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return problem('contains an invalid JSON policy: leading space characters are not allowed');
    default:
      return problem('contains an invalid JSON policy: not a JSON object');
  }
  try {
    JSON.parse(text);
  } catch (error) {
    return problem(`contains an invalid JSON policy: ${(error as Error).message}`);
  }
  const twice = repeatedKey(text);
  return twice === undefined ? [] : problem(`contains duplicate JSON keys: duplicate key "${twice}"`);
}

/** True when both are JSON texts of the same value; the order of keys does not matter. */
export function sameDocument(left: Value | undefined, right: Value | undefined): boolean {
  const [a, b] = [textOf(left), textOf(right)];
  if (a === undefined || b === undefined) return false;
  try {
    return canonical(JSON.parse(a)) === canonical(JSON.parse(b));
  } catch {
    return false;
  }
}

/** The characters that count for a size quota: everything but white space between tokens. */
export function documentSize(text: string): number {
  try {
    return JSON.stringify(JSON.parse(text)).length;
  } catch {
    return text.length;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The first key that one object of a valid JSON text holds twice. */
function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last: string | undefined;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && last !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(last)) return last;
      keys?.add(last);
    }
    last = token.startsWith('"') ? (JSON.parse(token) as string) : undefined;
  }
  return undefined;
}

import { escapeTemplate } from './template';

/**
 * Template source as written between the quotes of a quoted string: backslashes, quotes and what cannot stand on a line
 * are escaped, template sequences are left alone.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function escapeQuoted(source: string): string {
  return source
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text without any template in it. */
export function quoteLiteral(text: string): string {
  return `"${escapeQuoted(escapeTemplate(text))}"`;
}

import { parseJsonText } from '../trust/index';
import { RefgateError, quote } from '../errors';
import { JSON_FORMS, jsonFormsOf, type JsonArtifactKind, type ReadJsonOptions } from './json-forms';
import { isPermissionsPolicy, otherFormProblem } from './other-forms';
import { isBody } from './terraform/block';
import type { WrittenArtifact } from './terraform/written';

/** Every trust policy of one JSON text. */
export interface JsonArtifact {
  readonly kind: JsonArtifactKind;
  readonly artifact: WrittenArtifact;
}

/**
 * Reads a JSON text, whatever kind of artifact it is.
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_INPUT_KIND`: nothing that holds trust policies
 */
export function readJsonArtifact(text: string, options: ReadJsonOptions = {}): JsonArtifact {
  const parsed = parseJsonText(text, options.file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const [kind, ...others] = jsonFormsOf(parsed.value);
  const input = options.file === undefined ? 'the text' : quote(options.file);
  if (others.length > 0 && kind !== undefined) {
    throw new RefgateError({
      code: 'ERR_INPUT_KIND',
      message: `${input} has the members of several forms`,
      got: [kind, ...others].map((form) => JSON_FORMS[form].words).join(' and '),
      expected: 'one of them',
      fix: 'give each in a file of its own',
    });
  }
  const expected = Object.values(JSON_FORMS)
    .map(({ words }) => words)
    .join(', ');
  const other =
    kind === undefined || isPermissionsPolicy(parsed.value)
      ? otherFormProblem({ name: options.file, text, json: parsed.value }, expected)
      : undefined;
  if (other !== undefined) throw new RefgateError(other);
  if (kind !== undefined) return { kind, artifact: JSON_FORMS[kind].read(text, options) };
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: `${input} holds no trust policy`,
    got: described(parsed.value),
    expected,
    fix: 'give a file of one of these kinds',
  });
}

function described(value: unknown): string {
  if (!isBody(value))
    return Array.isArray(value) ? 'a JSON array' : `the JSON value ${quote(JSON.stringify(value))}`;
  const names = Object.keys(value);
  if (names.length === 0) return 'an empty JSON object';
  return `a JSON object with ${names.slice(0, 5).map(quote).join(', ')}${names.length > 5 ? ' and more' : ''}`;
}

import { JsonPositions, parsePolicyText } from '../../trust/index';
import { RefgateError, type Position } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import { readYamlTemplate } from './yaml-text';
import type { Path } from './value';

/** The text of a template, parsed: functions are as they were written. */
export interface Template {
  readonly root: Body;
  /** Where a value is. */
  readonly at: (path: Path) => Position | undefined;
}

/**
 * Parses a template in JSON or YAML.
 * @throws {RefgateError} `ERR_JSON`, `ERR_YAML`: not parsable, or a member twice · `ERR_TEMPLATE`: the document is not an object
 */
export function parseTemplateText(text: string, file?: string): Template {
  if (/^\s*\{/.test(text)) {
    const parsed = parsePolicyText(text, file);
    if (parsed.ok) {
      const positions = new JsonPositions(text, file);
      return { root: objectOf(parsed.value, file), at: (path) => positions.at(path) };
    }
    // flow style of YAML begins like JSON
    if (!/^\s*\{\s*[A-Za-z]/.test(text)) throw new RefgateError(parsed.problem);
  }
  const { root, at } = readYamlTemplate(text, file);
  return { root: objectOf(root, file), at };
}

function objectOf(value: unknown, file: string | undefined): Body {
  if (isBody(value)) return value;
  throw new RefgateError({
    code: 'ERR_TEMPLATE',
    message: 'the CloudFormation template is not an object',
    position: file === undefined ? undefined : { file, line: 1, column: 1 },
    expected: 'an object with `Resources`',
  });
}

/** Whether a parsed document has the members of a template. */
export function isTemplate(document: Body): boolean {
  if (Object.hasOwn(document, 'AWSTemplateFormatVersion')) return true;
  const { Resources: resources } = document;
  return (
    isBody(resources) &&
    Object.entries(resources).some(
      ([name, resource]) =>
        name.startsWith('Fn::') ||
        (isBody(resource) && typeof resource.Type === 'string' && resource.Type.includes('::')),
    )
  );
}

/** Whether a text that is not JSON begins a line as a template in YAML does. */
export function looksLikeYamlTemplate(text: string): boolean {
  return /^["']?(?:AWSTemplateFormatVersion|Resources)["']?[ \t]*:/m.test(text);
}

/** Where a value is; of what is not there, the nearest value around it. */
export function nearest(template: Template, path: Path): Position | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const position = template.at(path.slice(0, length));
    if (position !== undefined) return position;
  }
  return undefined;
}

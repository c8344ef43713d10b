import { isBody, type Body } from '../terraform/block';
import type { Computation, Resource } from './computation';
import { property } from './resources';
import { parseTemplateText } from './template';
import { PartlyKnown, isList, isMap, joined, textOf, unknown, type Content } from './value';

/** The property of a resource that names another template. */
const NAMES_TEMPLATE: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

/** Where the CDK says which file of the assembly a nested stack is. */
const ASSET = 'aws:asset:path';

/** The name of an asset in the address of a bucket: a digest of the file. */
const ASSET_NAME = /\/([0-9a-f]{64}\.\w+)"/;

/** The local path of the template of a nested stack, or the name that the CDK gives the file as an asset. */
export function localTemplate({ type, node }: Pick<Resource, 'type' | 'node'>): string | undefined {
  const member = NAMES_TEMPLATE.get(type);
  if (member === undefined) return undefined;
  const { Metadata: metadata, Properties: properties } = node;
  const written = isBody(properties) ? properties[member] : undefined;
  // CloudFormation takes what the address names; what the metadata says is for tools
  const published = ASSET_NAME.exec(JSON.stringify(written ?? ''))?.[1];
  if (published !== undefined) return published;
  const asset = isBody(metadata) ? metadata[ASSET] : undefined;
  if (typeof asset === 'string') return asset;
  if (typeof written !== 'string') return undefined;
  return /^[a-z][a-z0-9+.-]*:|^\//i.test(written) ? undefined : written;
}

/**
 * The local paths of the templates that a template names.
 * @throws {RefgateError} `ERR_JSON`, `ERR_YAML`, `ERR_TEMPLATE`: not a template
 */
export function localTemplates(text: string, file?: string): readonly string[] {
  const { Resources: resources } = parseTemplateText(text, file).root;
  return Object.values(isBody(resources) ? resources : {}).flatMap((node) => {
    const found =
      isBody(node) && typeof node.Type === 'string' ? localTemplate({ type: node.Type, node }) : undefined;
    return found === undefined ? [] : [found];
  });
}

/** The values that a nested stack is given. @throws {Undecided} */
export function parametersOf(
  evaluator: Computation,
  resource: Resource,
): ReadonlyMap<string, string | PartlyKnown> {
  const found = property(evaluator, resource, 'Parameters')?.value;
  if (found instanceof PartlyKnown) return new Map(names(resource).map((name) => [name, found]));
  if (found === undefined || !isMap(found)) return new Map();
  return new Map([...found].map(([name, { value }]) => [name, parameter(name, value)]));
}

function names({ node }: Resource): readonly string[] {
  const { Properties: properties } = node;
  const written = isBody(properties) ? properties.Parameters : undefined;
  return isBody(written) ? Object.keys(written as Body) : [];
}

/** A list is given as its elements with commas. */
function parameter(name: string, value: Content): string | PartlyKnown {
  if (!isList(value))
    return textOf(value) ?? unknown(name, `the value of the parameter \`${name}\` is not a string`);
  return joined(value.flatMap((item, index) => [...(index === 0 ? [] : [',']), parameter(name, item.value)]));
}

import { quote } from '../../errors';
import { iamArn } from '../../arn';
import { storedUrl } from '../terraform/aws-names';
import { isBody } from '../terraform/block';
import { NO_LOOPS, type Computation, type Resource } from './computation';
import { parsedJson, partlyParsedJson } from './json-value';
import {
  NO_VALUE,
  PartlyKnown,
  computedFrom,
  joined,
  textOf,
  unknown,
  type Content,
  type Valued,
} from './value';

/** The types that register an OIDC provider, with their list of audiences. The second is the construct of the CDK. */
export const PROVIDER_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::OIDCProvider', 'ClientIdList'],
  ['Custom::AWSCDKOpenIdConnectProvider', 'ClientIDList'],
]);

/** What the CDK makes of a JSON object whose keys are known only when the stack is created. */
const CDK_JSON = 'Custom::AWSCDKCfnJson';

/** A property of a resource. */
export function property(evaluator: Computation, resource: Resource, name: string): Valued | undefined {
  const { Properties: properties } = resource.node;
  if (!isBody(properties) || !Object.hasOwn(properties, name)) return undefined;
  const found = evaluator.value(properties[name], [...resource.path, 'Properties', name], resource.loops);
  return found === NO_VALUE ? undefined : found;
}

/** The string of a property. */
export function textProperty(
  evaluator: Computation,
  resource: Resource,
  name: string,
): string | PartlyKnown | undefined {
  const found = property(evaluator, resource, name);
  return found === undefined ? undefined : textOf(found.value);
}

/** What an attribute of a resource is; without one, what `Ref` gives. Nothing where only the stack tells. */
export function attributeOf(
  evaluator: Computation,
  resource: Resource,
  attribute: string | undefined,
): Valued | undefined {
  const { type, path } = resource;
  const result = (value: Content | undefined): Valued | undefined =>
    value === undefined ? undefined : { value, path };
  if (PROVIDER_TYPES.has(type) && (attribute === undefined || attribute === 'Arn'))
    return result(providerArn(evaluator, resource));
  if (type === CDK_JSON && attribute === 'Value') {
    const text = textProperty(evaluator, resource, 'Value');
    if (typeof text === 'string') return parsedJson(text, [...path, 'Properties', 'Value']);
    return text === undefined ? undefined : partlyParsedJson(text, [...path, 'Properties', 'Value']);
  }
  if (type === 'AWS::IAM::Role' && attribute === undefined)
    return result(textProperty(evaluator, resource, 'RoleName'));
  if (type === 'AWS::IAM::Role' && attribute === 'Arn')
    return result(namedArn(evaluator, resource, 'role', 'RoleName'));
  if (type === 'AWS::IAM::ManagedPolicy' && (attribute === undefined || attribute === 'PolicyArn'))
    return result(namedArn(evaluator, resource, 'policy', 'ManagedPolicyName'));
  return undefined;
}

/** The ARN of an OIDC provider of the template. */
export function providerArn(evaluator: Computation, resource: Resource): string | PartlyKnown {
  const url = textProperty(evaluator, resource, 'Url');
  if (url === undefined)
    return unknown(`${resource.id}.Url`, `the OIDC provider ${quote(resource.id)} has no \`Url\``);
  return ownArn(
    evaluator,
    joined(['oidc-provider/', typeof url === 'string' ? storedUrl(url) : withoutScheme(url)]),
  );
}

function withoutScheme(url: PartlyKnown): PartlyKnown {
  const [first, ...rest] = url.parts;
  return typeof first === 'string'
    ? new PartlyKnown([first.replace(/^https:\/\//, ''), ...rest])
    : computedFrom(url.first);
}

function namedArn(
  evaluator: Computation,
  resource: Resource,
  kind: string,
  name: string,
): string | PartlyKnown | undefined {
  const own = textProperty(evaluator, resource, name);
  const path = textProperty(evaluator, resource, 'Path') ?? '/';
  return own === undefined ? undefined : ownArn(evaluator, joined([kind, path, own]));
}

function ownArn(evaluator: Computation, resource: string | PartlyKnown): string | PartlyKnown {
  const [of, id] = ['AWS::Partition', 'AWS::AccountId'].map((name) =>
    evaluator.text({ Ref: name }, [], NO_LOOPS),
  );
  if (typeof of === 'string' && typeof id === 'string' && typeof resource === 'string')
    return iamArn(of, id, resource);
  return joined(['arn:', of ?? '', ':iam::', id ?? '', ':', resource]);
}

import { parseIamArn } from '../../arn';
import type { Unresolved, WrittenProvider } from '../terraform/written';
import { everyCase } from '../cases';
import type { Resource, Stack } from './computation';
import { Evaluator } from './evaluate';
import { PROVIDER_TYPES, property, providerArn, textProperty } from './resources';
import { nearest } from './template';
import { PartlyKnown, findUnknown, isList, textOf } from './value';

/** The property of both types of provider; the client ids have two names. */
const THUMBPRINTS = 'ThumbprintList';

/** The OIDC providers of one resource, one for each case in which it differs, and what of them is not known. */
export interface FoundProviders {
  readonly providers: readonly WrittenProvider[];
  readonly unresolved: readonly Unresolved[];
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html */
export function providersOf(stack: Stack, resource: Resource, address: string): FoundProviders {
  const position = nearest(stack.template, [...resource.path, 'Properties', 'Url']);
  const open = (reason: string, expression?: string): Unresolved => ({
    address,
    concerns: 'provider',
    reason,
    expression,
    position,
  });
  const cases = everyCase((when): WrittenProvider | Unresolved => {
    const evaluator = new Evaluator(stack, when);
    const url = textProperty(evaluator, resource, 'Url');
    if (url instanceof PartlyKnown) return open(url.first.reason, url.first.name);
    if (url === undefined) return open('the OIDC provider has no `Url`');
    const clientsName = PROVIDER_TYPES.get(resource.type) ?? '';
    const arn = providerArn(evaluator, resource);
    const account = stack.parameters.known('AWS::AccountId', when);
    const { partition } = (typeof arn === 'string' ? parseIamArn(arn) : undefined) ?? {};
    return {
      address,
      url: url.startsWith('https://') ? url : `https://${url}`,
      clientIds:
        property(evaluator, resource, clientsName) === undefined
          ? []
          : knownTexts(evaluator, resource, clientsName),
      thumbprints: knownTexts(evaluator, resource, THUMBPRINTS),
      arn: account === undefined || typeof arn !== 'string' ? undefined : arn,
      account: typeof arn === 'string' ? account : undefined,
      partition: account === undefined ? undefined : partition,
      position,
    };
  });
  if (cases === undefined)
    return { providers: [], unresolved: [open('the OIDC provider depends on too many conditions')] };
  const distinct = [...new Map(cases.map(({ result }) => [JSON.stringify(result), result])).values()];
  return {
    providers: distinct.filter((each): each is WrittenProvider => 'url' in each),
    unresolved: distinct.filter((each): each is Unresolved => 'reason' in each),
  };
}

/** The strings of a property; absent where it is absent or not fully known. */
function knownTexts(evaluator: Evaluator, resource: Resource, name: string): readonly string[] | undefined {
  const list = property(evaluator, resource, name);
  if (list === undefined || !isList(list.value) || findUnknown(list) !== undefined) return undefined;
  return list.value.map(({ value }) => textOf(value)).filter((text) => typeof text === 'string');
}

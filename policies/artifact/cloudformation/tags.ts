/**
 * The short forms of functions in YAML, by what the tag is for.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const SHORT = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
] as const;

const LONG: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...SHORT.map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

/** The member that a short tag stands for; `undefined` for other tags. */
export function longName(tag: string): string | undefined {
  return LONG.get(tag);
}

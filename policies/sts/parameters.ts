import { stsError, type StsError } from './sts-error';

/** The parameters of a request of the query API, decoded; of one that is given twice the first. */
export type QueryParameters = ReadonlyMap<string, string>;

/** What the API model says of a parameter. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
interface Constraint {
  readonly name: string;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it. */
  readonly pattern?: { readonly text: string; readonly test: RegExp };
  readonly range?: readonly [number, number];
  /** No message repeats the value. */
  readonly secret?: boolean;
}

const NAME_PATTERN = { text: '[\\w+=,.@-]*', test: /^[\w+=,.@-]*$/ };
const POLICY_PATTERN = {
  text: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  test: /^[\t\n\r\u0020-\u00FF]+$/,
};

const COMMON: readonly Constraint[] = [
  { name: 'RoleArn', required: true, min: 20, max: 2048 },
  { name: 'RoleSessionName', required: true, min: 2, max: 64, pattern: NAME_PATTERN },
  { name: 'Policy', min: 1, max: 2048, pattern: POLICY_PATTERN },
  { name: 'DurationSeconds', range: [900, 43_200] },
];

export const WEB_IDENTITY_PARAMETERS: readonly Constraint[] = [
  ...COMMON,
  { name: 'WebIdentityToken', required: true, min: 4, max: 20_000, secret: true },
  { name: 'ProviderId', min: 4, max: 2048 },
];

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const ASSUME_ROLE_PARAMETERS: readonly Constraint[] = [
  ...COMMON,
  {
    name: 'ExternalId',
    min: 2,
    max: 1224,
    pattern: { text: '[\\w+=,.@:\\/-]*', test: /^[\w+=,.@:/-]*$/ },
  },
  { name: 'SourceIdentity', min: 2, max: 64, pattern: NAME_PATTERN },
  { name: 'SerialNumber', min: 9, max: 256 },
  { name: 'TokenCode', min: 6, max: 6, pattern: { text: '[\\d]*', test: /^\d*$/ } },
];

/**
 * Checks the parameters in the order of the model; all that are wrong are in one answer, as AWS gives it.
 * @see https://github.com/aws-actions/configure-aws-credentials/issues/1306
 */
export function checkParameters(
  parameters: QueryParameters,
  constraints: readonly Constraint[],
): StsError | undefined {
  const integer = integerProblem(parameters.get('DurationSeconds'));
  if (integer !== undefined) return integer;
  const found = constraints.flatMap((constraint) => violations(constraint, parameters.get(constraint.name)));
  if (found.length === 0) return undefined;
  const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  return stsError('ValidationError', `${count} detected: ${found.join('; ')}`);
}

/**
 * Integers of the query API: digits with an optional sign, 32 bits.
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/sts/query_inputs.json
 */
function integerProblem(text: string | undefined): StsError | undefined {
  if (text === undefined || (/^[+-]?\d{1,15}$/.test(text) && Math.abs(Number(text)) < 2 ** 31))
    return undefined;
  return stsError(
    'MalformedInput',
    'DurationSeconds is not an integer',
    '`DurationSeconds` is not an integer: expected digits only',
  );
}

function violations(constraint: Constraint, value: string | undefined): readonly string[] {
  const { name, required, min, max, pattern, range, secret } = constraint;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const failed = (rule: string): string =>
    `Value ${value === undefined ? 'null' : `'${secret === true ? '***' : value}'`} at '${member}' failed to satisfy constraint: ${rule}`;
  if (value === undefined) return required === true ? [failed('Member must not be null')] : [];
  const rules: string[] = [];
  if (range !== undefined && Number(value) < range[0])
    rules.push(`Member must have value greater than or equal to ${range[0]}`);
  if (range !== undefined && Number(value) > range[1])
    rules.push(`Member must have value less than or equal to ${range[1]}`);
  if (min !== undefined && value.length < min)
    rules.push(`Member must have length greater than or equal to ${min}`);
  if (max !== undefined && value.length > max)
    rules.push(`Member must have length less than or equal to ${max}`);
  if (pattern !== undefined && !pattern.test.test(value))
    rules.push(`Member must satisfy regular expression pattern: ${pattern.text}`);
  return rules.map(failed);
}

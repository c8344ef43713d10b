import { resolve } from 'node:path';
import { closest, declaredParameters, parseJsonText, quote, RefgateError } from '../../policies/index';
import { systemReason } from '../system-reason';
import type { Terminal } from '../output/terminal';
import type { InputOptions } from './input';
import { readRegularFile } from './regular-file';

/**
 * The values of a template's parameters: of `--var-file`, in the forms of the AWS CLI, then of `--var`. A later one wins.
 * @param texts the templates that are read: each name must be a parameter of one of them
 * @throws RefgateError `ERR_USAGE`: a parameter that no template has · `ERR_INPUT_READ`
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
 */
export async function templateParameters(
  texts: readonly string[],
  { var: vars = [], varFile = [] }: Pick<InputOptions, 'var' | 'varFile'>,
  { cwd }: Terminal,
): Promise<ReadonlyMap<string, string>> {
  const given = new Map<string, string>();
  for (const file of varFile)
    for (const [name, value] of await parameterFile(resolve(cwd, file), file)) given.set(name, value);
  for (const text of vars) {
    const at = text.indexOf('=');
    if (at < 1)
      throw new RefgateError({
        code: 'ERR_USAGE',
        message: '`--var` names no parameter; its value is not repeated here',
        expected: '`--var Name=value`',
      });
    given.set(text.slice(0, at), text.slice(at + 1));
  }
  if (given.size === 0) return given;
  const declared = texts.flatMap((text) => declaredParameters(text));
  for (const name of given.keys()) {
    if (declared.includes(name)) continue;
    const near = closest(name, declared);
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `the CloudFormation template has no parameter ${given.get(name) === '' ? 'of the name that `--var` gives; it is not repeated here' : quote(name)}`,
      expected:
        declared.length === 0
          ? 'no `--var`: it has none'
          : `one of ${declared.slice(0, 10).map(quote).join(', ')}`,
      fix: near === undefined ? undefined : `did you mean ${quote(near)}?`,
    });
  }
  return given;
}

async function parameterFile(path: string, name: string): Promise<readonly (readonly [string, string])[]> {
  let text: string;
  try {
    text = (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read the parameters file \`${name}\`: ${systemReason(error)}`,
      fix: 'name a JSON file of parameters with `--var-file`',
    });
  }
  const parsed = parseJsonText(text, name);
  if (!parsed.ok) throw new RefgateError({ ...parsed.problem, got: undefined });
  const found = entriesOf(parsed.value);
  if (found !== undefined) return found;
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: `\`${name}\` is not a file of CloudFormation parameters`,
    expected: '`[{"ParameterKey": …, "ParameterValue": …}]`, `{"Parameters": {…}}` or an object of strings',
  });
}

type Entries = readonly (readonly [string, string])[];

/** A list of keys and values as `create-stack` takes it, a template configuration file, or `Name=value` of `deploy`. */
function entriesOf(value: unknown): Entries | undefined {
  if (Array.isArray(value)) {
    const entries = value.map((item: unknown) => {
      if (typeof item === 'string') return item.includes('=') ? assignment(item) : undefined;
      const { ParameterKey: key, ParameterValue: set } = (item ?? {}) as Readonly<Record<string, unknown>>;
      return typeof key === 'string' && typeof set === 'string' ? ([key, set] as const) : undefined;
    });
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { Parameters: inner } = value as Readonly<Record<string, unknown>>;
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return entriesOf(inner);
  const entries = Object.entries(value);
  return entries.every(([, set]) => typeof set === 'string') ? (entries as Entries) : undefined;
}

function assignment(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

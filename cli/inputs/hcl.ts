import { RefgateError, type Problem } from '../../policies/index';

/** What the converter calls the text, so that its messages can be taken apart. */
const NAME = 'input.tf';
const DIAGNOSTIC = /input\.tf:(\d+),(\d+)-(?:\d+,)?\d+: ([^;]*); (.*?)(?=\.? input\.tf:\d+,\d+-|\.?\]$)/gs;

/**
 * HCL → the JSON form of a configuration: blocks as arrays, expressions as `${…}`. The converter (2 MB of wasm) is loaded with the first
 * text.
 * @param file as it is shown to the user
 * @throws RefgateError `ERR_TERRAFORM` with every syntax error
 */
export async function hclToJson(text: string, file: string): Promise<Record<string, unknown>> {
  const { parse } = await import('@cdktf/hcl2json');
  try {
    return (await parse(NAME, text)) as Record<string, unknown>;
  } catch (error) {
    throw new RefgateError(problemsOf((error as Error).message, file));
  }
}

/** Of a file that is not HCL at all the converter reports every character. */
const MAX_PROBLEMS = 10;

function more({ length }: readonly Problem[], file: string): Problem {
  return {
    code: 'ERR_TERRAFORM',
    message: `${length - MAX_PROBLEMS + 1} more syntax errors in \`${file}\` are not listed`,
  };
}

function problemsOf(message: string, file: string): readonly Problem[] {
  const found = [...message.matchAll(DIAGNOSTIC)].map(
    ([, line, column, summary = '', detail = '']): Problem => ({
      code: 'ERR_TERRAFORM',
      message: `${summary.charAt(0).toLowerCase()}${summary.slice(1)}: ${detail}`,
      position: { file, line: Number(line), column: Number(column) },
    }),
  );
  if (found.length > MAX_PROBLEMS) return [...found.slice(0, MAX_PROBLEMS - 1), more(found, file)];
  if (found.length > 0) return found;
  return [{ code: 'ERR_TERRAFORM', message: `cannot read \`${file}\`: ${message.replaceAll(NAME, file)}` }];
}

import type { RawClaims } from '../../policies/index';
import { isToken, payloadOf } from './jwt';
import type { Terminal } from '../output/terminal';
import { readText } from './text-input';

/** The options of which one says what is asked about. */
export interface AskedOptions {
  readonly pipeline?: string;
  readonly claims?: string;
  readonly token?: string;
  readonly tokenEnv?: string;
}

/** What is asked about: a pipeline, or a token's payload. */
export type AskedToken =
  | { readonly kind: 'pipeline'; readonly text: string }
  | { readonly kind: 'token'; readonly claims: RawClaims; readonly signed: boolean };

/**
 * What is asked; read before anything else, so that a slip of the hand is told at once.
 * @throws RefgateError `ERR_USAGE`: nothing, too much, or a token where its place belongs · `ERR_CLAIMS`: no claims and no JWT
 */
export async function readAskedToken(options: AskedOptions, terminal: Terminal): Promise<AskedToken> {
  const { RefgateError } = await import('../../policies/index');
  const { pipeline, claims, token, tokenEnv } = options;
  const given = [pipeline, claims, token, tokenEnv].filter((value) => value !== undefined);
  if (given.length !== 1) {
    const message =
      given.length === 0 ? 'no pipeline and no token is given' : 'more than one pipeline or token is given';
    throw new RefgateError({
      code: 'ERR_USAGE',
      message,
      expected: 'one of `--pipeline`, `--claims`, `--token`, `--token-env`',
    });
  }
  if (pipeline !== undefined) return { kind: 'pipeline', text: pipeline };
  if (isToken(given[0] as string)) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: 'a token is on the command line, where every process and every log sees it',
      expected: 'a file, `-` for standard input, or `--token-env` with the name of a variable',
      fix: 'take that token for known to others',
    });
  }
  const signed = claims === undefined;
  return {
    kind: 'token',
    signed,
    claims: signed ? await readToken(options, terminal) : await readClaims(claims, terminal),
  };
}

const PAYLOAD = 'give the payload of a token; for a signed one use `--token`';

async function readClaims(source: string, terminal: Terminal): Promise<RawClaims> {
  const { parseJsonText, quote, RefgateError } = await import('../../policies/index');
  const inline = /^\s*\{/.test(source);
  const text = inline ? source : await readText(source, terminal);
  if (isToken(text)) return payloadOf(text);
  const name = inline ? '--claims' : source === '-' ? 'stdin' : source;
  const parsed = parseJsonText(text, name);
  if (!parsed.ok) throw new RefgateError({ ...parsed.problem, got: undefined, fix: PAYLOAD });
  if (typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value))
    return parsed.value as RawClaims;
  throw new RefgateError({
    code: 'ERR_CLAIMS',
    message: `the claims of ${quote(name)} are no JSON object`,
    fix: PAYLOAD,
  });
}

/** Whoever takes `--token` for the place of the token itself reads no secret in the message. */
async function readTokenFile(file: string, terminal: Terminal): Promise<string> {
  const { RefgateError } = await import('../../policies/index');
  try {
    return await readText(file, terminal);
  } catch {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: 'cannot read the file that `--token` names; the value is not repeated here',
      expected: 'a file that holds the token, or `-` for standard input',
      fix: 'write the token to a file, or use `--token-env` with the name of a variable',
    });
  }
}

async function readToken({ token, tokenEnv }: AskedOptions, terminal: Terminal): Promise<RawClaims> {
  const { RefgateError } = await import('../../policies/index');
  if (tokenEnv === undefined) return payloadOf(await readTokenFile(token as string, terminal));
  const text = terminal.env[tokenEnv];
  if (text !== undefined && text !== '') return payloadOf(text);
  throw new RefgateError({
    code: 'ERR_CLAIMS',
    message: text === undefined ? `the environment has no \`${tokenEnv}\`` : `\`${tokenEnv}\` is empty`,
    fix: 'name the variable of the `id_tokens` entry',
  });
}

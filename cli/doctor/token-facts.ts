import type { Observed, PublishedKey, TokenFacts } from '../../policies/index';
import { payloadOf } from '../inputs/jwt';
import { readText } from '../inputs/text-input';
import type { Terminal } from '../output/terminal';
import { signatureVerifier } from '../sts/issuer-keys';

export interface TokenOptions {
  readonly token?: string;
  readonly tokenEnv?: string;
}

/**
 * A token of a job, as far as it is compared with its issuer. The token itself goes nowhere.
 * @param jwks the text of the key set, where it was seen
 * @throws RefgateError when there is no JWT
 */
export async function tokenFacts(
  options: TokenOptions,
  jwks: string | undefined,
  now: number,
  terminal: Terminal,
): Promise<Observed<TokenFacts>> {
  const token = await tokenText(options, terminal);
  if (token === undefined) return { seen: false, wanted: false, reason: 'no token was given' };
  const claims = payloadOf(token);
  const { RefgateError } = await import('../../policies/index');
  const header = headerOf(token);
  if (header === undefined)
    throw new RefgateError({
      code: 'ERR_CLAIMS',
      message: 'the token is not a JWT: its header is not JSON object',
      expected: 'the ID token of a GitLab job, three parts with dots between them',
      fix: 'give the value of the `id_tokens` variable',
    });
  const verifies = jwks === undefined ? undefined : await verify(token, header, jwks);
  return { seen: true, value: { header, claims, now, verifies } };
}

async function tokenText({ token, tokenEnv }: TokenOptions, terminal: Terminal): Promise<string | undefined> {
  if (token !== undefined) return (await readText(token, terminal)).trim();
  if (tokenEnv === undefined) return undefined;
  const text = terminal.env[tokenEnv]?.trim();
  if (text !== undefined && text !== '') return text;
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_CLAIMS',
    message: `environment variable \`${tokenEnv}\` is ${text === undefined ? 'not set' : 'empty'}`,
    fix: 'name the variable of the `id_tokens` entry',
  });
}

function headerOf(token: string): TokenFacts['header'] | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && !Array.isArray(header)
      ? (header as TokenFacts['header'])
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the signature is that of the key that STS would take; `undefined` where it would find none. */
async function verify(
  token: string,
  { kid, alg }: TokenFacts['header'],
  jwks: string,
): Promise<boolean | undefined> {
  const { isAlgorithm, verificationKey } = await import('../../policies/index');
  if (!isAlgorithm(alg)) return undefined;
  let keys: unknown;
  try {
    ({ keys } = JSON.parse(jwks) as { readonly keys?: unknown });
  } catch {
    return undefined;
  }
  const published = Array.isArray(keys)
    ? keys.filter((key): key is PublishedKey => typeof key === 'object' && key !== null)
    : [];
  const key = verificationKey(kid, alg, published);
  return key === undefined ? undefined : (await signatureVerifier())(token, key, alg);
}

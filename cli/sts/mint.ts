import { randomUUID } from 'node:crypto';
import type { Algorithm, RawClaims } from '../../policies/index';
import { parsePipelineOption } from '../inputs/pipeline-option';
import type { CommandInput } from '../inputs/command-input';
import type { IssuerKeys } from './issuer-keys';

/** What a token is asked for with: the body of `POST /refgate/token`. */
export interface MintRequest {
  /** As in a row of the table: YAML, or a JSON object. */
  readonly pipeline?: unknown;
  /** A payload; what is not in it of `iss`, `iat`, `nbf`, `exp` and `jti` is added, unless `exact`. */
  readonly claims?: unknown;
  readonly exact?: boolean;
  /** @default RS256 */
  readonly alg?: unknown;
}

/** A token, and what had to be assumed to arrive at it. */
export interface MintedToken {
  readonly id_token: string;
  readonly assuming: readonly string[];
}

export type Mint = (request: MintRequest, now: number) => Promise<readonly MintedToken[]>;

/** How long a token of GitLab is valid where the job has no timeout. @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload */
const LIFETIME_SECONDS = 3600;

/** Mints the tokens of the simulated GitLab. */
export async function minter(input: CommandInput, keys: IssuerKeys, issuer: () => string): Promise<Mint> {
  const { isAlgorithm, RefgateError, simulate, tableContext } = await import('../../policies/index');
  const around = tableContext(input.artifacts, input.federation);
  const sign = async (claims: object, algorithm: Algorithm, assuming: readonly string[]) => ({
    id_token: await keys.sign(claims, algorithm),
    assuming,
  });
  return async ({ pipeline, claims, exact, alg = 'RS256' }, now) => {
    if (!isAlgorithm(alg))
      throw new RefgateError({
        code: 'ERR_USAGE',
        message: `invalid algorithm \`${String(alg)}\``,
        expected: 'RS256, RS384, RS512, ES256, ES384 or ES512',
      });
    if ((pipeline === undefined) === (claims === undefined))
      throw new RefgateError({
        code: 'ERR_USAGE',
        message:
          pipeline === undefined
            ? 'no pipeline and no claims are given'
            : 'both a pipeline and claims are given',
        expected: 'one of `pipeline`, `claims`',
      });
    if (claims !== undefined) {
      if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
        throw new RefgateError({ code: 'ERR_CLAIMS', message: 'the claims are not a JSON object' });
      return [await sign(exact === true ? claims : completed(claims as RawClaims, issuer(), now), alg, [])];
    }
    const text = typeof pipeline === 'string' ? pipeline : JSON.stringify(pipeline);
    const pipelines = await parsePipelineOption(text, around);
    const simulations = pipelines.map((one) => simulate(one, { issuedAt: now }));
    const refused = simulations.find((one) => one.kind === 'no_token');
    if (refused?.kind === 'no_token')
      throw new RefgateError({ code: 'ERR_PIPELINE', message: refused.reason });
    return Promise.all(
      simulations
        .flatMap((one) => (one.kind === 'tokens' ? one.tokens : []))
        .map(({ claims: minted, assuming }) => sign(minted, alg, assuming)),
    );
  };
}

function completed(claims: RawClaims, issuer: string, now: number): object {
  return { iss: issuer, iat: now, nbf: now - 5, exp: now + LIFETIME_SECONDS, jti: randomUUID(), ...claims };
}

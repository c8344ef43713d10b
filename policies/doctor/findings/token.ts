import { quote } from '../../errors';
import { stsRequest } from '../../context/index';
import { isAlgorithm, verificationKey } from '../../sts/index';
import { difference } from '../compare-urls';
import { discoveryOf, shown } from '../documents';
import type { AwsErrorName } from '../aws-errors';
import type { IssuerFacts, TokenFacts } from '../facts';
import { inferred, observed, type FindingDefinition, type IssuerMatch } from '../finding';
import { keysOf } from '../jwk';
import { ISSUER_SOURCES } from '../sources';

/** A token of a job, beside what the issuer publishes. */
export const TOKEN_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'token-issuer',
    severity: 'error',
    title: 'the token is of another issuer',
    needs: ['token'],
    causes: [observed('no_provider')],
    fix: 'ask about the issuer that the token names, and register it exactly; GitLab takes it from `external_url` or `ci_id_tokens_issuer_url`',
    sources: [ISSUER_SOURCES.awsFederation, ISSUER_SOURCES.gitlabNonPublic],
    run: (facts) => {
      const token = tokenOf(facts);
      const issuer = facts.issuer.seen ? facts.issuer.value : discoveryOf(facts)?.members.issuer;
      const iss = token?.claims.iss;
      if (token === undefined || typeof issuer !== 'string' || iss === undefined || iss === issuer) return [];
      const how = typeof iss === 'string' ? difference(iss, issuer) : undefined;
      return [
        {
          message: `\`iss\` of the token is ${shown(iss)}, the issuer is ${quote(issuer)}${how === undefined ? '' : `: ${how}`}`,
        },
      ];
    },
  },
  {
    id: 'token-algorithm',
    severity: 'error',
    title: 'the token is signed with an algorithm that STS does not take',
    needs: ['token'],
    causes: [inferred('not_validated')],
    fix: 'send the ID token of the job (`id_tokens`), which GitLab signs with RS256',
    sources: [ISSUER_SOURCES.awsAssume],
    run: (facts) => {
      const token = tokenOf(facts);
      if (token === undefined || isAlgorithm(token.header.alg)) return [];
      return [
        {
          message: `\`alg\` of the token is ${shown(token.header.alg)}; STS takes RS256, RS384, RS512, ES256, ES384 and ES512`,
        },
      ];
    },
  },
  {
    id: 'token-header',
    severity: 'error',
    title: 'the header of the token has `crit`',
    needs: ['token'],
    causes: [observed('not_a_jwt')],
    fix: 'send the ID token of the job (`id_tokens`) as GitLab wrote it',
    sources: [ISSUER_SOURCES.recordedTokens],
    run: (facts) =>
      tokenOf(facts)?.header.crit === undefined
        ? []
        : [{ message: 'the header of the token has `crit`, which STS refuses' }],
  },
  {
    id: 'token-key',
    severity: 'error',
    title: 'the key that signed the token is not published',
    needs: ['token', 'jwks'],
    causes: [observed('no_verification_key')],
    fix: 'publish the key that the instance signs with; copies of the key set must be written again after each change of it',
    sources: [ISSUER_SOURCES.recordedTokens, ISSUER_SOURCES.gitlabNonPublic],
    run: (facts) => {
      const token = tokenOf(facts);
      const keys = keysOf(facts);
      if (token === undefined || keys === undefined || !isAlgorithm(token.header.alg)) return [];
      const published = keys.map(({ members }) => members);
      const { kid, alg } = token.header;
      if (verificationKey(kid, alg as never, published) !== undefined) return [];
      const known = published.some((key) => kid !== undefined && key.kid === kid);
      const message =
        kid === undefined
          ? 'the token has no `kid`, and the key set has not exactly one usable key'
          : known
            ? `the key ${shown(kid)} of the token is published in a form that STS does not use`
            : `the token is signed by ${shown(kid)}; published: ${published.map(({ kid: other }) => shown(other)).join(', ') || 'nothing'}`;
      return [{ message }];
    },
  },
  {
    id: 'token-signature',
    severity: 'error',
    title: 'the signature of the token does not verify',
    needs: ['token', 'jwks'],
    causes: [inferred('not_validated')],
    fix: 'publish the key that the instance signs with under its own `kid`; a cut or changed token does not verify either',
    sources: [ISSUER_SOURCES.awsAssume],
    run: (facts) =>
      tokenOf(facts)?.verifies === false
        ? [{ message: 'the signature does not verify with the published key of its `kid`' }]
        : [],
  },
  {
    id: 'token-claims',
    severity: 'error',
    title: 'STS refuses the claims of the token',
    needs: ['token'],
    causes: [observed('not_validated')],
    fix: 'compare the clock of the instance, and the `id_tokens` entry of the job: one `aud`, a client id of the provider',
    sources: [ISSUER_SOURCES.recordedTokens, ISSUER_SOURCES.awsSkew],
    run: claimMatches,
  },
];

const tokenOf = ({ token }: IssuerFacts): TokenFacts | undefined => (token.seen ? token.value : undefined);

/** Codes and the beginnings of reasons of the evaluator, and the error that they are. */
const REFUSALS: readonly (readonly [RegExp, AwsErrorName])[] = [
  [/^Token issued in the future/, 'future'],
  [/^Token expired/, 'expired'],
  [/^Missing a required claim/, 'missing_claim'],
  [/more than one audience/, 'several_audiences'],
];

function claimMatches(facts: IssuerFacts): readonly IssuerMatch[] {
  const token = tokenOf(facts);
  if (token === undefined) return [];
  const { iss: issuer } = token.claims;
  if (issuer === undefined || issuer === null)
    return [{ message: 'the token has no `iss`', causes: [observed('missing_claim')] }];
  if (typeof issuer !== 'string') return [{ message: `\`iss\` of the token is ${shown(issuer)}, not a URL` }];
  const answer = stsRequest(token.claims, { issuer, account: '000000000000' }, token.now);
  if (answer.ok || answer.layer !== 'token') return [];
  const error = REFUSALS.find(([pattern]) => pattern.test(answer.reason))?.[1];
  return [
    {
      message: answer.reason,
      ...(answer.outcome === 'undetermined' ? { severity: 'unknown' as const, causes: [] } : {}),
      ...(error === undefined ? {} : { causes: [observed(error)] }),
    },
  ];
}

import type { RawClaims } from '../context/index';
import type { Decision } from '../evaluate/index';

/** What to change when the token or the provider refused. */
export function layerAdvice(decision: Decision, claims: RawClaims, issuer: string): readonly string[] {
  const { reason, layer } = decision;
  if (reason.includes('id_token_burned_project_path')) {
    return [
      'set `ci_id_token_sub_claim_components` of the project to begin with `project_id`, and trust that `sub`',
    ];
  }
  if (reason.includes('more than one audience')) {
    return [
      'give the job one audience: `id_tokens: { AWS_TOKEN: { aud: … } }` with a text, not a list, one token for each service',
    ];
  }
  if (
    reason.startsWith('Token expired') ||
    reason.startsWith('Token issued') ||
    reason.startsWith('Token not yet')
  ) {
    return ['get a fresh token: one lives as long as the job may run; check the clock of the GitLab server'];
  }
  if (reason.startsWith('Missing a required claim'))
    return ['send the ID token of an `id_tokens` entry, not an access token'];
  if (layer === 'provider' && reason.startsWith('no provider')) {
    return [
      `register an OIDC provider whose URL is exactly the token's \`iss\` (\`${String(claims.iss ?? issuer)}\`) in the role's own account`,
      'a trailing slash, another case or another path makes another provider',
    ];
  }
  if (layer === 'provider' && reason.includes('client id')) {
    return [
      `add the job's \`aud\` (${JSON.stringify(claims.aud ?? null)}) to the client ids of the provider, or let the job ask for one that is registered`,
      'the same audience must stand in the job, at the provider and in the trust policy',
    ];
  }
  return ['see the reason above: the trust policy was never read'];
}

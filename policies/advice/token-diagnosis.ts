import {
  issuerHost,
  issuerProblem,
  providerArn,
  type ProviderRegistration,
  type RawClaims,
} from '../context/index';
import { quote } from '../errors';
import { LEADING_COMPONENTS } from '../gitlab/index';
import { AT } from './apply-to-token';
import { fixable, noted, type Change, type Diagnosis, type Repair } from './fix';
import type { AdviceContext } from './input';
import { claimOf } from './judged-condition';
import { addValue, moveCondition } from './policy-change';
import { principalChange } from './principal-diagnosis';

/** What to change when the token or the provider was the reason, and no trust policy was read. */
export function tokenDiagnosis(context: AdviceContext): Diagnosis {
  const { claims, provider, decision } = context;
  const { reason } = decision;
  if (reason.includes('id_token_burned_project_path')) return burnedPath(context);
  if (isRemovedToken(claims))
    return idToken('the job sends `CI_JOB_JWT`, which has no `aud` and was removed in GitLab 17.0', context);
  if (/^Token (?:expired|issued|not yet)/.test(reason))
    return noted(
      'run the job again: a token lives as long as the job may run; compare the clock of the GitLab server',
    );
  const missing = ['iss', 'sub', 'aud', 'iat', 'exp'].filter((name) => claims[name] === undefined);
  if (reason.startsWith('Missing a required claim') && missing.length > 0)
    return idToken(
      `the token has no ${missing.map((name) => `\`${name}\``).join(', ')}, which each ID token of a job has`,
      context,
    );
  if (Array.isArray(claims.aud) && claims.aud.length > 1)
    return inJob(`the token has ${claims.aud.length} audiences, and STS accepts one`, context);
  const { iss } = claims;
  if (typeof iss === 'string' && iss !== `https://${issuerHost(provider.issuer)}`)
    return otherIssuer(iss, context);
  if (reason.includes('client id')) return clientId(context);
  return noted();
}

/**
 * The job token of before `id_tokens`: `iss` without a scheme, `sub` = `job_<id>`, no `aud`.
 * @see https://docs.gitlab.com/update/deprecations/#old-versions-of-json-web-tokens
 */
function isRemovedToken({ iss, sub, aud }: RawClaims): boolean {
  return (
    aud === undefined &&
    ((typeof iss === 'string' && !iss.startsWith('https://')) || /^job_\d+$/.test(String(sub)))
  );
}

/** Audiences that the policy accepts and the provider knows. */
function audiences({ policy, provider, host }: AdviceContext): readonly string[] {
  const wanted = policy.statements.flatMap(({ effect, conditions }) =>
    effect === 'Allow'
      ? conditions.filter(({ key }) => key.toLowerCase() === `${host}:aud`).flatMap(({ values }) => values)
      : [],
  );
  const known = wanted.filter(
    (value) => !/[*?$]/.test(value) && provider.clientIds?.includes(value) !== false,
  );
  return [...new Set(known.length > 0 || wanted.length > 0 ? known : (provider.clientIds ?? []))];
}

function idToken(cause: string, context: AdviceContext): Diagnosis {
  const repairs = audiences(context).map((aud): Repair => ({
    cause,
    changes: [{ place: 'job', op: 'set', at: '/id_tokens/AWS_TOKEN', value: { aud } }],
  }));
  return repairs.length === 0
    ? noted(`${cause}: send the token of an \`id_tokens\` entry`)
    : fixable(...repairs);
}

function inJob(cause: string, context: AdviceContext): Diagnosis {
  const repairs = audiences(context)
    .slice(0, 2)
    .map((value): Repair => ({ cause, changes: [{ place: 'job', op: 'set', at: AT.audience, value }] }));
  return repairs.length === 0 ? noted(`${cause}: give the job one that is registered`) : fixable(...repairs);
}

function clientId(context: AdviceContext): Diagnosis {
  const { claims, declared } = context;
  const aud = String(claims.azp ?? claims.aud);
  const cause = `the job requests a token for the audience ${quote(aud)}, which is not a client ID of the provider`;
  const inJobs = inJob(cause, context);
  if (declared !== undefined) return inJobs;
  const atProvider: Repair = {
    cause,
    changes: [{ place: 'provider', op: 'add', at: AT.clientIds, value: aud }],
    admits: `tokens for ${quote(aud)} at every role that trusts the provider and does not test \`aud\``,
  };
  return { notes: inJobs.repairs.length === 0 ? [] : inJobs.notes, repairs: [...inJobs.repairs, atProvider] };
}

/** Tokens of this path are not issued any more unless `sub` begins with the id. */
function burnedPath({ pipeline, policy, host }: AdviceContext): Diagnosis {
  const cause =
    'the path once belonged to another project, and GitLab.com issues tokens for it only where `sub` begins with `project_id`';
  if (pipeline === undefined) return noted(cause);
  const { id = '' } = pipeline.project;
  const ofProject = new Set<string>(LEADING_COMPONENTS);
  const components = ['project_id', ...pipeline.project.subClaim.filter((name) => !ofProject.has(name))];
  const subjects = policy.statements.flatMap(({ effect, conditions }) =>
    effect === 'Allow' ? conditions.filter(({ key }) => key.toLowerCase() === `${host}:sub`) : [],
  );
  const lead = `project_path:${pipeline.project.path}:`;
  const added = subjects.flatMap((condition) =>
    condition.values
      .filter((value) => value.startsWith(lead))
      .map((value) => addValue(condition, `project_id:${id}:${value.slice(lead.length)}`)),
  );
  return fixable({
    cause,
    changes: [{ place: 'gitlab', op: 'set', at: AT.components, value: components }, ...added],
    means: { kind: 'components', names: components },
  });
}

/** The address of a provider that differs in nothing but a slash, case or the port. */
const alike = (url: string): string => issuerHost(url).replace(/\/+$/, '').toLowerCase();

function otherIssuer(iss: string, context: AdviceContext): Diagnosis {
  const { provider, policy } = context;
  const registered = `https://${issuerHost(provider.issuer)}`;
  const cause = `the token's \`iss\` is ${quote(iss)}, the provider's URL is ${quote(registered)}, and they must be equal exactly`;
  const url = iss.startsWith('https://') ? iss : `https://${iss}`;
  if (alike(url) !== alike(registered)) {
    return noted(
      `the token was issued by ${quote(iss)}, the role trusts ${quote(registered)}: choose a role that trusts the issuer of this job`,
    );
  }
  if (issuerProblem(iss) !== undefined) {
    return noted(
      `${cause}: ${quote(iss)} cannot be the URL of a provider, so this is not an ID token that AWS accepts`,
    );
  }
  return fixable({
    cause,
    changes: [
      { place: 'provider', op: 'set', at: AT.url, value: iss },
      ...renamed(provider, iss, context, policy),
    ],
  });
}

/** The provider's ARN and its condition keys, wherever the policy names them. */
function renamed(
  provider: ProviderRegistration,
  iss: string,
  context: AdviceContext,
  { statements }: AdviceContext['policy'],
): readonly Change[] {
  const old = providerArn(provider.issuer, provider.account, provider.partition);
  const arn = providerArn(iss, provider.account, provider.partition);
  const prefix = `${issuerHost(provider.issuer).toLowerCase()}:`;
  return statements.flatMap((statement): readonly Change[] => {
    if (statement.principal.kind !== 'listed' || !statement.principal.federated.includes(old)) return [];
    return [
      ...principalChange(statement, old, arn, context),
      ...statement.conditions
        .filter(({ key }) => key.toLowerCase().startsWith(prefix))
        .flatMap((condition) =>
          moveCondition(condition, { key: `${issuerHost(iss)}:${claimOf(condition)}` }),
        ),
    ];
  });
}

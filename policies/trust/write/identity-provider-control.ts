import { parseOperator, type BaseOperator, type OperatorForm } from '../operators/index';
import { parseProviderArn } from '../provider-arn';
import { ACCEPTED, asList, isObject, refused, type Json, type WriteAnswer } from './answer';

/** What IAM demands of an Allow statement that trusts a shared issuer. */
interface Control {
  /** Keys of which one must be tested. */
  readonly keys: readonly string[];
  readonly text: (provider: string) => string;
  /** Whether a value leaves the key open. */
  readonly isOpen: (value: string) => boolean;
}

const COGNITO = 'cognito-identity.amazonaws.com';

const isStar = (value: string): boolean => value === '*';

function control(host: string, suffix: string): readonly [string, Control] {
  const key = suffix.startsWith(':') ? `${host}${suffix}` : suffix;
  return [
    host,
    {
      keys: [key],
      isOpen: isStar,
      text: () =>
        `Trust policy with trusted principal ${host} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${key} which is not scoped to all.`,
    },
  ];
}

/**
 * Shared issuers and the key that each role trusting them must test.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const CONTROLS: ReadonlyMap<string, Control> = new Map([
  ...[
    'gitlab.com',
    'vstoken.actions.githubusercontent.com',
    'oidc-configuration.audit-log.githubusercontent.com',
    'agent.buildkite.com',
    'app.terraform.io',
    'oidc.codefresh.io',
    'scalr.io',
    'studio.datachain.ai/api',
    'tokens.cloud.shisho.dev',
    'proidc.upbound.io',
    // IBM Turbonomic
    'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
    'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
    'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
    'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
    'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
    'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
  ].map((host) => control(host, ':sub')),
  ...[COGNITO, 'api.pulumi.com/oidc', 'oidc.vercel.com', 'sandboxes.cloud'].map((host) =>
    control(host, ':aud'),
  ),
  control('sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d', 'sts:RoleSessionName'),
]);

const GITHUB = 'token.actions.githubusercontent.com';

/**
 * GitHub's control: blank values and values that begin with `*` are open; every issuer with GitHub's prefix is meant.
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/docs/iam-oidc-trust-controls.md
 */
function githubControl(host: string): Control {
  return {
    keys: [`${host}:sub`, `${host}:job_workflow_ref`],
    isOpen: (value) => value.trim() === '' || value.startsWith('*'),
    text: (provider) =>
      `Trust policy with trusted principal ${provider} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${host}:sub or ${host}:job_workflow_ref which is not scoped to all.`,
  };
}

/**
 * Older rule for three built-in providers: an equality operator on an exact lower-case key, whatever the value. Its text names
 * `StringEquals` only, but the one without case counts too.
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/docs/iam-oidc-trust-controls.md
 */
const APPLICATION_IDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['accounts.google.com', ['aud', 'oaud', 'sub']],
  ['www.amazon.com', ['app_id', 'sub']],
  ['graph.facebook.com', ['app_id', 'sub']],
]);

/**
 * IAM's identity-provider control on one statement. It looks for the literal value `*` only: `project_path:*`, `**` and `?`
 * pass, so breadth is a question of its own. A Deny is not checked, nor is an Allow of anything but `AssumeRoleWithWebIdentity`.
 */
export function checkIdentityProviders(statement: Json, pointer: string): WriteAnswer {
  if (statement.Effect !== 'Allow' || !isObject(statement.Principal)) return ACCEPTED;
  if (!speaksOfWebIdentity(statement)) return ACCEPTED;
  for (const provider of asList(statement.Principal.Federated ?? [])) {
    if (typeof provider !== 'string') continue;
    const refusal = builtInRefusal(provider, statement) ?? sharedRefusal(provider, statement);
    if (refusal !== undefined) return refused(`${pointer}/Condition`, refusal);
  }
  return ACCEPTED;
}

function speaksOfWebIdentity(statement: Json): boolean {
  if (statement.Action === undefined) return true;
  return asList(statement.Action).some(
    (action) => action === 'sts:AssumeRoleWithWebIdentity' || action === 'sts:AssumeRole*',
  );
}

function builtInRefusal(provider: string, statement: Json): string | undefined {
  if (provider === COGNITO && statement.Condition === undefined)
    return 'A condition block must be present for the Cognito provider';
  const names = APPLICATION_IDS.get(provider);
  if (names === undefined) return undefined;
  const tested = entries(statement).some(
    ({ base, key }) => EQUALITY.has(base) && names.some((name) => key === `${provider}:${name}`),
  );
  return tested
    ? undefined
    : `Policy trusting ${provider} requires a StringEquals condition on an application id`;
}

function sharedRefusal(provider: string, statement: Json): string | undefined {
  const host = provider === COGNITO ? COGNITO : parseProviderArn(provider)?.host;
  if (host === undefined) return undefined;
  const rule = CONTROLS.get(host) ?? (host.startsWith(GITHUB) ? githubControl(host) : undefined);
  if (rule === undefined) return undefined;
  const keys = rule.keys.map((key) => key.toLowerCase());
  const tested = entries(statement)
    .filter(({ base }) => COUNTING.has(base))
    .map(({ operator, key, values }) => ({
      operator,
      key: key.toLowerCase(),
      scoped: !values.some(rule.isOpen),
    }))
    .filter(({ key }) => keys.includes(key));
  // Of two keys under one operator both must be scoped; another operator counts for itself.
  const isControlled = tested.some(
    ({ operator, key, scoped }) =>
      scoped && tested.every((other) => other.operator !== operator || other.key === key || other.scoped),
  );
  return isControlled ? undefined : rule.text(provider);
}

const EQUALITY: ReadonlySet<BaseOperator> = new Set<BaseOperator>(['StringEquals', 'StringEqualsIgnoreCase']);

/** The operators that IAM's own text names. */
const COUNTING: ReadonlySet<BaseOperator> = new Set<BaseOperator>([...EQUALITY, 'StringLike']);

/** Whether IAM counts an operator as a test of `sub` when it stores a policy: with any set quantifier, but not with `IfExists`. */
export function countsForProvider({ base, ifExists }: OperatorForm): boolean {
  return !ifExists && COUNTING.has(base);
}

interface Entry {
  /** As written. */
  readonly operator: string;
  readonly base: BaseOperator;
  readonly key: string;
  readonly values: readonly string[];
}

function entries(statement: Json): readonly Entry[] {
  if (!isObject(statement.Condition)) return [];
  return Object.entries(statement.Condition).flatMap(([name, keys]) => {
    const form = parseOperator(name);
    if (form === undefined || form.ifExists || !isObject(keys)) return [];
    return Object.entries(keys).map(([key, value]) => ({
      operator: name,
      base: form.base,
      key,
      values: asList(value).map(String),
    }));
  });
}

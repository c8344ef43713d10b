import {
  GITLAB_COM_ISSUER,
  compilePolicy,
  explain,
  judgeToken,
  parsePolicy,
  type CompiledPolicy,
  type Decision,
  type Explanation,
  type ProviderRegistration,
  type RawClaims,
  type ReportRole,
} from '../policies/index';

/** The engine's answer about one token at one role, with its explanation. */
export interface Judged {
  readonly decision: Decision;
  readonly explanation: Explanation;
}

const PROVIDER = /^arn:(aws[a-z-]*):iam::(\d{12}):oidc-provider\/(.+)$/;

/**
 * Judges tokens in the page by the engine that made the report. A role is compiled once.
 * @param issuer for roles of which neither the report nor the policy tells it
 */
export function makeEngine(issuer = GITLAB_COM_ISSUER): (role: ReportRole, claims: RawClaims) => Judged {
  const compiled = new Map<ReportRole, CompiledPolicy | string>();
  return (role, claims) => {
    let policy = compiled.get(role);
    if (policy === undefined) compiled.set(role, (policy = compile(role)));
    const provider = registrationOf(role, issuer);
    const decision = typeof policy === 'string' ? cannotTell(policy) : judgeToken(policy, claims, provider);
    const input = {
      policy: typeof policy === 'string' ? NO_STATEMENT : policy.policy,
      document: role.policy,
      provider,
      claims,
    };
    return { decision, explanation: explain(decision, input) };
  };
}

const NO_STATEMENT = { version: '2012-10-17', statements: [] } as const;

function compile({ policy }: ReportRole): CompiledPolicy | string {
  const parsed = parsePolicy(policy);
  return parsed.ok
    ? compilePolicy(parsed.policy)
    : parsed.problems.map(({ message, pointer = '/' }) => `${message} at ${pointer}`).join('; ');
}

/** Who vouches for the tokens: as the report says, or else as the policy names it. */
function registrationOf(role: ReportRole, fallback: string): ProviderRegistration {
  const [, partition, account, host] = trustedProvider(role.policy);
  return {
    issuer: role.issuer ?? (host === undefined ? fallback : `https://${host}`),
    account: role.account ?? account ?? '000000000000',
    ...(partition === undefined ? {} : { partition }),
    ...(role.clientIds === undefined ? {} : { clientIds: role.clientIds }),
  };
}

function trustedProvider(document: unknown): readonly (string | undefined)[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return [];
  const arns = parsed.policy.statements.flatMap(({ principal }) =>
    principal.kind === 'listed' ? principal.federated : [],
  );
  return arns.map((arn) => PROVIDER.exec(arn)).find((match) => match !== null) ?? [];
}

function cannotTell(reason: string): Decision {
  return { outcome: 'undetermined', layer: 'trust', reason, trace: [] };
}

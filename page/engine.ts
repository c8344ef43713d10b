import {
  GITLAB_COM_ISSUER,
  compilePolicy,
  explain,
  judgePipeline,
  judgeToken,
  parsePolicy,
  parseProviderArn,
  type AssumptionId,
  type CompiledPolicy,
  type Decision,
  type Explanation,
  type Pipeline,
  type ProviderRegistration,
  type RawClaims,
  type ReportRole,
} from '../policies/index';

/** The engine's answer about one token at one role, with its explanation, which is made when somebody reads it. */
export interface Judged {
  readonly decision: Decision;
  readonly explanation: Explanation;
}

/** An answer about one token that a pipeline may get. */
export interface JudgedPipeline extends Judged {
  /** Absent when GitLab mints none, and when it depends on what the pipeline omits. */
  readonly claims?: RawClaims;
  readonly assuming: readonly AssumptionId[];
}

/** The engine that made the report. */
export interface Engine {
  readonly token: (role: ReportRole, claims: RawClaims) => Judged;
  /** @param anyAudience whether every audience counts as registered, as for roles that a row must not assume */
  readonly pipeline: (
    role: ReportRole,
    pipeline: Pipeline,
    anyAudience: boolean,
  ) => readonly JudgedPipeline[];
}

/**
 * Judges tokens and pipelines in the page. A role is compiled once.
 * @param issuer for roles of which neither the report nor the policy tells it
 */
export function makeEngine(issuer = GITLAB_COM_ISSUER): Engine {
  const compiled = new Map<ReportRole, CompiledPolicy | string>();
  const policyOf = (role: ReportRole): CompiledPolicy | string => {
    const known = compiled.get(role) ?? compile(role);
    compiled.set(role, known);
    return known;
  };
  const explained = (
    role: ReportRole,
    decision: Decision,
    provider: ProviderRegistration,
    claims: RawClaims | undefined,
  ): Judged => {
    const policy = policyOf(role);
    const input = {
      policy: typeof policy === 'string' ? NO_STATEMENT : policy.policy,
      document: role.policy,
      provider,
      claims,
    };
    let explanation: Explanation | undefined;
    return {
      decision,
      get explanation() {
        explanation ??= explain(decision, input);
        return explanation;
      },
    };
  };
  return {
    token: (role, claims) => {
      const policy = policyOf(role);
      const provider = registrationOf(role, issuer);
      const decision =
        typeof policy === 'string'
          ? cannotTell(policy)
          : onlyIf(role, judgeToken(policy, claims, provider, undefined, callOf(role)));
      return explained(role, decision, provider, claims);
    },
    pipeline: (role, pipeline, anyAudience) => {
      const policy = policyOf(role);
      const { clientIds, ...open } = registrationOf(role, issuer);
      const provider = anyAudience || clientIds === undefined ? open : { ...open, clientIds };
      const decisions =
        typeof policy === 'string'
          ? [{ assuming: [], decision: cannotTell(policy) }]
          : judgePipeline(policy, pipeline, provider, callOf(role));
      return decisions.map(({ decision: decided, assuming, claims: minted }) => {
        const decision = onlyIf(role, decided);
        const claims = minted === undefined ? undefined : { ...minted };
        const judged = explained(role, decision, provider, claims);
        return Object.assign(judged, { assuming, claims });
      });
    },
  };
}

/** The request that the cells of the report were judged in, where the declaration demands something of it. */
function callOf({ request }: ReportRole): { readonly keys: ReadonlyMap<string, string> } | undefined {
  return request === undefined ? undefined : { keys: new Map(Object.entries(request.keys)) };
}

function onlyIf({ request }: ReportRole, decision: Decision): Decision {
  if (request === undefined || decision.outcome !== 'allow') return decision;
  const { outcome, layer, reason, trace } = decision;
  return { outcome, layer, reason: `${reason}, if ${request.words.join(' and ')}`, trace };
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
  const { partition, account, host } = trustedProvider(role.policy) ?? {};
  return {
    issuer: role.issuer ?? (host === undefined ? fallback : `https://${host}`),
    account: role.account ?? account ?? '000000000000',
    partition,
    clientIds: role.clientIds,
  };
}

function trustedProvider(document: unknown): ReturnType<typeof parseProviderArn> {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return undefined;
  const arns = parsed.policy.statements.flatMap(({ principal }) =>
    principal.kind === 'listed' ? principal.federated : [],
  );
  return arns.map(parseProviderArn).find((arn) => arn !== undefined);
}

function cannotTell(reason: string): Decision {
  return { outcome: 'undetermined', layer: 'trust', reason, trace: [] };
}

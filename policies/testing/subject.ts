import {
  compilePolicy,
  parseJsonText,
  parsePolicy,
  RefgateError,
  type CompiledPolicy,
  type Instance,
  type Pipeline,
  type ProviderRegistration,
  parseProviderArn,
} from '../index';

/** A trust policy as a test may have it: a document, its JSON text, or what refgate read from an artifact. */
export type TrustUnderTest = string | object;

/** What the test knows beside the policy. */
export interface ProviderOptions {
  /** The role's account. @default the account of the provider that the policy names */
  readonly account?: string;
  /** Client ids of the provider. @default the token's audience is registered */
  readonly clientIds?: readonly string[];
}

/**
 * Compiles what `expect(…)` was given.
 * @throws RefgateError when it is not trust policy
 */
export function underTest(received: unknown): CompiledPolicy {
  const document = documentOf(received);
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  return compilePolicy(parsed.policy);
}

function documentOf(received: unknown): unknown {
  if (typeof received === 'string') {
    const parsed = parseJsonText(received);
    if (!parsed.ok) throw new RefgateError(parsed.problem);
    return parsed.value;
  }
  const wrapped = received as { readonly document?: unknown } | null;
  return typeof wrapped === 'object' && wrapped !== null && wrapped.document !== undefined
    ? wrapped.document
    : received;
}

/** The provider that the pipeline's instance stands for. */
export function providerFor(
  compiled: CompiledPolicy,
  { instance }: Pipeline,
  options: ProviderOptions,
): ProviderRegistration {
  return providerOf(compiled, instance, options);
}

/** The provider that an instance stands for. */
export function providerOf(
  compiled: CompiledPolicy,
  instance: Instance,
  options: ProviderOptions,
): ProviderRegistration {
  const arns = compiled.policy.statements.flatMap(({ principal }) =>
    principal.kind === 'listed' ? principal.federated : [],
  );
  const named = arns.map(parseProviderArn).find((arn) => arn !== undefined);
  return {
    issuer: instance.issuer,
    account: options.account ?? named?.account ?? '',
    partition: named?.partition,
    clientIds: options.clientIds,
  };
}

import type { ProviderRegistration } from '../context/index';
import { canBeAssumed, type Assumable, type TokenExample } from '../prove/index';
import { parseProviderArn, type Statement } from '../trust/index';
import { LARGEST_POLICY } from './checks/over-quota';
import type { CheckInput } from './check-input';
import { isReference } from './issuer-hosts';
import { ACCOUNT, admittedToken, everyToken } from './prover';
import { sizeOf } from './size-of';
import { federated, views, type View } from './statements';
import { providerArn } from '../context/index';

/** What may be spent on the question about one role and one provider: product states. */
const NODES = 50_000;

const cache = new WeakMap<CheckInput, Assumable | undefined>();

/**
 * Whether any token of the issuers that a policy trusts can assume the role; `undefined` where it trusts none and allows something. Asked once for each policy.
 * Cost: nothing beyond the search for dead statements where that came across a token; else a question for each provider. A role that no token can assume takes a few more, for the reason.
 */
export function accessTo(input: CheckInput): Assumable | undefined {
  const whole = input.whole ?? input;
  if (cache.has(whole)) return cache.get(whole);
  if (whole.policy.statements.every(({ effect }) => effect === 'Deny')) {
    const answer = {
      kind: 'cannot',
      cause: 'action',
      reason: 'no statement has the effect `Allow`',
      needs: [],
    } as const;
    cache.set(whole, answer);
    return answer;
  }
  // Of a policy that is too long to be looked at no statement is searched either.
  const isReadable = sizeOf(whole) <= LARGEST_POLICY;
  const answer = best(views(whole), whole, (provider) =>
    isReadable ? admittedToken(whole, provider) : undefined,
  );
  cache.set(whole, answer);
  return answer;
}

/** The same for one of its Allow statements, behind every Deny. */
export function accessThrough(input: CheckInput, view: View): Assumable | undefined {
  const denies = views(input).filter(({ statement }) => statement.effect === 'Deny');
  return best([view, ...denies], input);
}

/** @param known a token that is known to assume the role with a provider */
function best(
  all: readonly View[],
  input: CheckInput,
  known: (provider: ProviderRegistration) => TokenExample | undefined = () => undefined,
): Assumable | undefined {
  const answers: Assumable[] = [];
  const hosts = new Set(
    all.flatMap(({ statement, issuers }) => (statement.effect === 'Allow' ? issuers : [])),
  );
  for (const host of hosts) {
    for (const provider of providersOf(host, all, input)) {
      const world = everyToken(input, host);
      // At another time, or with keys that any request may have, it is another question.
      const example = world.kind === 'gitlab' && input.now === undefined ? known(provider) : undefined;
      if (example !== undefined) return { kind: 'can', example };
      const statements = all.map(({ statement }) => withReferences(statement, provider));
      const role = { policy: { ...input.policy, statements }, provider };
      const answer = canBeAssumed(role, world, {
        budget: { maxNodes: NODES },
        now: input.now,
      });
      if (answer.kind === 'can') return answer;
      answers.push(answer);
    }
  }
  return (['depends', 'undecided', 'cannot'] as const)
    .map((wanted) => answers.find(({ kind }) => kind === wanted))
    .find((answer) => answer !== undefined);
}

/**
 * The providers of an issuer that STS may look up for the role: the one in its account and partition. What nothing specifies is that of
 * any provider that the policy names.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
function providersOf(
  host: string,
  all: readonly View[],
  { account, partition }: CheckInput,
): readonly ProviderRegistration[] {
  const named = all
    .filter(({ statement }) => statement.effect === 'Allow')
    .flatMap(({ statement }) => federated(statement))
    .map(parseProviderArn)
    .filter((arn) => arn?.host === host);
  const places = named.length === 0 ? [undefined] : named;
  const providers = places.map((arn): ProviderRegistration => ({
    issuer: `https://${host}`,
    account: account ?? arn?.account ?? ACCOUNT,
    partition: partition ?? arn?.partition ?? 'aws',
  }));
  return [...new Map(providers.map((one) => [JSON.stringify(one), one])).values()];
}

/** A reference that only Terraform resolves may be the provider. */
function withReferences(statement: Statement, provider: ProviderRegistration): Statement {
  const { principal } = statement;
  if (principal.kind !== 'listed' || !principal.federated.some(isReference)) return statement;
  const arn = providerArn(provider.issuer, provider.account, provider.partition);
  const names = principal.federated.map((name) => (isReference(name) ? arn : name));
  return { ...statement, principal: { ...principal, federated: names } };
}

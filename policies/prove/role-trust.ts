import { and, FALSE, literal, matchesAny, type Formula } from '../automata/index';
import { compilePolicy, type CompiledPolicy } from '../evaluate/index';
import { providerArn, unregistrableIssuer, type ProviderRegistration } from '../context/index';
import type { Policy } from '../trust/index';
import type { KeyUniverse } from './compile/key-universe';
import type { OpaqueReading } from './compile/opaque';
import { policyFormula, type PolicyFormula } from './compile/policy-formula';

/** A role's trust policy and the provider that its account trusts. */
export interface RoleTrust {
  /** How answers call it. @default `the policy` */
  readonly name?: string;
  readonly policy: Policy;
  readonly provider: ProviderRegistration;
  /** Other ways to the role: roles whose sessions can become it. Only a comparison of two versions follows them. */
  readonly ways?: readonly RoleWay[];
  /** Only for a role whose policy is partly known: `policy` is then the most that it may admit. Only a comparison looks at it. */
  readonly partly?: PartlyKnown;
}

/** What is known of a trust policy some strings of which are unknown. */
export interface PartlyKnown {
  /** It admits at least what this one does, whatever the unknown strings are. */
  readonly atLeast: Policy;
  /** What it depends on, in words. */
  readonly because: string;
  /** What is assumed of unknown strings that decide whom the policy trusts, such as the account of the provider. */
  readonly assumptions: readonly string[];
  /** The policy with expressions in the places of what they are: of two versions with one text, the access may differ only by their values. */
  readonly text: string;
  /** The expressions that are not known, such as `var.branch`. */
  readonly unknowns: readonly string[];
  /** What the policy is computed from: with one definition, the versions are the same wherever values from outside are. */
  readonly definition?: () => string | undefined;
}

/** A role that leads to another one by role chain. */
export interface RoleWay {
  readonly role: RoleTrust;
  /** Why it cannot be determined whether it does; absent where it does. */
  readonly unless?: string;
}

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** The policy made ready for the evaluator, once. */
export function compiledPolicy({ policy }: RoleTrust): CompiledPolicy {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const made = compilePolicy(policy);
  compiled.set(policy, made);
  return made;
}

/** ARN of the provider that vouches for the tokens. */
export function principalOf({ provider }: RoleTrust): string {
  return providerArn(provider.issuer, provider.account, provider.partition);
}

/** What the role admits: the trust policy, behind the client ids that its provider knows. */
export function roleFormula(
  role: RoleTrust,
  /** Tells the roles of one question apart. */
  label: string,
  universe: KeyUniverse,
  reading: OpaqueReading,
  audience: string | undefined,
): PolicyFormula {
  const caller = { principal: principalOf(role), role: label };
  const formula = policyFormula(role.policy, caller, universe, reading);
  const { clientIds, issuer } = role.provider;
  // STS accepts no token of an issuer that cannot be registered; a raw context has no issuer
  if (audience !== undefined && unregistrableIssuer(issuer) !== undefined)
    return { ...formula, admits: FALSE, opaque: [] };
  if (clientIds === undefined || audience === undefined) return formula;
  const known: Formula = matchesAny(
    audience,
    clientIds.map((id) => literal(id)),
  );
  return { ...formula, admits: and(formula.admits, known) };
}

/** How answers call a role. */
export function nameOfRole({ name }: RoleTrust): string {
  return name ?? 'the policy';
}

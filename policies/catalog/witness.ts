import { compilePolicy, judgeToken, type CompiledPolicy } from '../evaluate/index';
import { providerArn, type ProviderRegistration } from '../context/index';
import type { Project } from '../gitlab/index';
import { refProblem } from '../gitlab/refs';
import type { Statement } from '../trust/index';
import { parseProviderArn } from './issuer-hosts';
import { denies } from './pins';
import { federated, type View } from './statements';
import type { CheckSubject } from './subject';
import { claimSets, partOf } from './witness-claims';

/** A token that should perhaps not get in. What is left out is as the statement demands it. */
export interface Witness {
  readonly sub: string;
  readonly who: WitnessKind;
  /** The declared project that mints it; its ids, where known, go before those of `who`. */
  readonly project?: Project;
  readonly refProtected?: 'true' | 'false';
  readonly source?: string;
}

/**
 * Whose token it is, beside its `sub`:
 * `stranger`: another project and another user, with ids of their own. `namesake`: the same under the demanded user name.
 * `neighbour`: another project in the demanded namespace. `insider`: whatever the statement demands.
 */
export type WitnessKind = 'stranger' | 'namesake' | 'neighbour' | 'insider';

const ACCOUNT = '111122223333';

/**
 * Whether such a token may come in through this statement, past every Deny. A condition that nobody can judge here, such as one on
 * the caller's address, stops no one. The evaluator decides; this only makes up the token, so "yes" is never wrong, and "no" may
 * be when conditions contradict each other in a way that this does not see.
 */
export function letsIn(subject: CheckSubject, view: View, witness: Witness): boolean {
  if (!isMintable(witness.sub)) return false;
  const claims = claimSets(subject, view, witness);
  if (claims.length === 0) return false;
  return gates(subject, view).some(({ compiled, provider }) =>
    claims.some((set) => judgeToken(compiled, set, provider).outcome !== 'deny'),
  );
}

/** Neither a path nor a ref can hold `*` or `?`, a ref is a branch or a tag, and it has a name that can exist. */
function isMintable(sub: string): boolean {
  if (/[*?]/.test(sub)) return false;
  const type = partOf(sub, 'ref_type');
  const ref = partOf(sub, 'ref');
  return (type === undefined || /^(?:branch|tag)$/.test(type)) && (ref === undefined || !refProblem(ref));
}

interface Gate {
  readonly compiled: CompiledPolicy;
  readonly provider: ProviderRegistration;
}

const cache = new WeakMap<View, readonly Gate[]>();

/** The statement with every Deny in its way, for each issuer that it trusts. */
function gates(subject: CheckSubject, view: View): readonly Gate[] {
  const known = cache.get(view);
  if (known !== undefined) return known;
  const made = view.gitlabs.map((host): Gate => {
    const provider = providerOf(view.statement, host, subject);
    const arn = providerArn(provider.issuer, provider.account, provider.partition);
    const statements = [view, ...denies(subject, view)].map(({ statement }) => forProvider(statement, arn));
    return { compiled: compilePolicy({ version: subject.policy.version, statements }), provider };
  });
  cache.set(view, made);
  return made;
}

function providerOf(statement: Statement, host: string, subject: CheckSubject): ProviderRegistration {
  const named = federated(statement)
    .map(parseProviderArn)
    .find((name) => name?.host === host);
  const account = named?.account ?? subject.account ?? ACCOUNT;
  return { issuer: `https://${host}`, account, partition: named?.partition ?? 'aws' };
}

/** The statement as if its provider were named in full: so a Terraform reference can be judged, too. */
function forProvider(statement: Statement, arn: string): Statement {
  if (federated(statement).length === 0) return statement;
  return { ...statement, principal: { kind: 'listed', federated: [arn], aws: [], other: [] } };
}

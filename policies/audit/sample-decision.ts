import type { ProviderRegistration } from '../context/index';
import { compilePolicy, judgeToken, type Outcome } from '../evaluate/index';
import { simulate, type Instance, type Project } from '../gitlab/index';
import type { AccessLine } from '../prove/index';
import { operator, type Policy } from '../trust/index';

/** What the default audience of AWS's own documentation is. */
const USUAL_AUDIENCE = 'sts.amazonaws.com';

/**
 * What the evaluator says of one token of a project: of a push to a ref that a line about another project of its kind names. `allow` is a
 * token that can assume the role; anything else says nothing about other tokens.
 */
export function sampleDecision(
  { policy, provider }: { readonly policy: Policy; readonly provider: ProviderRegistration },
  { refType, refs, unprotected }: Extract<AccessLine, { kind: 'project' }>,
  project: Project,
  instance: Instance,
): Outcome | 'no token' {
  const [glob] = refs;
  const sample =
    unprotected !== undefined && unprotected.ref !== 'unknown'
      ? unprotected.ref
      : glob === undefined
        ? undefined
        : glob === '*'
          ? someRef(project, refType)
          : glob.replaceAll('*', 'x').replace(/\/$/, '/x');
  if (sample === undefined) return 'no token';
  const minted = simulate({
    instance,
    project,
    target: { kind: refType, name: sample },
    source: 'push',
    audience: audienceOf(policy, provider),
  });
  if (minted.kind !== 'tokens') return 'no token';
  const compiled = compiledOf(policy);
  const outcomes = minted.tokens.map(({ claims }) => judgeToken(compiled, { ...claims }, provider).outcome);
  return outcomes.includes('allow') ? 'allow' : (outcomes[0] ?? 'no token');
}

const compiledPolicies = new WeakMap<Policy, ReturnType<typeof compilePolicy>>();

function compiledOf(policy: Policy): ReturnType<typeof compilePolicy> {
  const known = compiledPolicies.get(policy) ?? compilePolicy(policy);
  compiledPolicies.set(policy, known);
  return known;
}

/** A protected ref where there is one: the line may be about those alone. */
function someRef({ protectedBranches, protectedTags }: Project, refType: 'branch' | 'tag'): string {
  const rules = refType === 'branch' ? protectedBranches : protectedTags;
  const rule = rules === 'unknown' ? undefined : rules[0];
  return rule?.pattern.replaceAll('*', 'x') ?? (refType === 'branch' ? 'main' : 'v1');
}

/** An audience that the provider knows and the policy may demand. */
function audienceOf({ statements }: Policy, { clientIds }: ProviderRegistration): string {
  const demanded = statements.flatMap(({ effect, conditions }) =>
    effect === 'Allow'
      ? conditions.flatMap(({ key, form, values }) =>
          /:aud$/i.test(key) && form !== undefined && !operator(form.base).negated ? values : [],
        )
      : [],
  );
  const known = demanded.find((value) => !/[*?$]/.test(value) && (clientIds?.includes(value) ?? true));
  return known ?? clientIds?.[0] ?? USUAL_AUDIENCE;
}

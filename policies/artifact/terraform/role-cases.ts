import { Undecided, everyCase, type Case } from '../cases';
import { RefgateError, quote } from '../../errors';
import { reasonOf } from './body-value';
import { BudgetExceeded } from './budget';
import type { ModuleInstance } from './module-instance';
import { originOf } from './origin';
import type { Instance } from './repeat';
import { NoElement } from './steps';
import { OwnAccount, PartialText, Unknown, UnknownArn, toText, type Value } from './value';
import type { PartialRole, RoleCase } from './written';

/** More trust policies of one role are not judged. */
const MAX_DISTINCT = 16;

/**
 * What the trust policy of a role is in each case of what decides it and is not known: in all of them the same where there is one. A case that
 * Terraform refuses makes no role.
 * Nothing where no case makes a difference, or too many do.
 * @param ownText the text of a policy that is known but for the role's own account
 */
export function casesOf(
  module: ModuleInstance,
  instance: Instance,
  ownText: (text: PartialText) => string | undefined,
): readonly RoleCase[] | undefined {
  const { workspace } = module;
  const cases = guarded(() => everyCase((when) => workspace.inCase(when, () => policyOf(module, instance))));
  if (cases === undefined || cases.length < 2) return undefined;
  const distinct = new Map<string, { readonly value: Value; readonly when: Case[] }>();
  for (const { result, when } of cases) {
    if (result === undefined) continue;
    const known = result instanceof PartialText ? (ownText(result) ?? result) : result;
    const key = known instanceof Unknown ? JSON.stringify(partsOf(known)) : toText(known);
    const same = distinct.get(key);
    if (same === undefined) distinct.set(key, { value: known, when: [when] });
    else same.when.push(when);
  }
  if (distinct.size > MAX_DISTINCT) return undefined;
  return [...distinct.values()].map(({ value, when }): RoleCase => {
    const [first] = when as [Case];
    return {
      when: when.map((one) => one.describe(quote)).join(', or '),
      names: [...new Set(when.flatMap(({ names }) => names))],
      ...partsOf(value),
      positionAt: (pointer) =>
        guarded(() =>
          workspace.inCase(first, () => originOf(module, instance, 'assume_role_policy', pointer)),
        ),
    };
  });
}

/** The trust policy; nothing where Terraform refuses what it is. */
function policyOf(module: ModuleInstance, { block, scope }: Instance): Value | undefined {
  try {
    return module.workspace.reader.value(block.body.assume_role_policy ?? null, scope) ?? undefined;
  } catch (error) {
    if (error instanceof NoElement) return undefined;
    if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
    return new Unknown(reasonOf(error), 'assume_role_policy');
  }
}

/** Cases are more than what is said anyway: where they take too long there are none. */
function guarded<T>(work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof BudgetExceeded || error instanceof Undecided) return undefined;
    throw error;
  }
}

/** The trust policy of a case in which all of it is known. */
export function knownText({ parts, unknown }: RoleCase): string | undefined {
  return unknown.length === 0 ? parts.join('') : undefined;
}

/** The parts of a trust policy, with each unknown value once. */
export function partsOf(policy: Value): Pick<PartialRole, 'parts' | 'unknown'> {
  if (!(policy instanceof Unknown)) return { parts: [toText(policy)], unknown: [] };
  if (!(policy instanceof PartialText)) {
    const name = policy.expression ?? 'assume_role_policy';
    return { parts: [0], unknown: [{ name, reason: policy.reason }] };
  }
  const { parts } = policy;
  const unknown = [...new Set(parts.filter((part) => part instanceof Unknown))];
  return {
    parts: parts.map((part) => (part instanceof Unknown ? unknown.indexOf(part) : part)),
    unknown: unknown.map((part) => {
      const { reason, expression, allowed } = part;
      return { name: expression ?? reason, reason, role: roleOfPart(part), allowed };
    }),
  };
}

/** The resource whose ARN a part is, or whose account. */
function roleOfPart(part: Unknown): string | undefined {
  if (part instanceof UnknownArn) return part.address;
  return part instanceof OwnAccount ? part.inArnOf : undefined;
}

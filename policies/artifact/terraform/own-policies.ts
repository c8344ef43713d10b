import { parseJsonText } from '../../trust/index';
import type { ModuleInstance } from './module-instance';
import { Unknown, type Value } from './value';
import type { Instance } from './repeat';
import type { WrittenPolicy } from './written';

/** The statements of a managed policy, or why they are not known. */
type Statements = { readonly document: unknown } | Unknown;

/** The managed policies that a configuration makes, by address and, where it is known, by ARN. */
export class OwnPolicies {
  private readonly addresses = new Map<string, Statements>();
  private readonly arns = new Map<string, Statements>();

  /** @param arn `undefined` where it is not known */
  add(module: ModuleInstance, instance: Instance, arn: string | undefined): void {
    const statements = statementsOf(module.argument(instance, 'policy'));
    this.addresses.set(instance.address, statements);
    if (arn !== undefined) this.arns.set(arn, statements);
  }

  byAddress(address: string): Statements | undefined {
    return this.addresses.get(address);
  }

  byArn(arn: string): Statements | undefined {
    return this.arns.get(arn);
  }

  /** Those that are known whole. */
  written(): readonly WrittenPolicy[] {
    return [...this.arns].flatMap(([arn, statements]) =>
      statements instanceof Unknown ? [] : [{ arn, document: statements.document }],
    );
  }
}

function statementsOf(policy: Value): Statements {
  if (policy instanceof Unknown) return policy;
  const parsed = typeof policy === 'string' ? parseJsonText(policy) : undefined;
  return parsed?.ok === true ? { document: parsed.value } : new Unknown('the policy is not JSON');
}

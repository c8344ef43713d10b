import type { TerraformProvider } from 'cdktf';
import { LocalBackend, TerraformBackend, TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import type { Problem } from '../../policies/index';
import { formatProblem, quote, RefgateError } from '../../policies/index';
import { addressOf } from './address';
import { Group } from './group';
import { PROVIDER_CONSTRAINTS, REQUIRED_TERRAFORM } from './provider-constraints';

/**
 * A stack whose output can be handed over: it names no machine, pins no exact provider version, and its resources have the
 * names that a person would give them.
 *
 * Names are a public contract, because renaming moves state. A name is the ids of the constructs below the stack, joined by
 * `_`, without {@link Group}s and without a construct's own `Resource`; `*` becomes `any`, and other characters that Terraform does
 * not take become `_`. Thus
 * `new GitlabRole(stack, 'deploy', …)` is `aws_iam_role.deploy`. Two constructs with one address are a validation error.
 */
export class PortableStack extends TerraformStack {
  private implicitBackend = false;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.addOverride('terraform.required_version', REQUIRED_TERRAFORM);
    this.node.addValidation({ validate: () => this.addressProblems().map(formatProblem) });
  }

  /** Constructs of this stack that share a Terraform address: Terraform would merge them without a word. */
  addressProblems(): readonly Problem[] {
    const owners = new Map<string, string>();
    const problems: Problem[] = [];
    for (const construct of this.node.findAll()) {
      const address = addressOf(construct);
      if (address === undefined) continue;
      const other = owners.get(address);
      if (other === undefined) owners.set(address, construct.node.path);
      else {
        problems.push({
          code: 'ERR_TERRAFORM',
          message: `two constructs have the Terraform address ${quote(address)}`,
          got: `${quote(other)} and ${quote(construct.node.path)}`,
          expected: 'names that stay different when characters outside `[A-Za-z0-9_-]` become `_`',
          fix: 'rename one of them',
        });
      }
    }
    return problems;
  }

  /** The default of cdktf is a file at an absolute path of this machine: it is needed inside cdktf and omitted of the output. */
  override ensureBackendExists(): TerraformBackend {
    const declared = this.node.findAll().find((construct) => TerraformBackend.isBackend(construct));
    if (declared !== undefined) return declared as TerraformBackend;
    this.implicitBackend = true;
    return new LocalBackend(this, {});
  }

  override toTerraform(): Record<string, unknown> {
    for (const provider of this.allProviders()) this.relax(provider);
    const json = super.toTerraform() as { terraform?: { backend?: unknown } };
    if (this.implicitBackend) delete json.terraform?.backend;
    return json;
  }

  /** @throws RefgateError always: cdktf's own HCL breaks every policy that holds a reference */
  override toHclTerraform(): never {
    throw new RefgateError({
      code: 'ERR_TERRAFORM',
      message: 'cdktf cannot write this stack as HCL',
      got: 'SYNTH_HCL_OUTPUT, or `cdktf synth --hcl`',
      expected: 'JSON, or the HCL that refgate writes itself',
      fix: 'unset SYNTH_HCL_OUTPUT and leave `--hcl` to refgate',
    });
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const ids = node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .flatMap((scope) => (Group.isGroup(scope) ? [] : [scope.node.id]));
    if (ids.length > 1 && ids.at(-1) === 'Resource') ids.pop();
    return terraformName(ids.join('_'));
  }

  /** Bindings pin the one provider version that they were made from; what is emitted works with a range of them. */
  private relax(provider: TerraformProvider): void {
    const { terraformResourceType: name } = provider;
    const constraint = PROVIDER_CONSTRAINTS[name];
    if (constraint === undefined) return;
    this.addOverride(`terraform.required_providers.${name}.source`, constraint.source);
    this.addOverride(`terraform.required_providers.${name}.version`, constraint.version);
  }
}

/** A Terraform identifier: letters, digits, `_` and `-`, not beginning with a digit or `-`. A `*` becomes `any`. */
function terraformName(text: string): string {
  const name = text.replaceAll('*', 'any').replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

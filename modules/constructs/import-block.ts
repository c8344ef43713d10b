import { TerraformElement, type TerraformResource, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { closest, LIMITS, quote, RefgateError } from '../../policies/index';
import { addressOf } from './address';
import { terraformText } from './terraform-text';

/** A resource, and the id by which Terraform would import it. */
export interface Importable {
  readonly resource: TerraformResource;
  /** In the words of the resource's type. */
  readonly importId: string;
}

/**
 * An `import` block: the next apply takes an object that exists already under a resource of the stack, without a rebuild. Once it was
 * applied the block does nothing and may go.
 * @see https://developer.hashicorp.com/terraform/language/import
 */
export class ImportBlock extends TerraformElement {
  private readonly to: string;
  private readonly importId: string;

  /** @throws RefgateError for an id that only Terraform knows */
  constructor(scope: Construct, id: string, { resource, importId }: Importable) {
    super(scope, id, 'import');
    this.to = addressOf(resource) ?? '';
    if (Token.isUnresolved(importId)) {
      throw new RefgateError({
        code: 'ERR_TERRAFORM',
        message: `the id to import ${quote(this.to)} by is a reference`,
        expected: 'an id that is known when the Terraform is written',
        fix: 'write names and ARNs as text',
      });
    }
    this.importId = terraformText(importId, { code: 'ERR_TERRAFORM', what: 'import id' });
  }

  override toTerraform(): Record<string, unknown> {
    return { import: [{ to: this.to, id: this.importId }] };
  }
}

/**
 * One block for each address. @throws RefgateError for an address that is none of the importable ones
 * @param importables what could be imported
 */
export function addImportBlocks(
  scope: Construct,
  importables: readonly Importable[],
  addresses: readonly string[],
): readonly ImportBlock[] {
  const fault = LIMITS.adoptedAddresses(addresses);
  if (fault !== undefined) throw new RefgateError(fault);
  const byAddress = new Map(importables.map((entry) => [addressOf(entry.resource) ?? '', entry]));
  return addresses.toSorted().map((address) => {
    const importable = byAddress.get(address);
    if (importable !== undefined) return new ImportBlock(scope, address, importable);
    const guess = closest(address, byAddress.keys());
    throw new RefgateError({
      code: 'ERR_REFERENCE',
      message: `there is no resource ${quote(address)} to adopt`,
      expected:
        guess === undefined
          ? `one of ${[...byAddress.keys()].slice(0, 10).map(quote).join(', ')}`
          : undefined,
      fix: guess === undefined ? 'name a resource of this stack' : `did you mean ${quote(guess)}?`,
    });
  });
}

import { TerraformDataSource, TerraformResource } from 'cdktf';

/** Address of a resource or data source inside its stack; `undefined` for any other construct. */
export function addressOf(construct: unknown): string | undefined {
  if (TerraformResource.isTerraformResource(construct)) {
    return `${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  if (TerraformDataSource.isTerraformDataSource(construct)) {
    return `data.${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
  }
  return undefined;
}

import type { GitlabAwsFederation } from '../gitlab-aws-federation';
import type { Argument, Block } from '../hcl/body-layout';
import { LITERAL_STYLE, layoutValue } from '../hcl/expression';
import type { JsonObject } from '../hcl/json-value';

/**
 * Whether the guards of a stack hold in a test. What they read about protection rules are blocks, and Terraform mocks no blocks.
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking#repeated-blocks-and-nested-attributes
 */
export function guardsCanBeMocked({ guards }: GitlabAwsFederation): boolean {
  return [...guards.values()].every(
    ({ project, protectedBranches, protectedTags }) =>
      (protectedBranches === undefined || project.protectedBranches.length === 0) &&
      (protectedTags === undefined || project.protectedTags.length === 0),
  );
}

/**
 * What the guards of a stack read in a test: projects that are as declared. Without it a mocked GitLab answers with made-up values,
 * and the guards do what they are there for.
 * @see https://developer.hashicorp.com/terraform/language/tests/mocking#overrides
 */
export function guardOverrides({ guards }: GitlabAwsFederation): readonly Block[] {
  return [...guards.values()].map(({ project: { path, namespaceId, subClaim }, dataSource }) =>
    override(`data.gitlab_project.${dataSource.friendlyUniqueId}`, {
      path_with_namespace: path,
      ...(namespaceId === undefined ? {} : { namespace_id: Number(namespaceId) }),
      ci_id_token_sub_claim_components: subClaim,
    }),
  );
}

function override(target: string, values: JsonObject): Block {
  const items: readonly Argument[] = [
    { kind: 'argument', name: 'target', value: [target] },
    { kind: 'argument', name: 'values', value: layoutValue(values, LITERAL_STYLE) },
  ];
  return { kind: 'block', header: 'override_data', items };
}

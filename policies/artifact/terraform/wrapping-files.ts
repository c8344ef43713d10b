import type { Unresolved } from './written';

/** Programs that load a folder otherwise than Terraform does, by the files that they read there. */
const WRAPPERS: readonly { readonly name: RegExp; readonly reason: string }[] = [
  {
    // https://terragrunt.gruntwork.io/docs/reference/hcl/
    name: /^(?:terragrunt(?:\.stack)?|root)\.hcl(?:\.json)?$/,
    reason:
      'Terragrunt may generate files, set inputs and copy a module before Terraform loads the folder, and none of that is read: give the plan, from `terragrunt plan -out=plan.out` and `terragrunt show -json plan.out`',
  },
  {
    // https://developer.hashicorp.com/terraform/language/stacks
    name: /\.(?:tfcomponent|tfstack|tfdeploy)\.hcl(?:\.json)?$/,
    reason:
      'the folder is a Terraform Stack, whose components and deployments are not read: give the folder of each module, or an answer of `aws iam get-account-authorization-details` after the deployment',
  },
];

/** What in a folder keeps Terraform's own files from being all that ships. */
export function wrappingFiles(names: readonly string[], folder: string): readonly Unresolved[] {
  return names.toSorted().flatMap((name): readonly Unresolved[] => {
    const wrapper = WRAPPERS.find((entry) => entry.name.test(name));
    if (wrapper === undefined) return [];
    const file = folder === '.' ? name : `${folder}/${name}`;
    return [
      { address: file, concerns: 'module', reason: wrapper.reason, position: { file, line: 1, column: 1 } },
    ];
  });
}

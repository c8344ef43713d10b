/**
 * What a synth writes in the folder of a stack, below it. Whatever else Terraform loads from there was declared nowhere.
 * @see https://developer.hashicorp.com/terraform/language/files
 */
export const STACK_FILES: {
  readonly forms: readonly (readonly string[])[];
  readonly guards: readonly string[];
  readonly others: readonly string[];
} = {
  /** Configuration, by the form that it is written in; the first name is the file that every stack of that form has. */
  forms: [
    ['cdk.tf.json'],
    ['cdk.tf'],
    ['main.tf', 'outputs.tf', 'providers.tf', 'variables.tf', 'versions.tf'],
  ],
  /** Configuration in the folder `guards`, a module that a stack of the last form calls. */
  guards: ['main.tf', 'versions.tf'],
  /** What Terraform does not load with the stack. */
  others: ['metadata.json', 'tests/pipelines.tftest.hcl', 'tests/decisions/main.tf'],
};

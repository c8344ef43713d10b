import type { JsonArtifactKind, WrittenArtifact } from '../../policies/index';

/** Something on disk or on standard input that holds trust policies. */
export type Input =
  | { readonly kind: 'federation'; readonly file: string }
  | {
      readonly kind: JsonArtifactKind | 'terraform' | 'cdktf-out' | 'cdk-out';
      /** As the user named it. */
      readonly name: string;
      /** One for each stack of a `cdktf.out` or `cdk.out`, and for each template of a folder; else one. */
      readonly artifacts: readonly WrittenArtifact[];
    };

export interface InputOptions {
  /** `name=value` each, variables of Terraform or parameters of a template; they win over files. */
  readonly var?: readonly string[];
  /** Files of variables; a later one wins. */
  readonly varFile?: readonly string[];
  /** Account of the roles, where the input does not tell. */
  readonly account?: string;
  readonly partition?: string;
  /** `terraform.workspace`. */
  readonly workspace?: string;
  /** Use and print values that are marked as sensitive. @default false: they are unknown */
  readonly showSensitive?: boolean;
  /** The directory that a plan was made of; tells the policies that the plan does not know before apply. */
  readonly configuration?: string;
}

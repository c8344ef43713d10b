/** A module of a registry as far as it decides who can assume a role, in our own words. */
export interface ModuleSummary {
  /** As in `source`, without a host. */
  readonly source: string;
  /** The releases that it is true of. */
  readonly versions: string;
  /** One release of each shape that the module has had: a constraint that only others meet is about another module. */
  readonly releases: readonly string[];
  /** A public page of the module. */
  readonly page: string;
  /** Arguments that decide nothing here. Another one that the text has no variable for is not known: then the summary is not used. */
  readonly ignored: readonly string[];
  /** HCL that makes the same trust policies, providers and outputs. */
  readonly text: string;
}

export const IDENTITY = `
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
`;

/** Variables with their defaults, as HCL. */
export function variables(defaults: Readonly<Record<string, string>>): string {
  return Object.entries(defaults)
    .map(([name, value]) => `variable "${name}" {\n  default = ${value}\n}\n`)
    .join('');
}

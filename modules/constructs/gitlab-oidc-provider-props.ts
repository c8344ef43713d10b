import type { TerraformProvider } from 'cdktf';

/** The issuer that an AWS account shall listen to, and the audiences that it accepts. */
export interface GitlabOidcProviderProps {
  /** The token's `iss`: `https`, no trailing slash, such as `https://gitlab.com`. */
  readonly issuer: string;
  /** The audiences that AWS accepts in a token's `aud`; at least one. */
  readonly clientIds: readonly string[];
  /**
   * SHA-1 fingerprints (40 hexadecimal digits) of the certificate authority behind the issuer's key endpoint. Needed only for a
   * private authority: AWS uses its own list of trusted ones first.
   * @default none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
   */
  readonly thumbprints?: readonly string[];
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default the stack's only `aws` provider */
  readonly provider?: TerraformProvider;
}

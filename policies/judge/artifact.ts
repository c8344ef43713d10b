/** A role as the artifact has it: what ships, read back, never what was meant. */
export interface JudgedRole {
  /** Terraform address, or the file of a bare policy. */
  readonly address: string;
  /** `RoleName`. */
  readonly name?: string;
  /** Account id. */
  readonly account?: string;
  /** The trust policy: parsed JSON. */
  readonly document: unknown;
}

/** An OIDC provider that the artifact registers. */
export interface JudgedProvider {
  readonly url: string;
  readonly account?: string;
  readonly clientIds?: readonly string[];
}

/** What could be read of an artifact, and what could not. */
export interface JudgedArtifact {
  readonly roles: readonly JudgedRole[];
  readonly providers: readonly JudgedProvider[];
  readonly unresolved: readonly { readonly address: string; readonly reason: string }[];
}

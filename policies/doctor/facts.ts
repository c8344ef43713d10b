import type { RawClaims } from '../context/index';

/** What was looked at, or why not. */
export type Observed<T> =
  | { readonly seen: true; readonly value: T }
  /** `wanted`: it was tried and failed, so the answer is open. Otherwise it was not part of the question. */
  | { readonly seen: false; readonly wanted: boolean; readonly reason: string };

/** Everything that was seen of an issuer. Collected by the command, judged by {@link file://./diagnose.ts diagnose}. */
export interface IssuerFacts {
  /** The issuer URL that the user named, exactly. */
  readonly issuer: Observed<string>;
  readonly discovery: Observed<DocumentFacts>;
  readonly jwks: Observed<JwksFacts>;
  readonly hosts: Observed<readonly HostFacts[]>;
  readonly answers: Observed<readonly AnswerFacts[]>;
  readonly token: Observed<TokenFacts>;
  readonly providers: Observed<readonly ProviderFacts[]>;
}

/** The name of a part of the facts. */
export type Part = keyof IssuerFacts;

/** A JSON document as it was received. */
export interface DocumentFacts {
  /** The file or the URL that it is from. */
  readonly name: string;
  readonly text: string;
}

/** The key set as it was received. */
export interface JwksFacts extends DocumentFacts {
  /** What a cryptographic library says about each key, in the order of the document; absent where it was not asked. */
  readonly keys?: readonly KeyInspection[];
}

/** What a cryptographic library says about one key. */
export interface KeyInspection {
  /** Why the key cannot be read; absent when it can. */
  readonly unreadable?: string;
  /** Whether the first certificate of `x5c` holds the same key; absent without one. */
  readonly isOfCertificate?: boolean;
}

/** A host that serves one of the two documents. */
export interface HostFacts {
  readonly host: string;
  readonly port: number;
  /** Resolved addresses. `given`: the user named it, so nothing is known about the public name. */
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[];
  readonly addressesAre: 'resolved' | 'given';
  /** Addresses of the host that refused the connection, with the reason. */
  readonly refusing: readonly { readonly address: string; readonly reason: string }[];
  readonly tls: Observed<TlsFacts>;
}

/** What the TLS handshakes with a host showed. */
export interface TlsFacts {
  /** Versions that the server accepts. */
  readonly versions: readonly TlsVersion[];
  /** The certificates in the order in which the server sent them. At least one. */
  readonly chain: readonly CertificateFacts[];
  /** Whether the first certificate is valid for the name of the host. */
  readonly matchesHost: boolean;
  /** Whether a path leads from the first certificate to a root of the public trust store, with the certificates as they were sent. */
  readonly trust: 'public' | 'given_ca' | 'untrusted';
  /** Why the path was not found, in the words of the TLS library; absent where it was found. */
  readonly trustProblem?: string;
  /** The certificates that the server should send and does not, from the lowest, where they say themselves where they are and lead to a public root. */
  readonly missing?: readonly CertificateFacts[];
  /** When it was looked at, seconds since 1970. */
  readonly now: number;
}

/** A version of TLS, as Node names it. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A certificate as far as it is judged. */
export interface CertificateFacts {
  /** Common name, or the whole subject without one. */
  readonly name: string;
  readonly issuerName: string;
  /** SHA-256 of the DER, hexadecimal, lower case: its identity. */
  readonly sha256: string;
  /** SHA-1 of the DER, hexadecimal, lower case: what AWS calls its thumbprint. */
  readonly thumbprint: string;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isCa: boolean;
  readonly isSelfSigned: boolean;
  /** Names that it is valid for. */
  readonly hosts: readonly string[];
  /** `rsa`, `ec`, …, and bits where the type has them. */
  readonly keyType: string;
  readonly keyBits?: number;
  /** The places in the chain of the certificates that its signature verifies with. */
  readonly signedBy: readonly number[];
}

/** Several requests for one document. At least one. */
export interface AnswerFacts {
  readonly document: 'discovery' | 'jwks';
  readonly url: string;
  readonly requests: readonly RequestFacts[];
}

/** One request and its answer. */
export interface RequestFacts {
  /** Until the last byte, or the failure. */
  readonly milliseconds: number;
  /** Absent where there was no answer. */
  readonly status?: number;
  readonly location?: string;
  readonly contentType?: string;
  /** How far the clock of the server is ahead of this machine's, in seconds, by the `Date` header. */
  readonly clockAheadSeconds?: number;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodySha256?: string;
  /** Why there was no answer, in plain words. */
  readonly failure?: string;
}

/** A token of a job: its parts, never the token itself. */
export interface TokenFacts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: RawClaims;
  /** Whether the signature verifies with the published key of its `kid`; absent where it could not be tried. */
  readonly verifies?: boolean;
  /** When it was looked at, seconds since 1970. */
  readonly now: number;
}

/** A provider as it is registered, or declared, in an account. */
export interface ProviderFacts {
  /** Where it is written. */
  readonly address: string;
  /** With `https://`. */
  readonly url: string;
  readonly clientIds?: readonly string[];
  readonly thumbprints?: readonly string[];
}

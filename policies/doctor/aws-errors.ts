/** An error that a user sees because of an issuer. */
export interface AwsError {
  /** AWS's error code; absent where only the console shows a text. */
  readonly code?: string;
  /** AWS's own words, as far as they are fixed. */
  readonly text: string;
  readonly when: 'the provider is created' | 'a job asks for credentials';
  /** Public page. */
  readonly source: string;
}

const GITLAB = 'https://docs.gitlab.com/ci/cloud_services/aws/#troubleshooting';
const REPOST = 'https://repost.aws/knowledge-center/iam-oidc-idp-federation';
const RECORDED = 'https://github.com/radkawar/stackd/blob/9dc356f5e5cc/docs/oidc-federation.md';

/** Each error once: the findings refer to it by name. */
export const AWS_ERRORS = {
  could_not_connect: {
    text: 'Could not connect to openid configuration of provider',
    when: 'the provider is created',
    source: GITLAB,
  },
  check_configuration: {
    text: 'Please check .well-known/openid-configuration of provider',
    when: 'the provider is created',
    source: REPOST,
  },
  communication: {
    code: 'OpenIdIdpCommunicationError',
    text: 'the thumbprint cannot be retrieved from the issuer',
    when: 'the provider is created',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html',
  },
  no_verification_key: {
    code: 'InvalidIdentityToken',
    text: "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    when: 'a job asks for credentials',
    source: GITLAB,
  },
  thumbprint: {
    code: 'InvalidIdentityToken',
    text: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    when: 'a job asks for credentials',
    source: 'https://repost.aws/knowledge-center/eks-error-invalid-identity-token',
  },
  no_provider: {
    code: 'InvalidIdentityToken',
    text: 'No OpenIDConnect provider found in your account for',
    when: 'a job asks for credentials',
    source: REPOST,
  },
  audience: {
    code: 'InvalidIdentityToken',
    text: 'Incorrect token audience',
    when: 'a job asks for credentials',
    source: REPOST,
  },
  not_a_jwt: {
    code: 'InvalidIdentityToken',
    text: 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
  not_validated: {
    code: 'InvalidIdentityToken',
    text: 'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
  future: {
    code: 'InvalidIdentityToken',
    text: 'Token issued in the future',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
  expired: {
    code: 'ExpiredTokenException',
    text: 'Token expired: current date/time',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
  several_audiences: {
    code: 'InvalidIdentityToken',
    text: 'Token audience contains more than one audience while authorized party is not present',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
  missing_claim: {
    code: 'InvalidIdentityToken',
    text: 'Missing a required claim',
    when: 'a job asks for credentials',
    source: RECORDED,
  },
} as const satisfies Readonly<Record<string, AwsError>>;

export type AwsErrorName = keyof typeof AWS_ERRORS;

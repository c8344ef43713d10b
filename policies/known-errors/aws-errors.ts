import type { KnownError } from './known-error';

const EXPLAIN = 'in the job: `refgate explain ROLE --token-env AWS_TOKEN --now "$(date +%s)"`';
const ISSUER =
  'run `refgate doctor https://gitlab.example.com` with your instance, from outside of your network; `--discovery` and `--jwks` take saved documents';

/**
 * What STS and IAM answer.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
 */
export const AWS_ERRORS: readonly KnownError[] = [
  {
    section: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    texts: ['Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    from: 'AWS',
    cause:
      'The trust policy did not allow the token, or the role does not exist. AWS gives one text for every condition.',
    next: [EXPLAIN, "or describe the pipeline: `refgate explain ROLE --pipeline '{project: …, branch: …}'`"],
  },
  {
    section: 'No OpenIDConnect provider found in your account for https://…',
    texts: ['No OpenIDConnect provider found in your account'],
    from: 'AWS',
    cause:
      "The account of the role has no provider with exactly the token's `iss`. The endpoint of another partition says so, too: a role of `aws-us-gov` or `aws-cn` needs an STS endpoint of its partition.",
    next: ['compare the account and the partition in the role ARN with `AWS_DEFAULT_REGION`', EXPLAIN],
  },
  {
    section: 'Incorrect token audience',
    texts: ['Incorrect token audience'],
    from: 'AWS',
    cause: 'The `aud` of the token is not a client id of the provider.',
    next: ['compare the job with the declaration: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section:
      'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
    texts: ['The web identity token provided could not be validated'],
    from: 'AWS',
    cause: 'The `aud` (or `azp`) of the token is not a client id of the provider.',
    next: ['compare the job with the declaration: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section: 'Token audience contains more than one audience while authorized party is not present',
    texts: ['Token audience contains more than one audience'],
    from: 'AWS',
    cause: 'The job asks for a list of audiences.',
    next: ['find it: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section: 'Missing a required claim: …',
    texts: ['Missing a required claim', 'Unknown error validating third-party token'],
    from: 'AWS',
    cause:
      'The token lacks `iss`, `sub`, `aud`, `iat` or `exp`: it is not an ID token of `id_tokens`. The removed `CI_JOB_JWT` has no `aud`.',
    next: ['find the variable: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section: 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    texts: ['The ID Token provided is not a valid JWT'],
    from: 'AWS',
    cause: 'Something else was sent: `$CI_JOB_TOKEN`, an empty variable, or a token that GitLab removed.',
    next: ['find the variable: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section: 'InvalidIdentityToken',
    texts: ['InvalidIdentityToken', 'Invalid identity token', 'Duplicate claim'],
    from: 'AWS',
    cause: 'The token itself, its issuer or its audience was refused, before any trust policy was read.',
    next: ['give the whole text: what follows the code tells which of them it is', EXPLAIN],
  },
  {
    section:
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    texts: ["Couldn't retrieve verification key from your identity provider", 'IDPCommunicationError'],
    from: 'AWS',
    cause:
      'AWS could not read the discovery document or the keys of the issuer within five seconds, or the key is not in them.',
    next: [ISSUER],
  },
  {
    section: 'Please check .well-known/openid-configuration of provider',
    texts: ['Please check .well-known/openid-configuration', 'OpenIdIdpCommunicationError'],
    from: 'AWS',
    cause:
      'The discovery document cannot be read, or does not say what it must: its `issuer` is not the registered URL exactly, or `jwks_uri` is not https.',
    next: [ISSUER],
  },
  {
    section: 'Could not connect to openid configuration of provider',
    texts: ['Could not connect to openid configuration of provider'],
    from: 'AWS',
    cause:
      'The certificates of the instance are sent in the wrong order, or one is sent twice or does not belong to the chain.',
    next: [
      'run `refgate doctor https://gitlab.example.com --write-chain chain.pem` with your instance: it writes the right chain',
    ],
  },
  {
    section: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    texts: ["HTTPS certificate doesn't match configured thumbprint", 'get thumbprint'],
    from: 'AWS',
    cause:
      "The issuer's certificate is of a private authority whose fingerprint is not registered, or could not be read.",
    next: ['the certificate chain of the host of `jwks_uri`, and `thumbprints` of the account'],
  },
  {
    section:
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    texts: ['exceeds the 1 hour session limit for roles assumed by role chaining'],
    from: 'AWS',
    cause:
      'A session that assumes another role gets one hour at most, whatever `max_session` of the second role is.',
    next: ['ask for 3600 seconds or less, or trust the token in the second role directly'],
  },
  {
    section: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    texts: ['exceeds the MaxSessionDuration set for this role'],
    from: 'AWS',
    cause: 'The job asks for a longer session than the role allows.',
    next: ['compare both: `refgate ci --lint .gitlab-ci.yml`'],
  },
  {
    section: 'User: arn:aws:sts::… is not authorized to perform: sts:AssumeRole on resource: …',
    texts: [
      'is not authorized to perform: sts:AssumeRole on resource',
      'This role cannot be assumed',
      'cannot be assumed',
    ],
    from: 'AWS',
    cause:
      'A role chain: the first role got its credentials and may not assume the second one. Its permissions must allow `sts:AssumeRole`, and the trust policy of the second role must name the first.',
    next: [
      '`refgate prove --describe --role ROLE` with the input that has both roles: it shows who reaches a role over a chain',
    ],
  },
  {
    section: 'User: … is not authorized to perform: sts:TagSession',
    texts: ['not authorized to perform: sts:TagSession'],
    from: 'AWS',
    cause: 'The call passes session tags and the trust policy of the role does not allow `sts:TagSession`.',
    next: ['leave the tags out, or allow the action in the trust policy'],
  },
  {
    section: 'AccessDenied: User: arn:aws:sts::…:assumed-role/… is not authorized to perform: …',
    texts: [
      'AccessDenied: User: arn:aws:sts',
      'You are not authorized to perform this operation',
      'UnauthorizedOperation',
      'is not authorized to perform',
    ],
    from: 'AWS',
    cause:
      'The job has its role: the trust is right. The permissions of the role, its boundary, or a policy of the organization do not allow the action.',
    next: ['look at `permissions` of the role, and at the action and the resource in the text'],
  },
  {
    section: 'Other texts about a trust policy',
    texts: ['MalformedPolicyDocument', 'Invalid principal in policy'],
    from: 'AWS',
    cause: 'IAM does not store the trust policy.',
    next: ['see it with its line before the apply: `refgate check INPUT`'],
  },
  {
    section: 'EntityAlreadyExists',
    texts: ['EntityAlreadyExists', 'Provider with url'],
    from: 'AWS',
    cause: 'The account has an OIDC provider for this issuer, or a role of this name, already.',
    next: ['refer to it by `provider` of the account, or adopt it'],
  },
  {
    section: 'Provider URL',
    texts: ['Provider URL', 'Invalid Open ID Connect Provider URL'],
    from: 'AWS',
    cause: 'The URL of the provider is not one that IAM takes: `https://`, no query, no fragment, no port.',
    next: ['`refgate check` refuses such an address with its line'],
  },
];

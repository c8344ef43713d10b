import { GITLAB_COM_ISSUER } from '../../context/index';
import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { example, EXAMPLE_ACCOUNT, onGitlabCom, allow, MAIN, PINS } from '../example';
import { issuerWrite } from '../issuer-bucket';
import { administratorGrant } from '../permissions';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';

const PUBLISHED = 'example-issuer.s3.eu-west-1.amazonaws.com';
const PROVIDERS = [{ issuer: GITLAB_COM_ISSUER }, { issuer: `https://${PUBLISHED}` }];

const upload = (resource: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: resource }],
});

export const issuerBucketWrite = asksOfValues({
  id: 'issuer-bucket-write',
  severity: 'error',
  title: 'a role that may write the keys of an issuer can be assumed from any branch',
  rationale:
    'The provider is registered under an address of S3 or CloudFront: AWS takes its keys from a bucket. A job that may write there, change the policy of the bucket, or give the CloudFront distribution another origin, publishes a key of its own and signs tokens with every subject. It can then assume every role that trusts the issuer, whatever was proved about them. A permissions boundary or a bucket policy may forbid it; they are not looked at. An issuer under a domain of your own is not recognized: its URL does not tell what is behind it.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { providers: PROVIDERS, permissions: { managed: [], inline: { upload: upload('*') } } },
  ),
  good: example(
    [
      allow(
        { StringEquals: { [`${PUBLISHED}:aud`]: 'sts.amazonaws.com', [`${PUBLISHED}:sub`]: MAIN } },
        { Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/${PUBLISHED}` } },
      ),
    ],
    {
      providers: PROVIDERS,
      permissions: { managed: [], inline: { upload: upload('arn:aws:s3:::example-reports/*') } },
    },
  ),
  fix: 'name the buckets in `Resource` that the job needs, without the one of the issuer; write that one, and change its distribution, with a role that no token of this issuer can assume',
  sources: [SOURCES.awsS3Actions, SOURCES.awsCloudFrontActions, SOURCES.gitlabAws],
  firstOnly: true,
  // administrators are the finding of `admin-permissions-on-any-ref`
  question: ({ input, listed }) =>
    issuerWrite(input) === undefined || administratorGrant(input.permissions) !== undefined
      ? undefined
      : anyUnprotectedRef(listed),
  says: ({ input, pattern }) => {
    const write = issuerWrite(input);
    const { policy, action, changes } = write ?? { policy: '', action: '', changes: 'bucket' };
    const place =
      changes === 'distribution'
        ? `every CloudFront distribution of the account, so that behind ${quote(write?.at.host ?? '')}, too`
        : write?.at.bucket === undefined
          ? `every bucket, so that behind ${quote(write?.at.host ?? '')}, too`
          : `bucket ${quote(write.at.bucket)}, which issuer ${quote(write.at.host)} is published from`;
    return `any unprotected ref may ${changes === 'distribution' ? 'change' : 'write'} ${place} (${quote(action)} of ${quote(policy)}), through ${quote(pattern.text)}`;
  },
});

import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, example, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

export const notPrincipal = defineCheck({
  id: 'not-principal',
  severity: 'error',
  about: 'every_issuer',
  title: 'a statement uses `NotPrincipal`',
  rationale:
    'With Allow it would mean "everybody but …", so IAM refuses it, and in a trust policy it refuses `NotPrincipal` altogether.',
  bad: example([
    {
      Effect: 'Allow',
      NotPrincipal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:root` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } },
    },
  ]),
  good: STRICT_EXAMPLE,
  fix: 'name the provider under `Principal`',
  sources: [SOURCES.awsNotPrincipal, SOURCES.awsLint],
  run: (input) =>
    views(input)
      .filter(({ statement }) => statement.principal.kind === 'not_principal')
      .map(({ statement, pointer }) => ({
        message: 'IAM does not accept `NotPrincipal` in a trust policy',
        pointer: `${pointer}/NotPrincipal`,
        statement,
      })),
});

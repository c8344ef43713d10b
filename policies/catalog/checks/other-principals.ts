import { quote } from '../../errors';
import { parseProviderArn, WEB_IDENTITY_ACTION, type Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { allow, example, EXAMPLE_ACCOUNT, MAIN, STRICT, STRICT_EXAMPLE } from '../example';
import { isReference } from '../issuer-hosts';
import { SOURCES } from '../sources';
import { allowing, allowsAction, views } from '../statements';

export const otherPrincipals = defineCheck({
  id: 'other-principals',
  severity: 'note',
  about: 'every_issuer',
  title: 'the role can also be assumed by a service, a SAML provider or a built-in identity provider',
  rationale:
    'What refgate proves holds for tokens of OIDC providers. AWS services, SAML providers, Google, Facebook, Amazon and Cognito that the same policy allows are outside of these proofs: who can assume the role through them depends on systems that refgate does not read.',
  bad: example([
    allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }),
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:saml-provider/corporate` },
      Action: 'sts:AssumeRoleWithSAML',
    },
  ]),
  good: STRICT_EXAMPLE,
  fix: 'give each kind of caller a role of its own',
  sources: [SOURCES.awsPrincipal],
  run: (input) =>
    allowing(input).length === 0
      ? []
      : views(input).flatMap(({ statement, pointer }) => {
          const named = unproved(statement);
          if (named.length === 0) return [];
          const message = `${named.map(quote).join(', ')} can assume the role, too: no proof covers them`;
          return { message, pointer: `${pointer}/Principal`, statement };
        }),
});

/** Principals of an Allow statement that are neither OIDC providers nor AWS principals, and whose own action the statement allows. */
function unproved(statement: Statement): readonly string[] {
  const { effect, principal } = statement;
  if (effect !== 'Allow' || principal.kind !== 'listed') return [];
  const federated = principal.federated.filter(
    (name) =>
      name !== '*' &&
      !isReference(name) &&
      parseProviderArn(name) === undefined &&
      allowsAction(statement, name.includes(':saml-provider/') ? SAML_ACTION : WEB_IDENTITY_ACTION),
  );
  return [...federated, ...(allowsAction(statement, 'sts:AssumeRole') ? principal.other : [])];
}

const SAML_ACTION = 'sts:AssumeRoleWithSAML';

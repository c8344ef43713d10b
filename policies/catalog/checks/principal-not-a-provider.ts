import { GITLAB_COM_HOST } from '../../context/index';
import { quote } from '../../errors';
import { WEB_IDENTITY_ACTION, type Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { example, allow, GITLAB_COM_ARN, MAIN, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { allowsAction, federated, rawStatement, views } from '../statements';
import type { CheckInput } from '../check-input';

export const principalNotAProvider = defineCheck({
  id: 'principal-not-a-provider',
  severity: 'error',
  about: 'every_issuer',
  title: 'a principal that no ID token can ever be',
  rationale:
    'Whoever comes with an ID token of GitLab is the OIDC provider, named by its ARN under `Federated`. A service, an AWS principal, a canonical user or a SAML provider is somebody else: such a statement accepts no job, whatever its conditions say. `"Service": "gitlab.com"` is not a service of AWS either, and IAM refuses it.',
  bad: example([
    allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }, { Principal: { Service: GITLAB_COM_HOST } }),
  ]),
  good: STRICT_EXAMPLE,
  fix: `name the provider: \`{"Federated": "${GITLAB_COM_ARN}"}\``,
  sources: [SOURCES.awsPrincipal, SOURCES.awsAssume],
  run: (input) =>
    views(input).flatMap(({ statement, pointer }) =>
      strangers(input, statement).map(({ kind, text }) => ({
        message: `${quote(text)} under ${quote(kind)} is not an OIDC provider: no ID token is that principal`,
        pointer: `${pointer}/Principal/${kind}`,
        statement,
      })),
    ),
});

interface Named {
  readonly kind: string;
  readonly text: string;
}

/** What no token can be: services that AWS does not have, and all who stand where only a token may come and no provider does. */
function strangers(input: CheckInput, statement: Statement): readonly Named[] {
  const named = principals(rawStatement(input, statement.index).Principal).filter(
    // of a provider in the wrong place and of everybody other checks speak
    ({ text }) => text !== '*' && !text.includes(':oidc-provider/') && !text.includes('${'),
  );
  const forTokens =
    statement.effect === 'Allow' &&
    federated(statement).every((text) => text.includes(':saml-provider/')) &&
    !statement.action.negated &&
    allowsAction(statement, WEB_IDENTITY_ACTION) &&
    !allowsAction(statement, 'sts:AssumeRole');
  return named.filter(({ kind, text }) => {
    if (kind === 'Federated') return forTokens && text.includes(':saml-provider/');
    return forTokens || (kind === 'Service' && !AWS_SERVICE.test(text));
  });
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services */
const AWS_SERVICE = /\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws)$/i;

function principals(raw: unknown): readonly Named[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
  return Object.entries(raw).flatMap(([kind, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).flatMap((text: unknown) =>
      typeof text === 'string' ? [{ kind, text }] : [],
    ),
  );
}

import type { Policy } from './policy';

/**
 * Whether a trust policy is about tokens of an OIDC provider at all: it names one, or the action that takes its tokens.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
 */
export function concernsWebIdentity({ statements }: Policy): boolean {
  return statements.some(
    ({ principal, action }) =>
      (principal.kind === 'listed' && principal.federated.some((arn) => !/:saml-provider\//.test(arn))) ||
      (!action.negated && action.actions.some((name) => /^sts:assumerolewithweb/i.test(name))),
  );
}

import { issuersOf } from '../catalog/index';
import { GITLAB_COM_ISSUER, issuerHost } from '../context/index';
import type { Instance, Project } from '../gitlab/index';
import type { ProofObligation } from '../grant/index';
import type { Assume, RoleTrust } from '../prove/index';
import { renderPolicy } from '../trust/index';
import { judgeProofs } from './judge-proofs';
import type { Proof } from './judgement';
import type { ProvableTrust } from './provable-trust';
import { seenFrom, trustedIssuers } from './trusted-issuers';

type Asked<T> = T extends unknown ? Omit<T, 'role' | 'roles' | 'position'> : never;

/** What is asked of one or of two roles. */
export type OtherTokensQuestion = Asked<ProofObligation>;

/**
 * Proves a property of one role, or of two, for the tokens of every issuer that the policies trust beside the registered one: one answer for
 * each issuer.
 * @param declared the GitLab that is known, and its projects
 */
export function proveOtherIssuers(
  roles: readonly RoleTrust[],
  asked: OtherTokensQuestion,
  declared: { readonly instance?: Instance; readonly projects?: readonly Project[] },
  assume?: Assume,
): readonly Proof[] {
  const trusts = roles.map(({ name, policy, provider }, place): ProvableTrust => {
    const issuers = issuersOf({
      policy,
      document: renderPolicy(policy),
      instance: declared.instance,
      issuers: {
        declared: declared.instance === undefined ? undefined : [declared.instance.issuer],
        policies: roles.map((role) => role.policy),
      },
    });
    return { key: name ?? (place === 0 ? 'the policy' : 'the other policy'), policy, provider, issuers };
  });
  const own = issuerHost(roles[0]?.provider.issuer ?? GITLAB_COM_ISSUER);
  const others = trusts.flatMap(trustedIssuers).filter((issuer) => issuerHost(issuer) !== own);
  const instance = declared.instance ?? { url: GITLAB_COM_ISSUER, issuer: GITLAB_COM_ISSUER };
  const projects = new Map((declared.projects ?? []).map((project) => [project.path, project]));
  const obligation = obligationOf(
    asked,
    trusts.map(({ key }) => key),
  );
  return [...new Set(others)].flatMap((issuer) =>
    judgeProofs(
      { instance, projects },
      trusts.map((trust) => seenFrom(trust, issuer)),
      [obligation],
      { assume },
    ).map((proof) => ({ ...proof, reason: `tokens of \`${issuerHost(issuer)}\`: ${proof.reason}` })),
  );
}

function obligationOf(
  asked: OtherTokensQuestion,
  [first = '', second = '']: readonly string[],
): ProofObligation {
  const position = { line: 1, column: 1 };
  switch (asked.kind) {
    case 'only':
      return { ...asked, role: first, position };
    case 'never':
      return { ...asked, role: first, position };
    default:
      return { ...asked, roles: [first, second], position };
  }
}

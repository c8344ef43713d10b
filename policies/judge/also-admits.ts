import {
  componentValues,
  DEFAULT_SUB_CLAIM,
  isSubClaimComponent,
  parseSubject,
  type Project,
} from '../gitlab/index';
import { GITLAB_COM_HOST, issuerHost, providerArn, type RawClaims } from '../context/index';
import {
  diffTrust,
  gitlabWorld,
  type GitlabWorld,
  type RoleTrust,
  type TokenExample,
  type AccessExample,
} from '../prove/index';
import { escapeLiteral, parsePolicy, renderPolicy, WEB_IDENTITY_ACTION, type Policy } from '../trust/index';
import type { OtherTokens } from '../advice/index';
import type { ProofWorld } from './gitlab-behind';
import { worldOf } from './judge-proofs';

/** Examples that a clause names. */
const MAX_EXAMPLES = 2;

/**
 * Which tokens a role accepts after a change of its policy and did not accept before: those of projects that are not declared, whatever
 * their subject; where there are none, those of other subjects than the one that was asked about.
 *
 * Cost: some twenty questions to the prover.
 */
export function alsoAdmits(
  before: RoleTrust,
  federation?: ProofWorld,
): (changed: Policy, asked: RawClaims) => OtherTokens {
  return (changed, asked) => {
    const world = federation === undefined ? worldOfToken(before, asked) : worldOf(federation);
    if (world === undefined || typeof asked.sub !== 'string') return { kind: 'cannot_tell' };
    const all = gainedBy(before, { ...before, policy: changed }, world);
    if (all === undefined) return { kind: 'cannot_tell' };
    const strangers = all.filter(({ origin }) => origin !== 'declared' && origin !== 'renamed');
    if (strangers.length > 0) return { kind: 'some', text: textOf(strangers), strangers: true };
    const others = gainedBy(before, { ...before, policy: withoutAsked(changed, asked, before) }, world);
    if (others === undefined) return { kind: 'cannot_tell' };
    return others.length === 0 ? { kind: 'none' } : { kind: 'some', text: textOf(others), strangers: false };
  };
}

/** An example of each kind of token that only the second of two roles accepts; `undefined` when it cannot be determined. */
function gainedBy(
  before: RoleTrust,
  after: RoleTrust,
  world: GitlabWorld,
): readonly TokenExample[] | undefined {
  const { gained } = diffTrust(before, after, world, { sizes: false, examples: 20 });
  switch (gained.kind) {
    case 'none':
      return [];
    case 'cannot_tell':
      return undefined;
    case 'some':
      return gained.examples.flatMap((example) => (isToken(example) ? [example] : []));
  }
}

function isToken(example: AccessExample): example is TokenExample {
  return example.kind === 'token';
}

/** One phrase for each origin of tokens; of two examples for a declared project, each has its own. */
function textOf(examples: readonly TokenExample[]): string {
  const seen = new Set<TokenExample['origin']>();
  const told = examples.filter(({ origin }) => {
    const isRepeated = ORIGINS[origin] !== undefined && seen.has(origin);
    seen.add(origin);
    return !isRepeated;
  });
  const texts = told.map((example) => ORIGINS[example.origin]?.(example) ?? example.label);
  return [...new Set(texts)].slice(0, MAX_EXAMPLES).join(' and ') || 'tokens of other projects';
}

const ORIGINS: Readonly<Partial<Record<TokenExample['origin'], (example: TokenExample) => string>>> = {
  undeclared: ({ label }) => `other projects, such as ${label}`,
  impostor: ({ claims }) => `another project that took over the path \`${String(claims.project_path)}\``,
  successor: ({ claims }) => `a new project under the path \`${String(claims.project_path)}\``,
};

/** The policy with a Deny for the token that was asked about: what is left are the others. */
function withoutAsked(policy: Policy, asked: RawClaims, { provider }: RoleTrust): Policy {
  const host = issuerHost(provider.issuer);
  const ids =
    host === GITLAB_COM_HOST && typeof asked.project_id === 'string' ? { project_id: asked.project_id } : {};
  const document = renderPolicy(policy);
  const deny = {
    Effect: 'Deny',
    Principal: { Federated: providerArn(provider.issuer, provider.account, provider.partition) },
    Action: WEB_IDENTITY_ACTION,
    Condition: {
      StringEquals: Object.fromEntries(
        Object.entries({ sub: String(asked.sub), ...ids }).map(([name, value]) => [
          `${host}:${name}`,
          policy.version === '2012-10-17' ? escapeLiteral(value) : value,
        ]),
      ),
    },
  };
  const parsed = parsePolicy({
    ...document,
    Statement: [...(document.Statement as readonly object[]), deny],
  });
  return parsed.ok ? parsed.policy : policy;
}

/** The world of an instance of which nothing is declared but the project of the token. */
function worldOfToken({ provider }: RoleTrust, claims: RawClaims): GitlabWorld | undefined {
  const parts = typeof claims.sub === 'string' ? parseSubject(claims.sub) : undefined;
  if (parts === undefined) return undefined;
  const values = {
    ...componentValues(claims),
    ...Object.fromEntries(parts.map(({ name, value }) => [name, value])),
  };
  const path = values.project_path ?? values.source_project_path;
  if (path === undefined) return undefined;
  const components = parts.map(({ name }) => name).filter(isSubClaimComponent);
  const { project_id: id, namespace_id: namespaceId } = claims;
  const project: Project = {
    path,
    id: typeof id === 'string' ? id : undefined,
    namespaceId: typeof namespaceId === 'string' ? namespaceId : undefined,
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim: components.length === 0 ? DEFAULT_SUB_CLAIM : components,
    visibility: 'private',
  };
  const { issuer } = provider;
  return gitlabWorld({ instance: { url: issuer, issuer }, projects: [project] });
}

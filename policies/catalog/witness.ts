import { compilePolicy, judgeToken } from '../evaluate/index';
import type { Project, RawClaims } from '../gitlab/index';
import { providerArn } from '../gitlab/index';
import type { PatternToken, Policy, Statement } from '../trust/index';
import { isPositive, on, patterns } from './conditions';
import { parseProviderArn } from './issuer-hosts';
import { denies } from './pins';
import { federated, type View } from './statements';
import type { CheckSubject } from './subject';

/** A token that should perhaps not get in. What is left out is as the statement demands it. */
export interface Witness {
  readonly sub: string;
  /**
   * `stranger`: another project and another user, with ids of their own. `neighbour`: another project, in the namespace that the
   * statement demands. `insider`: whatever ids the statement demands.
   */
  readonly who: 'stranger' | 'neighbour' | 'insider';
  /** The declared project that mints it; its ids, where known, go before those of `who`. */
  readonly project?: Project;
  readonly refProtected?: 'true' | 'false';
  readonly source?: string;
}

/** The number that a stranger's project has, or at least ends in. */
export const STRANGE_ID = '990000001';

/** Claims that a stranger cannot choose: what his own project and account happen to have. */
const STRANGER = {
  project_id: STRANGE_ID,
  namespace_id: '990000002',
  user_id: '990000003',
  user_login: 'mallory',
  user_email: 'mallory@example.org',
} as const;

const USUAL: RawClaims = {
  project_id: '101',
  namespace_id: '12',
  user_id: '7',
  user_login: 'alice',
  user_email: 'alice@example.com',
  user_access_level: 'owner',
  pipeline_source: 'push',
  ref_protected: 'true',
  runner_environment: 'gitlab-hosted',
};

const ACCOUNT = '111122223333';

/**
 * Whether a token may come in through this statement, past every Deny. A condition that nobody can judge here, such as one on
 * the caller's address, stops no one. The evaluator decides; this only makes up the token.
 */
export function letsIn(subject: CheckSubject, view: View, witness: Witness): boolean {
  // Nobody mints the id of somebody else's project.
  const id = idInSubject(witness.sub);
  if (witness.who !== 'insider' && id !== undefined && !id.endsWith(STRANGE_ID)) return false;
  return view.gitlabs.some((host) => {
    const provider = providerOf(view.statement, host, subject);
    const arn = providerArn(provider.issuer, provider.account, provider.partition);
    const narrowed: Policy = {
      version: subject.policy.version,
      statements: [view, ...denies(subject, view)].map(({ statement }) => forProvider(statement, arn)),
    };
    const claims = claimsOf(subject, view, witness);
    return judgeToken(compilePolicy(narrowed), claims, provider).outcome !== 'deny';
  });
}

function providerOf(statement: Statement, host: string, subject: CheckSubject) {
  const named = federated(statement)
    .map(parseProviderArn)
    .find((name) => name?.host === host);
  const account = named?.account ?? subject.account ?? ACCOUNT;
  return { issuer: `https://${host}`, account, partition: named?.partition ?? 'aws' };
}

/** The statement as if its provider were named in full: so a Terraform reference can be judged, too. */
function forProvider(statement: Statement, arn: string): Statement {
  if (federated(statement).length === 0) return statement;
  return { ...statement, principal: { kind: 'listed', federated: [arn], aws: [], other: [] } };
}

function claimsOf(subject: CheckSubject, view: View, witness: Witness): RawClaims {
  const { version } = subject.policy;
  const demanded = Object.fromEntries(
    Object.entries(USUAL).map(([name, usual]) => [name, demand(view, name, version) ?? usual]),
  );
  const ownId = idInSubject(witness.sub);
  return {
    ...demanded,
    ...(witness.who === 'stranger' ? STRANGER : {}),
    ...(witness.who === 'neighbour' ? { project_id: STRANGER.project_id } : {}),
    ...(witness.project?.id === undefined ? {} : { project_id: witness.project.id }),
    ...(witness.project?.namespaceId === undefined ? {} : { namespace_id: witness.project.namespaceId }),
    ...(ownId === undefined ? {} : { project_id: ownId }),
    ...(witness.refProtected === undefined ? {} : { ref_protected: witness.refProtected }),
    ...(witness.source === undefined ? {} : { pipeline_source: witness.source }),
    sub: witness.sub,
    aud: demand(view, 'aud', version) ?? 'sts.amazonaws.com',
  };
}

function idInSubject(sub: string): string | undefined {
  return /(?:^|:)project_id:([^:]*)/.exec(sub)?.[1];
}

/** A value that satisfies the first positive condition on a claim. */
function demand(view: View, claim: string, version: Policy['version']): string | undefined {
  const tokens = on(view, claim)
    .filter(isPositive)
    .flatMap((condition) => patterns(condition, version))[0];
  return tokens === undefined ? undefined : fill(tokens);
}

/** A text that a pattern matches: each `*` becomes `star`, each `?` one letter. */
export function fill(tokens: readonly PatternToken[], star = 'x'): string {
  return tokens
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      if (token.kind === 'any') return star;
      return token.kind === 'variable' ? (token.fallback ?? '') : 'x';
    })
    .join('');
}

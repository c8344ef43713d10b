import { concernsWebIdentity } from '../trust/index';
import { chainsOf, UNNAMED_PRINCIPAL, type ChainRole, type Chains, type Route } from '../chain/index';
import type { WrittenArtifact, WrittenRole } from '../artifact/index';
import type { KnownFacts, ReachedRole, RolePermissions } from '../catalog/index';
import type { Policy } from '../trust/index';
import type { OpenPolicy, PolicyBounds } from './policy-bounds';

/** A role that an OIDC token can assume and whose sessions can become another role. */
export interface ReachedBy {
  /** Key of the role that the token assumes. */
  readonly entry: string;
  /** Keys of the roles between, in order. */
  readonly through: readonly string[];
  readonly answer: 'yes' | 'cannot_tell';
  /** Condition keys and policies that decide and are not known; empty where the answer is `yes`. */
  readonly dependsOn: readonly string[];
  /** What the caller has to give, such as the external ID. */
  readonly choosing: readonly string[];
}

/** A role with what chains need to know of it. */
export interface ChainedTrust {
  readonly key: string;
  readonly written: WrittenRole;
  readonly policy?: Policy;
  /** Only where the policy is partly known. */
  readonly open?: OpenPolicy;
  /** Nothing of the policy could be read: a token may assume the role. @default false */
  readonly unread?: boolean;
}

/** What chains add to what is known of each role. */
export interface TrustChains {
  /** The roles of tokens that lead to a role; certain ones first. */
  reachedBy(key: string): readonly ReachedBy[];
  /** For the catalog. */
  factsOf(key: string): Pick<KnownFacts, 'leadsTo' | 'reachedFrom'>;
}

/** The chains among the roles of all artifacts that are judged together. */
export function trustChains(
  trusts: readonly ChainedTrust[],
  artifacts: readonly WrittenArtifact[],
): TrustChains {
  const policies = trusts.flatMap(({ policy, open }) => open?.atMost ?? policy ?? []);
  if (!policies.some(namesAwsPrincipals)) return NO_CHAINS;
  const documents = documentsOf(artifacts);
  const chains = boundedChains(trusts, documents, otherArns(artifacts));
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const entries = new Set(
    trusts.flatMap(({ key, policy, open, unread = false }) => {
      if (unread) return [key];
      const most = open?.atMost ?? policy;
      return most !== undefined && concernsWebIdentity(most) ? [key] : [];
    }),
  );
  const partsOf = (route: Route): RouteParts => routeParts(route, byKey);
  const routesTo = byEnd(chains, entries);
  const reachedBy = once((key: string): readonly ReachedBy[] => {
    const found = [...(routesTo.get(key) ?? [])].map(([entry, route]): ReachedBy => {
      const parts = partsOf(route);
      if (byKey.get(entry)?.unread !== true) return { entry, ...parts };
      const dependsOn = [`the trust policy of ${entry}`, ...parts.dependsOn];
      return { entry, ...parts, answer: 'cannot_tell', dependsOn };
    });
    const rank = ({ answer }: ReachedBy): number => (answer === 'yes' ? 0 : 1);
    return found.toSorted((a, b) => rank(a) - rank(b));
  });
  return {
    reachedBy,
    factsOf: (key) => {
      const leadsTo = entries.has(key)
        ? [...chains.from(key)].map(([end, route]): ReachedRole => {
            const { arn, permissions } = (byKey.get(end) as ChainedTrust).written;
            return {
              role: end,
              arn,
              ...partsOf(route),
              permissions: knownPermissions(permissions, documents),
            };
          })
        : [];
      const from = reachedBy(key).flatMap(({ answer, entry }) => (answer === 'yes' ? [entry] : []));
      return {
        leadsTo: leadsTo.length === 0 ? undefined : leadsTo,
        reachedFrom: from.length === 0 ? undefined : from,
      };
    },
  };
}

const NO_CHAINS: TrustChains = { reachedBy: () => [], factsOf: () => ({}) };

/** The managed policies that the artifacts hold, by ARN. One that two of them have in different versions is omitted: it is not known. */
export function documentsOf(artifacts: readonly WrittenArtifact[]): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const unlike = new Set<string>();
  for (const { arn, document } of artifacts.flatMap(({ policies = [] }) => policies)) {
    if (found.has(arn) && JSON.stringify(found.get(arn)) !== JSON.stringify(document)) unlike.add(arn);
    found.set(arn, document);
  }
  for (const arn of unlike) found.delete(arn);
  return found;
}

/** The permissions of a role, with the documents of the managed policies that are known among its inline policies, by ARN. */
export function knownPermissions(
  { managed, inline, boundary, unread }: WrittenRole['permissions'],
  documents: ReadonlyMap<string, unknown>,
): RolePermissions {
  return {
    managed,
    inline: Object.fromEntries([
      ...inline.map(({ name, document }, place) => [name ?? String(place), document] as const),
      ...managed.flatMap((arn) => (documents.has(arn) ? [[arn, documents.get(arn)] as const] : [])),
    ]),
    boundary,
    unread,
  };
}

/** The ARNs that the roles of one artifact are known to have, by each address in it: no other role of the artifact has them. */
function otherArns(artifacts: readonly WrittenArtifact[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { roles, partial = [], unresolved } of artifacts) {
    const known = new Set([...roles, ...partial].flatMap(({ arn }) => arn ?? []));
    const addresses = new Set([...roles, ...partial, ...unresolved].map(({ address }) => address));
    for (const address of addresses) found.set(address, found.has(address) ? NO_ARNS : known);
  }
  return found;
}

const NO_TRUST: Policy = { version: '2012-10-17', statements: [] };

const NO_ARNS: ReadonlySet<string> = new Set();

/** A chain is certain where it is one whatever the unknown parts of trust policies are, and there is none where there is none at most. */
function boundedChains(
  trusts: readonly ChainedTrust[],
  documents: ReadonlyMap<string, unknown>,
  others: ReadonlyMap<string, ReadonlySet<string>>,
): Chains {
  const most = chainsOf(
    trusts.map((trust) => chainRole(trust, 'atMost', others)),
    documents,
  );
  if (trusts.every(({ open }) => open === undefined)) return most;
  const least = chainsOf(
    trusts.map((trust) => chainRole(trust, 'atLeast', others)),
    documents,
  );
  return {
    from: (key) => {
      const certain = least.from(key);
      return new Map(
        [...most.from(key)].map(([end, route]): [string, Route] => {
          const sure = certain.get(end);
          return [end, sure?.answer === 'yes' ? sure : { links: route.links, answer: 'cannot_tell' }];
        }),
      );
    },
  };
}

function chainRole(
  { key, written, policy, open, unread }: ChainedTrust,
  bound: keyof PolicyBounds,
  others: ReadonlyMap<string, ReadonlySet<string>>,
): ChainRole {
  const { address, arn, name, account, sharedAccount, uniqueId, permissions } = written;
  const notArns = arn === undefined ? others.get(address) : undefined;
  const role = { key, address, arn, name, account, sharedAccount, uniqueId, permissions, notArns };
  // a token may arrive there by itself: what leads there adds nothing
  if (unread === true) return { ...role, trust: NO_TRUST };
  if (open === undefined) return { ...role, trust: policy };
  if (bound === 'atMost') return { ...role, trust: open.atMost };
  return {
    ...role,
    trust: open.atLeast,
    // the bound may lack the statement that asks for one
    fixesSessionName: /rolesessionname/i.test(open.text),
  };
}

/** Each role is asked about for its trust policy and for the catalog. */
function once<T>(answer: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, answer(key));
    return known.get(key) as T;
  };
}

/** The roles where tokens arrive, by the roles that they lead to. */
function byEnd(
  chains: Chains,
  entries: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, Route>> {
  const found = new Map<string, Map<string, Route>>();
  for (const entry of entries) {
    for (const [end, route] of chains.from(entry)) {
      const routes = found.get(end) ?? new Map<string, Route>();
      found.set(end, routes.set(entry, route));
    }
  }
  return found;
}

type RouteParts = Omit<ReachedBy, 'entry'>;

function routeParts({ links, answer }: Route, byKey: ReadonlyMap<string, ChainedTrust>): RouteParts {
  const through = links.slice(0, -1).map(({ to }) => to);
  const choosing = [...new Set(links.flatMap(({ may }) => (may.answer === 'yes' ? may.choosing : [])))];
  if (answer === 'yes') return { answer, through, dependsOn: [], choosing };
  const namesOf = (key: string): readonly string[] => {
    const { names = [], assumptions = [] } = byKey.get(key)?.open ?? {};
    return names.length > 0 ? names : assumptions;
  };
  const unknown = links.flatMap(({ to }) => {
    const callers = byKey.get(to)?.open?.callers ?? [];
    return callers.length > 0 ? [...callers, ...(byKey.get(to)?.open?.names ?? [])] : namesOf(to);
  });
  const open = links.flatMap(({ may }) => (may.answer === 'cannot_tell' ? may.dependsOn : []));
  const named = [...open.filter((name) => unknown.length === 0 || name !== UNNAMED_PRINCIPAL), ...unknown];
  const all = named.length === 0 ? links.flatMap(({ from }) => namesOf(from)) : named;
  return { answer, through, dependsOn: [...new Set(all)], choosing };
}

/** Whether a trust policy is about AWS principals at all: without one no session can assume any role. */
function namesAwsPrincipals({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, principal }) =>
      effect === 'Allow' && (principal.kind !== 'listed' || principal.aws.length > 0),
  );
}

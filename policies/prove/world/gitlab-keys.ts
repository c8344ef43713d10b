import {
  EVERY_ISSUER_KEYS,
  stsRequest,
  GITLAB_COM_KEYS,
  type ProviderRegistration,
} from '../../context/index';
import type { Policy } from '../../trust/index';
import type { KeySort, KeyUniverse } from '../compile/key-universe';
import type { GitlabWorld } from './gitlab-world';

/** Keys that a claim would fill that GitLab does not send. */
const FOREIGN =
  /^(?:aws:requesttag\/.*|aws:tagkeys|sts:transitivetagkeys|sts:sourceidentity|sts:roleauthorizedbyidp)$/;

function isForeign(key: string, host: string): boolean {
  return FOREIGN.test(key) || key === `${host}:amr` || key === `${host}:email`;
}

/** Whether it is a key of the issuer that AWS does not list: that it is never filled is an assumption, since the list grows. */
function isUnlisted(key: string, { host, isGitlabCom }: GitlabWorld): boolean {
  if (!key.startsWith(`${host}:`)) return false;
  const claim = key.slice(host.length + 1);
  return ![...EVERY_ISSUER_KEYS, ...(isGitlabCom ? GITLAB_COM_KEYS : [])].some((listed) => listed === claim);
}

/** Whether what a policy asks for may be filled from a claim that is assumed not to be sent, or to fill no key. */
export function mayNeedClaims({ statements }: Policy, world: GitlabWorld): boolean {
  return statements.some(({ conditions }) =>
    conditions.some(({ key, values }) => {
      const lower = key.toLowerCase();
      return (
        isForeign(lower, world.host) ||
        isUnlisted(lower, world) ||
        values.some((value) => value.includes('${'))
      );
    }),
  );
}

/** The condition keys of a GitLab token at one role's provider: what STS makes of any token, read off a sample. */
export function gitlabKeys(
  world: GitlabWorld,
  provider: ProviderRegistration,
  candidates: ReadonlyMap<string, readonly string[]>,
): KeyUniverse {
  const { sortOf, ids } = keysAt(world, provider);
  return { sortOf, candidates: (key) => [...(candidates.get(key) ?? []), ...(ids.get(key) ?? [])] };
}

interface ProviderKeys {
  readonly sortOf: KeyUniverse['sortOf'];
  readonly ids: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<GitlabWorld, Map<string, ProviderKeys>>();

/** The same for every policy in an account. */
function keysAt(world: GitlabWorld, { issuer, account, partition }: ProviderRegistration): ProviderKeys {
  const ofWorld = known.get(world) ?? new Map<string, ProviderKeys>();
  known.set(world, ofWorld);
  const name = JSON.stringify([issuer, account, partition]);
  const made = ofWorld.get(name) ?? makeKeys(world, { issuer, account, partition });
  ofWorld.set(name, made);
  return made;
}

function makeKeys(world: GitlabWorld, provider: ProviderRegistration): ProviderKeys {
  const { host, isGitlabCom, assumptions, projects } = world;
  const claims = Object.fromEntries(GITLAB_COM_KEYS.map((claim) => [claim, '-']));
  const sample = stsRequest({ sub: '-', aud: '-', ...claims }, provider);
  const variables = new Set(
    [...EVERY_ISSUER_KEYS, ...(isGitlabCom ? GITLAB_COM_KEYS : [])].map((claim) => `${host}:${claim}`),
  );
  const ids = new Map([
    [`${host}:project_id`, projects.flatMap(({ id }) => id ?? [])],
    [`${host}:namespace_id`, projects.flatMap(({ namespaceId }) => namespaceId ?? [])],
  ]);
  const sortOf = (key: string): KeySort => {
    if (variables.has(key)) return { kind: 'text', variable: key };
    if (isForeign(key, host) && !assumptions['gitlab-claims']) return { kind: 'unknown' };
    if (!sample.ok) return { kind: 'unknown' };
    const value = sample.request.context.get(key);
    if (typeof value === 'string') return { kind: 'constant', value };
    if (value !== undefined) return { kind: 'list_of', variable: `${host}:aud` };
    if (isUnlisted(key, world) && !isForeign(key, host) && !assumptions['listed-keys'])
      return { kind: 'unknown' };
    return { kind: sample.request.isUnknown(key) ? 'unknown' : 'absent' };
  };
  return { sortOf, ids };
}

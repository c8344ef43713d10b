import { stsRequest, GITLAB_COM_KEYS, type ProviderRegistration } from '../../gitlab/index';
import type { KeySort, KeyUniverse } from '../compile/key-universe';
import type { GitlabWorld } from './gitlab-world';

/** Keys that a claim would fill that GitLab does not send. */
const FOREIGN =
  /^(?:aws:requesttag\/.*|aws:tagkeys|sts:transitivetagkeys|sts:sourceidentity|sts:roleauthorizedbyidp)$/;

/** The condition keys of a GitLab token at one role's provider: what STS makes of any token, read off a sample. */
export function gitlabKeys(
  world: GitlabWorld,
  provider: ProviderRegistration,
  candidates: ReadonlyMap<string, readonly string[]>,
): KeyUniverse {
  const { host, com, assumptions, projects } = world;
  const sample = stsRequest(
    { sub: '-', aud: '-', ...Object.fromEntries(GITLAB_COM_KEYS.map((claim) => [claim, '-'])) },
    {
      issuer: provider.issuer,
      account: provider.account,
      ...(provider.partition === undefined ? {} : { partition: provider.partition }),
    },
  );
  const variables = new Set(
    ['sub', 'aud', ...(com ? GITLAB_COM_KEYS : [])].map((claim) => `${host}:${claim}`),
  );
  const ids = new Map([
    [`${host}:project_id`, projects.flatMap(({ id }) => id ?? [])],
    [`${host}:namespace_id`, projects.flatMap(({ namespaceId }) => namespaceId ?? [])],
  ]);
  return {
    sortOf(key): KeySort {
      if (variables.has(key)) return { kind: 'text', variable: key };
      const foreign = FOREIGN.test(key) || key === `${host}:amr` || key === `${host}:email`;
      if (foreign && !assumptions['gitlab-claims']) return { kind: 'unknown' };
      if (!sample.ok) return { kind: 'unknown' };
      const value = sample.request.context.get(key);
      if (typeof value === 'string') return { kind: 'constant', value };
      if (value !== undefined) return { kind: 'list_of', variable: `${host}:aud` };
      return { kind: sample.request.isUnknown(key) ? 'unknown' : 'absent' };
    },
    candidates: (key) => [...(candidates.get(key) ?? []), ...(ids.get(key) ?? [])],
  };
}

import { PIPELINE_SOURCES } from '../gitlab/index';
import type { RawClaims } from '../context/index';
import { compileGlob, type Policy } from '../trust/index';
import { isPositive, on, patterns } from './conditions';
import { fill } from './fill';
import { denies } from './pins';
import type { View } from './statements';
import type { CheckSubject } from './subject';
import type { Witness, WitnessKind } from './witness';

/** The number that a stranger's project has, or at least ends in. */
export const STRANGE_ID = '990000001';

const STRANGE_PROJECT = { project_id: STRANGE_ID };
const STRANGE_GROUP = { ...STRANGE_PROJECT, namespace_id: '990000002' };
const STRANGE_ACCOUNT = { ...STRANGE_GROUP, user_id: '990000003' };

/** Claims that this kind of caller cannot choose: what their own project and account happen to have. */
const FIXED: Readonly<Record<WitnessKind, RawClaims>> = {
  stranger: { ...STRANGE_ACCOUNT, user_login: 'mallory', user_email: 'mallory@example.org' },
  namesake: STRANGE_ACCOUNT,
  neighbour: STRANGE_PROJECT,
  insider: {},
};

const USUAL = {
  project_id: '101',
  namespace_id: '12',
  user_id: '7',
  user_login: 'alice',
  user_email: 'alice@example.com',
  user_access_level: 'owner',
  pipeline_source: 'push',
  ref_protected: 'true',
  runner_environment: 'gitlab-hosted',
} as const;

/**
 * The payloads that such a caller can get: none when nobody mints that `sub`, several where he has the choice and a condition
 * depends on it.
 */
export function claimSets(subject: CheckSubject, view: View, witness: Witness): readonly RawClaims[] {
  const { sub, who, project } = witness;
  const id = partOf(sub, 'project_id');
  if (who !== 'insider' && id !== undefined && !id.endsWith(STRANGE_ID)) return [];
  const written = partOf(sub, 'ref_protected');
  if (written !== undefined && written !== (witness.refProtected ?? written)) return [];
  const { version } = subject.policy;
  const common: RawClaims = {
    ...Object.fromEntries(
      Object.entries(USUAL).map(([name, usual]) => [name, demand(view, name, version) ?? usual]),
    ),
    ...FIXED[who],
    ...(project?.id === undefined ? {} : { project_id: project.id }),
    ...(project?.namespaceId === undefined ? {} : { namespace_id: project.namespaceId }),
    ...(id === undefined ? {} : { project_id: id }),
    sub,
    aud: demand(view, 'aud', version) ?? 'sts.amazonaws.com',
  };
  const sources = choices(subject, view, 'pipeline_source', witness.source, PIPELINE_SOURCES);
  const protections = choices(subject, view, 'ref_protected', witness.refProtected ?? written, [
    'true',
    'false',
  ]);
  return sources.flatMap((pipeline_source) =>
    protections.map((ref_protected) => ({
      ...common,
      ...(pipeline_source === undefined ? {} : { pipeline_source }),
      ...(ref_protected === undefined ? {} : { ref_protected }),
    })),
  );
}

/** The values to try for a claim: the given one; all of them when a condition excludes some; else what is demanded or usual. */
function choices(
  subject: CheckSubject,
  view: View,
  claim: string,
  given: string | undefined,
  every: readonly string[],
): readonly (string | undefined)[] {
  if (given !== undefined) return [given];
  const excluded =
    on(view, claim).some((condition) => !isPositive(condition)) ||
    denies(subject, view).some((barrier) => on(barrier, claim).length > 0);
  return excluded ? every : [undefined];
}

export function partOf(sub: string, name: string): string | undefined {
  return new RegExp(`(?:^|:)${name}:([^:]*)`).exec(sub)?.[1];
}

/** A value that satisfies the positive conditions on a claim, or at least the first of them. */
function demand(view: View, claim: string, version: Policy['version']): string | undefined {
  const demands = on(view, claim)
    .filter(isPositive)
    .map((condition) => patterns(condition, version));
  const texts = demands.flat().map((tokens) => fill(tokens));
  return (
    texts.find((text) => demands.every((values) => values.some((tokens) => compileGlob(tokens)(text)))) ??
    texts[0]
  );
}

import type { PartialRole, Unresolved, WrittenArtifact, WrittenRole } from '../artifact/index';
import type { Position } from '../errors';
import { CHECKS, runCatalog, type Finding, type Suppression } from '../catalog/index';
import type { Policy } from '../trust/index';
import type { JudgedTrust } from './judged-trust';
import { partialTrust, type PartialTrust } from './partial-trust';
import { readings, type TrustSources } from './read-trust';
import { inEveryCase } from './trust-in-cases';
import type { TrustChains } from './trust-chains';

interface Sources extends TrustSources {
  readonly suppressions?: readonly Suppression[];
  /** Seconds since 1970. */
  readonly now?: number;
  readonly locate?: (role: WrittenRole, pointer: string) => Position | undefined;
}

/** Each takes some ten runs of the catalog in each of its cases; of further ones only the reason is reported. */
const MAX_PARTLY_KNOWN = 50;

/**
 * The roles whose trust policy is known in part, as far as something can be told of them, and what stays unread.
 * @param taken keys of other roles
 * @param chainsOf what chains add to what is known of a role
 */
export function partlyKnown(
  input: Sources,
  taken: ReadonlySet<string>,
  chainsOf: TrustChains['factsOf'],
): { readonly trusts: readonly JudgedTrust[]; readonly unread: readonly Unresolved[] } {
  const trusts = new Map<string, JudgedTrust>();
  let taking = 0;
  for (const artifact of input.artifacts) {
    for (const role of artifact.partial ?? []) {
      const key = role.address;
      if (taking >= MAX_PARTLY_KNOWN || trusts.has(key) || taken.has(key)) continue;
      const judged = (one: PartialRole): PartialTrust | undefined =>
        partialTrust(one, (written, only, bound) =>
          findingsOf(input, artifact, written, chainsOf(key), only, bound),
        );
      const known = inEveryCase(role, judged) ?? judged(role);
      if (known === undefined) continue;
      taking += Math.max(1, (role.cases ?? []).filter(({ unknown }) => unknown.length > 0).length);
      const { written, shown, findings, because } = known;
      trusts.set(key, { key, written, findings, partly: { because, shown } });
    }
  }
  const unread = input.artifacts.flatMap(({ unresolved, partial = [] }) =>
    unresolved.filter((gap) => !partial.some((role) => trusts.has(role.address) && isAbout(gap, role))),
  );
  return { trusts: [...trusts.values()], unread };
}

/** Whether the judgement of the known part says more than the gap. */
export function isAbout({ address, concerns, reason }: Unresolved, role: PartialRole): boolean {
  return (
    concerns === 'trust' && address === role.address && role.unknown.some((part) => part.reason === reason)
  );
}

function findingsOf(
  input: Sources,
  artifact: WrittenArtifact,
  written: WrittenRole,
  chained: ReturnType<TrustChains['factsOf']>,
  only: ReadonlySet<string> | undefined,
  bound: Policy | undefined,
): readonly Finding[] | undefined {
  const [reading] = readings({ ...input, artifacts: [{ ...artifact, roles: [written] }] });
  if (reading === undefined || !('checkInput' in reading)) return undefined;
  return runCatalog(
    { ...reading.checkInput, ...chained, now: input.now, policy: bound ?? reading.checkInput.policy },
    {
      suppressions: (input.suppressions ?? []).filter(({ role }) => role === written.address),
      judgeUnused: false,
      checks: only === undefined ? undefined : CHECKS.filter(({ id }) => only.has(id)),
      locate: (pointer) =>
        input.locate?.(written, pointer) ?? written.positionAt?.(pointer) ?? written.position,
    },
  ).findings;
}

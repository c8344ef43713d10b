import {
  DEFAULT_SESSION_SECONDS,
  declaredArtifact,
  type Federation,
  type WrittenArtifact,
} from '../../policies/index';

/** Names of the roles that are written otherwise than a synth of the declaration would write them, in order. */
export function differingRoles(
  federation: Federation,
  artifacts: readonly WrittenArtifact[],
): readonly string[] {
  const written = rolesOf(artifacts);
  const declared = rolesOf([declaredArtifact(federation)]);
  const differ = [...new Set([...written.keys(), ...declared.keys()])].filter(
    (role) => written.get(role)?.text !== declared.get(role)?.text,
  );
  return [...new Set(differ.map((role) => ((declared.get(role) ?? written.get(role)) as ComparedRole).name))];
}

/** What is judged, and what is not: no command answers from old or edited Terraform without a word. */
export function differenceText(roles: readonly string[], out: string, file: string): string {
  const shown = roles.slice(0, 10).map((name) => `\`${name}\``);
  const names = [
    ...shown,
    ...(roles.length > shown.length ? [`${roles.length - shown.length} more`] : []),
  ].join(', ');
  const differ = roles.length === 1 ? 'differs' : 'differ';
  return `${out} was edited, or synthesized from another declaration than ${file} (${names} ${differ}): run a synth; this is about ${out}\n`;
}

interface ComparedRole {
  readonly name: string;
  readonly text: string;
}

/** Who may assume every role and what it may do then; one name may be in several accounts. */
function rolesOf(artifacts: readonly WrittenArtifact[]): ReadonlyMap<string, ComparedRole> {
  return new Map(
    artifacts.flatMap(({ roles }) =>
      roles.map(
        ({ name, address, account, document, permissions, maxSessionSeconds }): [string, ComparedRole] => [
          `${account ?? ''} ${name ?? address}`,
          {
            name: name ?? address,
            text: JSON.stringify([
              ordered(document),
              maxSessionSeconds ?? DEFAULT_SESSION_SECONDS,
              permissions.managed.toSorted(),
              permissions.inline.map((policy) => JSON.stringify(ordered(policy))).toSorted(),
              permissions.boundary,
            ]),
          },
        ],
      ),
    ),
  );
}

/** The same value with its members in order: JSON and HCL write them differently. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

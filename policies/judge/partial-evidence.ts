import type { CheckInput, Finding } from '../catalog/index';
import type { PolicyBounds } from './policy-bounds';

/**
 * Checks that find that some token can assume the role: what is found in the policy that admits the least is true of every policy above it.
 */
const OF_SOME_TOKEN: ReadonlySet<string> = new Set([
  'aws-principal-star',
  'any-project',
  'any-ref-of-project',
  'any-ref-type',
  'any-subject',
  'impostor-admitted',
  'look-alike-prefix',
  'merge-request-admitted',
  'open-context',
  'open-group-prefix',
  'open-id-prefix',
  'open-path-prefix',
  'open-ref-prefix',
  'open-ref-suffix',
  'open-tenant',
  'open-workload',
  'parent-pipeline-admitted',
  'pipeline-started-elsewhere',
  'admin-permissions-on-any-ref',
  'chain-from-any-ref',
  'chain-to-stronger-role',
  'trust-change-on-any-ref',
  'unprotected-ref-with-write',
]);

/** Checks that find that no token can: what is found in the policy that admits the most is true of every policy below it. */
const OF_NO_TOKEN: ReadonlySet<string> = new Set(['no-token-can-assume', 'dead-statement']);

/** Checks that look at elements, operators, keys, principals or permissions, and at no value of a condition. */
const OF_STRUCTURE: ReadonlySet<string> = new Set([
  'action-case',
  'action-wildcard',
  'duplicate-key-by-case',
  'federated-wildcard',
  'for-all-values',
  'foreign-account-provider',
  'invalid-sid',
  'not-action',
  'not-principal',
  'old-policy-version',
  'other-principals',
  'principal-not-a-provider',
  'provider-arn-malformed',
  'resource-in-trust-policy',
  'role-chain-entry',
  'unknown-operator',
  'unsupported-key',
  'wrong-action',
]);

/** @param input what the catalog looks at, with another policy in place of the one that it was made of */
type CatalogOf = (policy: CheckInput['policy'], only: ReadonlySet<string>) => readonly Finding[];

/** Whether a finding that is not certain may be wrong for a value that was not tried: that no token can assume a role is said by proof alone. */
export function needsProof({ check }: Finding): boolean {
  return OF_NO_TOKEN.has(check);
}

/** Which findings are certain whatever the unknown parts are: of the others it is only known that they hold for the values that were tried. */
export function certainFindings(
  findings: readonly Finding[],
  { atLeast, atMost }: PolicyBounds,
  catalogOf: CatalogOf,
): ReadonlySet<Finding> {
  const among = (ids: ReadonlySet<string>): ReadonlySet<string> =>
    new Set(findings.flatMap(({ check }) => (ids.has(check) ? [check] : [])));
  const found = (policy: CheckInput['policy'], ids: ReadonlySet<string>): readonly Finding[] => {
    const wanted = among(ids);
    return wanted.size === 0 ? [] : catalogOf(policy, wanted);
  };
  const proved = [...found(atLeast, OF_SOME_TOKEN), ...found(atMost, OF_NO_TOKEN)];
  return new Set(
    findings.filter((one) => OF_STRUCTURE.has(one.check) || proved.some((other) => isSame(one, other))),
  );
}

/** The same mistake at the same place. A bound may lack values, so that a place in a list is not a name: there what is said has to be the same. */
function isSame(one: Finding, other: Finding): boolean {
  if (one.check !== other.check || one.statement?.index !== other.statement?.index) return false;
  const list = one.pointer.replace(IN_LIST, '');
  if (list === one.pointer) return one.pointer === other.pointer;
  return list === other.pointer.replace(IN_LIST, '') && one.message === other.message;
}

const IN_LIST = /\/\d+$/;

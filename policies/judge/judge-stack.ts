import { formatPosition, quote } from '../errors';
import type { Federation } from '../federation/index';
import type { ProofObligation } from '../grant/index';
import { parsePolicy } from '../trust/index';
import { readTerraformJson } from '../artifact/index';
import { promisingRows } from './table/matrix';
import { declaredArtifact } from './declared-artifact';
import { judge } from './judge';
import { judgeProofs } from './judge-proofs';
import type { ProvableTrust } from './provable-trust';
import { brokenPromises } from './table/judge-table';
import { registration } from './written-role';
import type { JudgedTrust } from './judged-trust';
import type { Proof } from './judgement';
import type { Matrix } from './table/matrix';

/**
 * Judges one synthesized stack: reads the roles back from its text, runs the table against those of its account and the catalog
 * over every trust policy, and proves what is promised for all tokens. A promise that compares roles of two accounts is proved with
 * the stack of the first; the other role counts as declared. Suppressions of the federation take effect; warnings and notes break nothing.
 * @param account key of the account, which is the id of the stack
 * @param text the `cdk.tf.json` of the stack
 * @returns one line for each promise that does not hold, for each error that was found and for each thing that could not be read
 */
export function judgeStack(federation: Federation, account: string, text: string): readonly string[] {
  const isHere = (key: string): boolean => federation.roles.get(key)?.account.key === account;
  const roles = [...federation.roles].filter(([key]) => isHere(key));
  const prove = federation.prove.filter((promise) => rolesOf(promise).every(isHere));
  const { matrix, trusts, proofs } = judge({
    artifacts: [readTerraformJson(text, { file: `stacks/${account}/cdk.tf.json` })],
    federation: { ...federation, roles: new Map(roles), prove },
    suppressions: federation.suppress,
  });
  const across = federation.prove.filter(
    (promise) => !rolesOf(promise).every(isHere) && isHere(rolesOf(promise)[0] as string),
  );
  return [
    ...(matrix === undefined ? [] : brokenLines(matrix)),
    ...brokenProofs([...proofs, ...proofsAcross(federation, trusts, across)]),
    ...trusts.flatMap(errorLines),
  ];
}

function rolesOf(promise: ProofObligation): readonly string[] {
  return 'roles' in promise ? promise.roles : [promise.role];
}

function proofsAcross(
  federation: Federation,
  here: readonly JudgedTrust[],
  promises: readonly ProofObligation[],
): readonly Proof[] {
  if (promises.length === 0) return [];
  const keys = new Set(here.map(({ key }) => key));
  const declared = declaredArtifact(federation);
  const elsewhere = declared.roles.flatMap((written): readonly ProvableTrust[] => {
    const role = [...federation.roles.values()].find(({ key }) => written.address === `aws_iam_role.${key}`);
    if (role === undefined || keys.has(role.key)) return [];
    const parsed = parsePolicy(written.document);
    if (!parsed.ok) return [];
    return [{ key: role.key, policy: parsed.policy, provider: registration(role, federation, [declared]) }];
  });
  const written = here.map(({ key, policy, provider, issuers }): ProvableTrust => ({
    key,
    policy,
    provider,
    issuers,
  }));
  return judgeProofs(federation, [...written, ...elsewhere], promises);
}

/** One line for each proof that failed, or that nobody could finish. */
function brokenProofs(proofs: readonly Proof[]): readonly string[] {
  return proofs
    .filter(({ verdict }) => verdict !== 'proved')
    .map(({ property, reason, position, verdict }) => {
      const where = position === undefined ? '' : ` (${formatPosition(position)})`;
      const text = reason.startsWith(property) ? reason : `${property}: ${reason}`;
      return `${verdict === 'refuted' ? 'not for all tokens' : 'undecided'}${where}: ${text}`;
    });
}

/** One line for everything that keeps a matrix from holding. */
export function brokenLines(matrix: Matrix): readonly string[] {
  return [
    ...brokenPromises(matrix).map(({ message }) => message),
    ...matrix.deviations.map(({ role, message }) => {
      const rows = promisingRows(matrix, role);
      return rows.length === 0
        ? message
        : `${message}; promised by ${rows.length === 1 ? 'row' : 'rows'} ${rows.join(', ')}`;
    }),
    ...matrix.gaps.map(({ address, reason }) => `cannot tell what \`${address}\` admits: ${reason}`),
  ];
}

/** One line for each finding that is an error: the role, what is wrong, which check says so, and the fix. */
function errorLines({ key, declared, findings }: JudgedTrust): readonly string[] {
  const where = declared === undefined ? '' : ` (${formatPosition(declared.position)})`;
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ check, message, fix }) => `${quote(key)}${where}: ${message} (${quote(check)}); ${fix}`);
}

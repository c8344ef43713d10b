import { formatPosition, quote } from '../errors';
import type { Federation } from '../federation/index';
import { readTerraformJson } from '../trust/index';
import { promisingRows } from './as-meant';
import { judge } from './judge';
import { brokenPromises } from './judge-table';
import type { JudgedTrust } from './judgement';
import type { Matrix } from './matrix';

/**
 * Judges one synthesized stack: reads the roles back from its text, runs the table against those of its account, and the catalog
 * over every trust policy. Suppressions of the federation take effect; warnings and notes break nothing.
 * @param account key of the account, which is the id of the stack
 * @param text the `cdk.tf.json` of the stack
 * @returns one line for each promise that does not hold, for each error that was found and for each thing that could not be read
 */
export function judgeStack(federation: Federation, account: string, text: string): readonly string[] {
  const roles = [...federation.roles].filter(([, role]) => role.account.key === account);
  const { matrix, trusts } = judge({
    artifacts: [readTerraformJson(text, { file: `stacks/${account}/cdk.tf.json` })],
    federation: { ...federation, roles: new Map(roles) },
    suppressions: federation.suppress,
  });
  return [...(matrix === undefined ? [] : brokenLines(matrix)), ...trusts.flatMap(errorLines)];
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

import type { Federation } from '../federation/index';
import { readTerraformJson } from '../trust/index';
import { brokenPromises, judgeTable } from './judge-table';
import { promisingRows } from './as-meant';
import type { Matrix } from './matrix';

/**
 * Judges one synthesized stack: reads the roles back from its text and runs the table against those of its account.
 * @param account key of the account, which is the id of the stack
 * @param text the `cdk.tf.json` of the stack
 * @returns one line for each promise that does not hold and for each thing that could not be read
 */
export function judgeStack(federation: Federation, account: string, text: string): readonly string[] {
  const matrix = judgeTable(
    federation,
    [readTerraformJson(text, { file: `stacks/${account}/cdk.tf.json` })],
    account,
  );
  return brokenLines(matrix);
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

import type { Federation } from '../federation/index';
import { readTerraformJson } from '../trust/index';
import { brokenPromises, judgeTable } from './judge-table';

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
  return [
    ...brokenPromises(matrix).map(({ message }) => message),
    ...matrix.gaps.map(({ address, reason }) => `cannot tell what \`${address}\` admits: ${reason}`),
  ];
}

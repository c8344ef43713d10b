import { isBody, labelledBlocks, type Body } from './block';
import type { Unresolved } from './written';

/** Files of `terraform test` and `tofu test`, in the folder of a configuration and in `tests`. */
const TEST_FILE = /\.(?:tf|tofu)test\.(?:hcl|json)$/;

/** Whether a name is that of a file of `terraform test` or `tofu test`. */
export function isTestFile(name: string): boolean {
  return TEST_FILE.test(name);
}

/**
 * What a test makes in the account: a run applies the configuration, or another module, with values of its own, unless it says otherwise.
 * @param body the parsed file; nothing if it cannot be parsed
 * @see https://developer.hashicorp.com/terraform/language/tests
 */
export function appliedByTest(file: string, body: unknown): readonly Unresolved[] {
  if (isBody(body) && !applies(body)) return [];
  return [
    {
      address: file,
      concerns: 'module',
      reason:
        '`terraform test` applies the configuration with the values of this file, which is not read, and it may create a role: set `command = plan` in each run, or mock the provider (`mock_provider "aws" {}`)',
      position: { file, line: 1, column: 1 },
    },
  ];
}

function applies(body: Body): boolean {
  const runs = labelledBlocks(body.run, 1, []).map(({ body: run }) => run);
  if (runs.every(({ command }) => command === 'plan' || command === '${plan}')) return false;
  const mocked = labelledBlocks(body.mock_provider, 1, []).some(
    ({ labels: [name], body: mock }) => name === 'aws' && mock.alias === undefined,
  );
  const real = body.provider !== undefined || runs.some(({ providers }) => providers !== undefined);
  return !mocked || real;
}

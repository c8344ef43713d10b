import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How one run of a suite ended. */
export interface SuiteRun {
  readonly failed: readonly string[];
  readonly passed: number;
  /** What the suite says that it asked. */
  readonly inputs: number;
  readonly output: string;
}

/** Runs a suite of random tests with a seed of its own, one worker. */
export async function runSuite(root: string, suite: string, seed: number, long: boolean): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'refgate-siege-suite-'));
  const [results, counted] = [join(folder, 'results.json'), join(folder, 'rounds')];
  const { NODE_OPTIONS: _options, ...env } = process.env;
  try {
    const output = await new Promise<string>((resolve, reject) => {
      const jest = join(root, 'node_modules/jest/bin/jest.js');
      const child = spawn(
        process.execPath,
        [jest, '--maxWorkers=1', '--json', `--outputFile=${results}`, suite],
        {
          cwd: root,
          env: {
            ...env,
            REFGATE_SEED: String(seed),
            REFGATE_ROUNDS: counted,
            ...(long ? { REFGATE_FUZZ: 'long' } : {}),
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let text = '';
      child.stderr.on('data', (data: Buffer) => (text += data.toString('utf8')));
      child.on('error', reject);
      child.on('close', () => resolve(text));
    });
    return { ...resultsIn(results, output), inputs: roundsIn(counted), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsIn(file: string, output: string): Pick<SuiteRun, 'failed' | 'passed'> {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly numPassedTests: number;
      readonly testResults: readonly {
        readonly status: string;
        readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
      }[];
    };
    const failed = testResults.flatMap(({ status, assertionResults }) => {
      const names = assertionResults.filter((each) => each.status === 'failed').map((each) => each.fullName);
      return names.length === 0 && status === 'failed' ? ['the suite'] : names;
    });
    return { failed, passed: numPassedTests };
  } catch {
    return { failed: [`the suite did not run: ${output.slice(0, 200)}`], passed: 0 };
  }
}

function roundsIn(file: string): number {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .reduce((sum, line) => sum + Number(line), 0);
  } catch {
    return 0;
  }
}

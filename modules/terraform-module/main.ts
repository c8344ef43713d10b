import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatProblem, parseFederation, RefgateError } from '../../policies/index';
import { writeModule } from './write-module';

/**
 * `npm run module -- [--file federation.yaml] [--out terraform-module]`: the Terraform module, with the table of a declaration as its tests
 * and its accounts as examples. Exit code 2 = it cannot be read, or not be written as Terraform.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      file: { type: 'string', default: 'federation.yaml' },
      out: { type: 'string', default: 'terraform-module' },
    },
  });
  try {
    const parsed = parseFederation(readFileSync(values.file, 'utf8'), values.file);
    if (!parsed.ok) throw new RefgateError(parsed.problems);
    for (const file of await writeModule(parsed.federation, values.out)) process.stdout.write(`${file}\n`);
    return 0;
  } catch (error) {
    const lines =
      error instanceof RefgateError ? error.problems.map(formatProblem) : [(error as Error).message];
    process.stderr.write(`${lines.join('\n')}\n`);
    return 2;
  }
}

void main().then((code) => {
  process.exitCode = code;
});

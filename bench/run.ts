/**
 * `npm run bench` times everything; `npm run bench -- evaluation` one section. Prints Markdown tables. `--once` does everything one
 * time, to see that it runs. `--check` compares with `bench/baseline.json` and fails on a loss, `--update` writes it; `--counters` limits both
 * to what is counted, `--baseline=FILE` names another file.
 */
import { audit } from './audit';
import { chains } from './chains';
import { commands } from './commands';
import { evaluation } from './evaluation';
import { guard } from './guard/guard';
import { matrix } from './matrix';
import { organisation } from './organisation';
import { prover } from './prover';
import { scale } from './scale/scale';
import type { Section } from './section';
import { sts } from './sts';
import { subjects } from './subjects';

const SECTIONS: readonly Section[] = [
  evaluation,
  prover,
  matrix,
  chains,
  sts,
  commands,
  organisation,
  scale,
  audit,
  subjects,
];

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--check') || words.includes('--update')) {
    process.exitCode = guard({
      update: words.includes('--update'),
      countersOnly: words.includes('--counters'),
      baseline: words.find((word) => word.startsWith('--baseline='))?.slice('--baseline='.length),
    });
    return;
  }
  const effort = words.includes('--once') ? 'once' : 'full';
  const wanted = words.filter((word) => !word.startsWith('--')).map((word) => word.toLowerCase());
  const chosen = SECTIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (chosen.length === 0) {
    process.stderr.write(`no such section; there are: ${SECTIONS.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 2;
  }
  for (const section of chosen) {
    process.stdout.write(`### ${section.name}\n\n${await section.text(effort)}\n\n`);
  }
}

void main(process.argv.slice(2));

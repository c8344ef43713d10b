/**
 * `npm run bench` times everything; `npm run bench -- evaluation` one section. Prints Markdown tables.
 */
import { evaluation } from './evaluation';
import { toMarkdown, type Section } from './section';

const SECTIONS: readonly Section[] = [evaluation];

async function main(wanted: readonly string[]): Promise<void> {
  const chosen = SECTIONS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => word.toLowerCase() === name.toLowerCase()),
  );
  if (chosen.length === 0) {
    process.stderr.write(`no such section; there are: ${SECTIONS.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 2;
  }
  for (const { name, rows } of chosen) process.stdout.write(`${toMarkdown(name, await rows())}\n\n`);
}

void main(process.argv.slice(2));

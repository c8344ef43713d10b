/**
 * `npm run bench` times everything; `npm run bench -- evaluation` one section. Prints Markdown tables.
 */
import { evaluation } from './evaluation';
import { organisation } from './organisation';
import { toMarkdown, type Section, type TextSection } from './section';

const SECTIONS: readonly (Section | TextSection)[] = [evaluation, organisation];

async function main(wanted: readonly string[]): Promise<void> {
  const chosen = SECTIONS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => word.toLowerCase() === name.toLowerCase()),
  );
  if (chosen.length === 0) {
    process.stderr.write(`no such section; there are: ${SECTIONS.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 2;
  }
  for (const section of chosen) {
    const text = 'text' in section ? await section.text() : toMarkdown(section.name, await section.rows());
    process.stdout.write(`${text}\n\n`);
  }
}

void main(process.argv.slice(2));

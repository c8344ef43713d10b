import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Where the compiler finds something. */
interface Complaint {
  readonly file: string;
  /** The line, without the white space around it. */
  readonly text: string;
}

/** A copy of the sources in which a step of a recipe is taken, to see what the compiler says. */
export class SourceCopy {
  /** Below `node_modules`, so that packages are found from there. */
  private readonly folder = join(ROOT, 'node_modules/.cache/refgate-recipes', String(process.pid));
  private readonly changed = new Set<string>();

  constructor() {
    mkdirSync(this.folder, { recursive: true });
    const options = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
      readonly compilerOptions: object;
    };
    writeFileSync(
      join(this.folder, 'tsconfig.json'),
      JSON.stringify({ ...options, include: ['policies', 'net', 'cli'], exclude: [] }),
    );
    for (const name of ['policies', 'net', 'cli', 'package.json'])
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
  }

  /** Puts the files that were changed back as they are. */
  restore(): void {
    for (const file of this.changed) cpSync(join(ROOT, file), join(this.folder, file));
    this.changed.clear();
  }

  /**
   * Inserts a line before the only line that is equal to another one, white space aside.
   * @throws Error when there is not exactly one such line: then the recipe is out of date
   */
  insertBefore(file: string, anchor: string, line: string): void {
    const lines = readFileSync(join(this.folder, file), 'utf8').split('\n');
    const places = lines.flatMap((text, index) => (text.trim() === anchor ? [index] : []));
    if (places.length !== 1)
      throw new Error(`\`${anchor}\` is ${places.length} times in ${file}, expected once`);
    lines.splice(places[0]!, 0, line);
    this.changed.add(file);
    writeFileSync(join(this.folder, file), lines.join('\n'));
  }

  /** The lines that do not compile, sorted by file; none when all do. */
  complaints(): readonly Complaint[] {
    try {
      execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', this.folder], {
        cwd: this.folder,
        encoding: 'utf8',
      });
      return [];
    } catch (error) {
      const output = String((error as { readonly stdout?: unknown }).stdout);
      const places = [...output.matchAll(/^(\S+\.ts)\((\d+),\d+\): error/gm)];
      if (places.length === 0) throw error;
      const complaints = places.map(([, file = '', line = '']): Complaint => ({
        file,
        text: readFileSync(join(this.folder, file), 'utf8').split('\n')[Number(line) - 1]?.trim() ?? '',
      }));
      const unique = new Map(complaints.map((complaint) => [JSON.stringify(complaint), complaint]));
      return [...unique.values()].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

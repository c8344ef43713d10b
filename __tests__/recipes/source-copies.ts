import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Where the compiler finds something. */
export interface Complaint {
  /** From the root of the sources, as in the whole copy: `policies/report/render-report.ts`. */
  readonly file: string;
  /** The line, without the white space around it. */
  readonly text: string;
}

/** The sources with some steps taken. */
export interface Variant {
  /** Inserts a line before the only line that is equal to another one, white space aside. */
  readonly insertBefore: (file: string, anchor: string, line: string) => void;
}

/**
 * Copies of the sources in which steps of recipes are taken, to see what the compiler says. One run of the compiler reads all of them: a
 * copy of a single layer of `policies/` stands beside that layer, so that it imports the others from the whole copy.
 */
export class SourceCopies {
  /** Below `node_modules`, so that packages are found from there. */
  private readonly folder = join(ROOT, 'node_modules/.cache/refgate-recipes', String(process.pid));
  private readonly layers: string[] = [];
  private found: readonly (Complaint & { readonly copy: string })[] | undefined;

  constructor() {
    mkdirSync(this.folder, { recursive: true });
    const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
      readonly compilerOptions: Readonly<Record<string, unknown>>;
    };
    const { incremental: _incremental, tsBuildInfoFile: _file, ...options } = compilerOptions;
    writeFileSync(
      join(this.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['policies', 'net', 'cli'], exclude: [] }),
    );
    for (const name of ['policies', 'net', 'cli', 'package.json'])
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
  }

  /** All sources. */
  get whole(): Variant {
    return { insertBefore: (file, anchor, line) => this.insert(file, file, anchor, line) };
  }

  /**
   * A copy of one layer, with the others as they are in the whole copy.
   * @param layer such as `policies/gitlab`
   * @returns the variant, with a name for its complaints
   */
  ofLayer(layer: string): Variant & { readonly copy: string } {
    const copy = `${layer}~${this.layers.push(layer)}`;
    cpSync(join(ROOT, layer), join(this.folder, copy), { recursive: true });
    return {
      copy,
      insertBefore: (file, anchor, line) => {
        if (!file.startsWith(`${layer}/`)) throw new Error(`\`${file}\` is not in \`${layer}\``);
        this.insert(file, `${copy}${file.slice(layer.length)}`, anchor, line);
      },
    };
  }

  /**
   * The lines that do not compile, sorted by file; none when all do.
   * @param copy the name of a variant. @default the whole copy
   */
  complaints(copy = ''): readonly Complaint[] {
    this.found ??= this.compile();
    return this.found.filter((one) => one.copy === copy).map(({ file, text }) => ({ file, text }));
  }

  /** @throws Error when there is not exactly one such line: then the recipe is out of date */
  private insert(name: string, file: string, anchor: string, line: string): void {
    if (this.found !== undefined) throw new Error('the sources have been compiled');
    const lines = readFileSync(join(this.folder, file), 'utf8').split('\n');
    const places = lines.flatMap((text, index) => (text.trim() === anchor ? [index] : []));
    if (places.length !== 1)
      throw new Error(`\`${anchor}\` is ${places.length} times in ${name}, expected once`);
    lines.splice(places[0]!, 0, line);
    writeFileSync(join(this.folder, file), lines.join('\n'));
  }

  private compile(): readonly (Complaint & { readonly copy: string })[] {
    const places = [...this.output().matchAll(/^(\S+\.ts)\((\d+),\d+\): error/gm)];
    const complaints = places.map(([, path = '', line = '']) => {
      const copy = /^[^~]+~\d+(?=\/)/.exec(path)?.[0] ?? '';
      return {
        copy,
        file: path.replace(/~\d+(?=\/)/, ''),
        text: readFileSync(join(this.folder, path), 'utf8').split('\n')[Number(line) - 1]?.trim() ?? '',
      };
    });
    const unique = new Map(complaints.map((complaint) => [JSON.stringify(complaint), complaint]));
    return [...unique.values()].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  }

  /** What the compiler prints; several threads of it would check what they share once each. */
  private output(): string {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    try {
      return execFileSync(process.execPath, [tsc, '-p', '.', '--singleThreaded', '--pretty', 'false'], {
        cwd: this.folder,
        encoding: 'utf8',
      });
    } catch (error) {
      const output = String((error as { readonly stdout?: unknown }).stdout);
      if (!output.includes('error TS')) throw error;
      return output;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

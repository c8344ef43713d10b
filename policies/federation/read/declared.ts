import { quote } from '../../errors';
import type { Fault } from '../../limits/index';
import { didYouMean } from '../../trust/index';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

/** The entries of a section by their keys. An entry that is wrong is known by its key and has no value. */
export class Declared<T> {
  private readonly values = new Map<string, T | undefined>();

  constructor(
    private readonly word: 'project' | 'account' | 'role',
    private readonly remedy = `declare it under \`${word}s\``,
  ) {}

  /** Entries that were read before. */
  static from<T>(
    word: 'project' | 'account' | 'role',
    entries: ReadonlyMap<string, T>,
    remedy?: string,
  ): Declared<T> {
    const declared = new Declared<T>(word, remedy);
    for (const [key, value] of entries) declared.declare(key, value);
    return declared;
  }

  declare(key: string, value: T | undefined): void {
    this.values.set(key, value);
  }

  /** What the key at the path stands for; reports a key that nothing is declared under. */
  resolve(collector: ProblemCollector, key: string | undefined, path: Path): T | undefined {
    if (key === undefined) return undefined;
    if (this.values.has(key)) return this.values.get(key);
    // Without any entry the section itself has been reported.
    if (this.values.size === 0) return undefined;
    const guess = didYouMean(key, this.values.keys());
    collector.atValue(path, {
      code: 'ERR_REFERENCE',
      message: `unknown ${this.word} ${quote(key)}`,
      expected:
        guess !== undefined
          ? undefined
          : `one of ${[...this.values.keys()].slice(0, 10).map(quote).join(', ')}`,
      fix: guess ?? this.remedy,
    });
    return undefined;
  }

  /** The entries that are right, in the order of the file. */
  entries(): ReadonlyMap<string, T> {
    return new Map([...this.values].flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  }
}

/** Keys name Terraform resources and are typed on command lines. */
export function keyFault(kind: 'project' | 'account' | 'role', key: string): Fault | undefined {
  if (key in Object.prototype) {
    return {
      code: kind === 'role' ? 'ERR_ROLE_NAME' : 'ERR_SCHEMA',
      message: `${quote(key)} cannot be the key of ${kind === 'account' ? 'an' : 'a'} ${kind}: the construct tree keeps the name`,
      fix:
        kind === 'role'
          ? `use another key, and ${quote(`name: ${key}`)} for the name in AWS`
          : 'use another key',
    };
  }
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(key)) return undefined;
  return {
    code: kind === 'role' ? 'ERR_ROLE_NAME' : 'ERR_SCHEMA',
    message: `${quote(key)} cannot be the key of ${kind === 'account' ? 'an' : 'a'} ${kind}`,
    expected: 'a letter or `_`, then at most 63 letters, digits, `_` or `-`',
    fix: kind === 'role' ? 'use another key; the name in AWS can be given as `name:`' : 'use another key',
  };
}

/** The keys of a section in the order of the file; none when the section is missing or wrong. */
export function sectionKeys(collector: ProblemCollector, path: Path): readonly string[] {
  const value = collector.tree.find(path)?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return [...(collector.tree.find(path)?.children?.keys() ?? [])];
}

/** How many entries a list has; none when it is missing or wrong. */
export function listLength(collector: ProblemCollector, path: Path): number {
  const value = collector.tree.find(path)?.value;
  return Array.isArray(value) ? value.length : 0;
}

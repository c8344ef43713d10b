import { isAbsolute, posix } from 'node:path';
import { localTemplates, RefgateError, type NestedTemplate } from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { readText } from './text-input';

/** More templates than this are not read for one input. */
const MAX_TEMPLATES = 500;

/** The templates that others name by a path. */
export interface NestedTemplates {
  readonly find: (file: string | undefined, reference: string) => NestedTemplate | undefined;
  readonly files: ReadonlySet<string>;
}

/**
 * Reads the templates that templates name by a local path, and those that these name. One that is not there, or is not a template, is
 * omitted: the stack that names it is then reported as not judged.
 * @param assets the files of an assembly, by the names that they have as assets
 */
export async function nestedTemplates(
  files: readonly NestedTemplate[],
  terminal: Terminal,
  assets: ReadonlyMap<string, string> = new Map(),
): Promise<NestedTemplates> {
  const besides = (file: string, reference: string): string => {
    const path = isAbsolute(reference) ? reference : posix.join(posix.dirname(file), reference);
    return assets.get(path) ?? path;
  };
  const found = new Map<string, NestedTemplate>();
  const open = [...files];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const reference of referencesOf(next)) {
      const file = besides(next.file, reference);
      if (found.has(file) || found.size >= MAX_TEMPLATES) continue;
      const template = await templateAt(file, terminal);
      if (template === undefined) continue;
      found.set(file, template);
      open.push(template);
    }
  }
  return {
    find: (file, reference) => (file === undefined ? undefined : found.get(besides(file, reference))),
    files: new Set(found.keys()),
  };
}

function referencesOf({ text, file }: NestedTemplate): readonly string[] {
  try {
    return localTemplates(text, file);
  } catch (error) {
    // the reader of the template reports it
    if (error instanceof RefgateError) return [];
    throw error;
  }
}

async function templateAt(file: string, terminal: Terminal): Promise<NestedTemplate | undefined> {
  try {
    const text = await readText(file, terminal);
    localTemplates(text, file);
    return { text, file };
  } catch (error) {
    if (error instanceof RefgateError) return undefined;
    throw error;
  }
}

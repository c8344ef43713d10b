import { existsSync } from 'node:fs';
import {
  mayHoldDeclaredRole,
  mayHoldRoleOfTokens,
  type Federation,
  type WrittenArtifact,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { readFederation } from './federation-file';
import type { ReadInput } from './together';

interface Options {
  /** The declaration. */
  readonly file: string;
  /** Whether the user named it. @default false */
  readonly fileNamed?: boolean;
  /** Take it for its projects, whatever roles the input holds. @default false */
  readonly forProjects?: boolean;
  /** Whether what it promises is judged. @default false */
  readonly judgesPromises?: boolean;
}

/** The declaration beside inputs that are none. */
export interface DeclarationBeside {
  readonly federation?: Federation;
  /** It is about the inputs. */
  readonly isUsed: boolean;
  /** What it promises and cannot be read. */
  readonly unread: readonly WrittenArtifact[];
}

/**
 * The declaration that the user named, or the one of the folder.
 * @throws RefgateError when the named one cannot be read
 */
export async function declarationBeside(
  file: string,
  others: readonly ReadInput[],
  options: Options,
  terminal: Terminal,
): Promise<DeclarationBeside> {
  if (options.fileNamed === true)
    return { federation: await readFederation(file, options.file), isUsed: true, unread: [] };
  if (!existsSync(file)) return { isUsed: false, unread: [] };
  const found = await readBystander(file, options.file);
  if ('broken' in found)
    return { isUsed: false, unread: unreadDeclaration(found.broken, others, options, terminal) };
  const isUsed = options.forProjects === true || mayHoldDeclaredRole(found, artifactsOfRoles(others));
  return { federation: found, isUsed, unread: [] };
}

/** The declaration of the folder, which the user did not name, or why it cannot be read. */
async function readBystander(file: string, name: string): Promise<Federation | { readonly broken: string }> {
  try {
    return await readFederation(file, name);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RefgateError') throw error;
    return { broken: error.message.split('\n')[0] ?? '' };
  }
}

/** What is asked of a broken declaration that lies beside an input: where its promises count, they may be about the roles of the input. */
function unreadDeclaration(
  why: string,
  others: readonly ReadInput[],
  { file, judgesPromises = false }: Options,
  terminal: Terminal,
): readonly WrittenArtifact[] {
  if (!judgesPromises || !mayHoldRoleOfTokens(artifactsOfRoles(others))) {
    terminal.err(`\`${file}\` cannot be read and is not used: ${why}\n`);
    return [];
  }
  const reason = `the declaration cannot be read, and what it promises of these roles is not judged: ${why}; repair it, or name another one with \`--file\``;
  return [{ roles: [], providers: [], unresolved: [{ address: file, concerns: 'module', reason }] }];
}

/** A bare policy is of no role of its own. */
function artifactsOfRoles(inputs: readonly ReadInput[]): readonly WrittenArtifact[] {
  return inputs.flatMap(({ kind, artifacts }) => (kind === 'policy' ? [] : artifacts));
}

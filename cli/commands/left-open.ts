import type { OpenTrust, Unresolved } from '../../policies/index';

/** One line for each trust policy that could not be read: a command that leaves one out must not say that all is well. */
export function leftOpen(
  unread: readonly Unresolved[],
  malformed: readonly string[] = [],
): readonly string[] {
  const lines = unread.map(({ address, reason, position }) => {
    const place =
      position === undefined ? '' : ` (${position.file ?? ''}:${position.line}:${position.column})`;
    return `? ${address}${place}: not judged: ${reason}`;
  });
  return [...new Set([...lines, ...malformed.map((key) => `? ${key}: its trust policy is malformed`)])];
}

/** What a partly known role depends on, as the rest of a sentence about it. */
export function openReason({ open: { because } }: OpenTrust): string {
  return because.startsWith('depends on') ? because : `is partly known: ${because}`;
}

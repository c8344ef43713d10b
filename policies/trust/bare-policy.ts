import { RefgateError } from '../errors';
import { JsonPositions, parseJsonText } from './json-text';
import type { WrittenArtifact } from './terraform/written';

/**
 * Reads a file that is one trust policy and nothing else. It names no role and no account.
 * @param file its name, also the address of the policy
 * @throws {RefgateError} `ERR_JSON`: not JSON
 */
export function readBarePolicy(text: string, file = 'policy'): WrittenArtifact {
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const positions = new JsonPositions(text, file);
  const role = {
    address: file,
    document: parsed.value,
    text,
    position: positions.at([]),
    positionAt: (pointer: string) => positions.atPointer(pointer),
    permissions: { managed: [], inline: [] },
  };
  return { roles: [role], providers: [], unresolved: [] };
}

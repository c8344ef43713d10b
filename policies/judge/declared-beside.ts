import { breakGlassInWords, meetingRequest, requestInWords } from '../grant/index';
import type { ProvableTrust } from './provable-trust';

/** What the declaration of a role says beside its trust in tokens. */
export interface DeclaredBeside {
  /** What a request must meet, in words, and the keys of one that does; absent where nothing is demanded of it. */
  readonly request?: { readonly words: readonly string[]; readonly keys: Readonly<Record<string, string>> };
  /** Who needs no token, in words; absent where no one is declared. */
  readonly breakGlass?: string;
}

/** Both in words; empty for a role that nobody declared. */
export function declaredBeside({ declared }: Pick<ProvableTrust, 'declared'>): DeclaredBeside {
  if (declared === undefined) return {};
  const { grant } = declared;
  const words = requestInWords(grant);
  const request = words.length === 0 ? undefined : { words, keys: Object.fromEntries(meetingRequest(grant)) };
  return { request, breakGlass: breakGlassInWords(grant) };
}

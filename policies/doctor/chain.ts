import type { CertificateFacts } from './facts';

/** The certificates of a server, told apart by what they are for. Places are those in which they were sent. */
export interface ChainReading {
  /** From the certificate of the server towards its root. */
  readonly path: readonly number[];
  /** Certificates that were sent before already. */
  readonly duplicates: readonly number[];
  /** Certificates that are neither. */
  readonly extra: readonly number[];
  readonly isOrdered: boolean;
}

/** Puts a chain in order, from its first certificate. */
export function readChain(chain: readonly CertificateFacts[]): ChainReading {
  const firstPlace = new Map<string, number>();
  const duplicates = chain.flatMap(({ sha256 }, place) => {
    if (firstPlace.has(sha256)) return [place];
    firstPlace.set(sha256, place);
    return [];
  });
  const path = [0];
  for (;;) {
    const next = chain[path.at(-1) as number]?.signedBy.find(
      (place) => !path.includes(place) && !duplicates.includes(place),
    );
    if (next === undefined) break;
    path.push(next);
  }
  const extra = [...chain.keys()].filter((place) => !path.includes(place) && !duplicates.includes(place));
  const isOrdered = path.every((place, index) => index === 0 || place > (path[index - 1] as number));
  return { path, duplicates, extra, isOrdered };
}

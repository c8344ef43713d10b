const PRIME = 0x100000001b3n;

/** Sixteen hexadecimal digits that stay the same as long as the parts do (FNV-1a, 64 bits; names things, protects nothing). */
function fingerprint(parts: readonly string[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(parts))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}

/** Makes equal fingerprints different by counting them, in order. */
export function fingerprinter(): (parts: readonly string[]) => string {
  const seen = new Map<string, number>();
  return (parts) => {
    const key = JSON.stringify(parts);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return fingerprint(before === 0 ? parts : [...parts, String(before)]);
  };
}

/** In what two issuers differ, where it is one thing that is easily overlooked. */
export function difference(left: string, right: string): string | undefined {
  const bare = (text: string): string => text.replace(/\/+$/, '');
  if (bare(left) === bare(right)) return 'they differ in the slash at the end';
  if (left.toLowerCase() === right.toLowerCase()) return 'they differ in upper and lower case';
  if (left.replace(/^http:/, 'https:') === right.replace(/^http:/, 'https:'))
    return 'they differ in http and https';
  const [one, other] = [urlOf(left), urlOf(right)];
  if (one === undefined || other === undefined) return undefined;
  if (one.hostname !== other.hostname) return 'they differ in the host';
  if (one.port !== other.port) return 'they differ in the port';
  return one.pathname === other.pathname ? undefined : 'they differ in the path';
}

/** The URL that a value is, if it is one. */
export function urlOf(value: unknown): URL | undefined {
  try {
    return typeof value === 'string' ? new URL(value) : undefined;
  } catch {
    return undefined;
  }
}

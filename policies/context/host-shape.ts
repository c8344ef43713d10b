/**
 * Whether a host with its path has a shape such as `oidc.eks.{region}.amazonaws.com/id/{cluster}`. `{…}` is one label of the host or one
 * segment of the path, and as the whole host any host; everything else is compared exactly.
 */
export function hasShape(host: string, shape: string): boolean {
  const [authority = '', ...path] = host.split('/');
  const [wantedAuthority = '', ...wantedPath] = shape.split('/');
  const isAnyHost = PLACEHOLDER.test(wantedAuthority);
  return (
    (isAnyHost ? authority !== '' : sameParts(authority.split('.'), wantedAuthority.split('.'))) &&
    sameParts(path, wantedPath)
  );
}

const PLACEHOLDER = /^\{[^{}]*\}$/;

function sameParts(parts: readonly string[], wanted: readonly string[]): boolean {
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => {
      const expected = wanted[index] as string;
      return PLACEHOLDER.test(expected) ? part !== '' : part === expected;
    })
  );
}

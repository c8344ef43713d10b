/**
 * Whether a version meets a constraint such as `>= 1.2, < 2.0` or `~> 5.4`. What cannot be read is not met.
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function satisfies(version: string, constraint: string): boolean {
  const found = parse(version);
  if (found === undefined) return false;
  return constraint.split(',').every((part) => meets(found, part.trim()));
}

interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

function parse(text: string): Version | undefined {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (match === null) return undefined;
  return { numbers: (match[1] ?? '').split('.').map(Number), prerelease: match[2] ?? '' };
}

function meets(version: Version, text: string): boolean {
  const [, operator = '', rest = ''] = /^(=|!=|>=|<=|>|<|~>)?\s*(.*)$/s.exec(text) ?? [];
  const bound = parse(rest);
  if (bound === undefined) return false;
  const order = compare(version, bound);
  // a prerelease is selected only by a constraint that names it
  if (version.prerelease !== '' && !(order === 0 && (operator === '' || operator === '='))) return false;
  switch (operator) {
    case '':
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default: {
      const fixed = Math.max(1, bound.numbers.length - 1);
      return (
        order >= 0 &&
        bound.numbers.slice(0, fixed).every((number, at) => (version.numbers[at] ?? 0) === number)
      );
    }
  }
}

function compare(a: Version, b: Version): number {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '') return 1;
  if (b.prerelease === '') return -1;
  return a.prerelease < b.prerelease ? -1 : 1;
}

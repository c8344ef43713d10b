import { quote } from '../../errors';
import { Unknown, ValueSet, fail, type Value } from './value';
import { joinPath, type Workspace } from './workspace';

/**
 * The files below a directory whose paths match a pattern.
 * @throws {RefgateError} `ERR_TERRAFORM`: a pattern that Terraform would refuse
 * @see https://developer.hashicorp.com/terraform/language/functions/fileset
 */
export function fileset(path: string, pattern: string, { source, missing }: Workspace): Value {
  const directory = joinPath('.', path);
  const files = source.listings?.get(directory);
  if (files === undefined) {
    if (source.listings?.has(directory) !== true) missing({ kind: 'listing', path: directory });
    const expression = `fileset(${JSON.stringify(path)}, ${JSON.stringify(pattern)})`;
    return new Unknown(`the files below ${quote(path)} are not known`, expression);
  }
  const segments = pattern.split('/').filter((segment) => segment !== '.');
  if (segments.includes('..')) return fail('a pattern of `fileset` that leaves its directory is not judged');
  const alternatives = segments.map((segment) => (segment === '**' ? '**' : segmentTest(segment)));
  return new ValueSet(files.filter((file) => matches(file.split('/'), alternatives)));
}

type SegmentTest = '**' | ((name: string) => boolean);

/** Cost: segments of the path times segments of the pattern. */
function matches(names: readonly string[], pattern: readonly SegmentTest[]): boolean {
  let open = [...Array<boolean>(names.length).fill(false)];
  open = [true, ...open];
  for (const test of pattern) {
    open = open.map((_, at) => {
      if (test === '**') return open.slice(0, at + 1).includes(true);
      const name = names[at - 1];
      return name !== undefined && open[at - 1] === true && test(name);
    });
  }
  return open.at(-1) === true;
}

/**
 * One segment: `*`, `?`, `[…]` and `{a,b}`.
 * @see https://pkg.go.dev/github.com/bmatcuk/doublestar#Match
 */
function segmentTest(segment: string): (name: string) => boolean {
  let source = '';
  let depth = 0;
  for (const part of segment.match(/\[[!^]?\]?[^\]]*\]|\\.|\*+|./gsu) ?? []) {
    if (part.startsWith('*')) source += '[^/]*';
    else if (part === '?') source += '[^/]';
    else if (part === '{') [source, depth] = [`${source}(?:`, depth + 1];
    else if (part === '}' && depth > 0) [source, depth] = [`${source})`, depth - 1];
    else if (part === ',' && depth > 0) source += '|';
    else if (part.length > 2 && part.startsWith('[')) source += classOf(part);
    else source += escaped(part.replace(/^\\(?=.)/s, ''));
  }
  if (depth > 0) return fail(`the pattern ${quote(segment)} of \`fileset\` has an open brace`);
  const expression = new RegExp(`^${source}$`, 'su');
  return (name) => expression.test(name);
}

function classOf(part: string): string {
  const negated = /^\[[!^]/.test(part);
  const inner = part.slice(negated ? 2 : 1, -1);
  return `[${negated ? '^' : ''}${inner.replace(/[\\[\]^]/g, '\\$&')}]`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

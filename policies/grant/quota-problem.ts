import type { Problem } from '../errors';
import { quote } from '../errors';
import type { PolicyDocument, StatementDocument } from '../trust/index';

/** What the quota on trust policies can be raised to. */
const LARGEST_QUOTA = 8192;
const MAX_LINES = 12;

export interface TooLong {
  /** In the shortest form that refgate writes: by the steps of {@link COMPACTION}, not by a search over all forms. */
  readonly document: PolicyDocument;
  /** Names of its statements, in order. */
  readonly names: readonly string[];
  readonly quota: number;
  readonly sizeOf: (part: PolicyDocument | StatementDocument) => number;
  /** How many entries the role's `trust` has. */
  readonly entries: number;
  /** Characters of the shortest policy for some of the entries, from `first` up to but not including `end`. */
  readonly sizeOfEntries: (first: number, end: number) => number;
}

/** What takes the space, and which entries of `trust` fit into roles of their own. */
export function quotaProblem(tooLong: TooLong): Problem {
  const { document, names, quota, sizeOf } = tooLong;
  const size = sizeOf(document);
  const sizes = document.Statement.map((statement, index) => ({
    name: names[index] ?? '',
    size: sizeOf(statement),
  })).toSorted((a, b) => b.size - a.size);
  const rest = sizes.length > MAX_LINES ? `, and ${sizes.length - MAX_LINES} more` : '';
  const listed = sizes.slice(0, MAX_LINES).map(({ name, size: part }) => `${quote(name)} ${part}`);
  const raise =
    size <= LARGEST_QUOTA ? '; or have quota L-C07B4B0D raised and say so under `quotas` of the account' : '';
  return {
    code: 'ERR_QUOTA',
    message: 'the trust policy is too long, also in the shortest form that refgate writes',
    got: `${size} characters in ${document.Statement.length} ${plural('statement', document.Statement.length)}: ${listed.join(', ')}${rest}`,
    expected: `at most ${quota} characters`,
    fix: `${splitAdvice(tooLong)}${raise}`,
  };
}

/** As many entries as fit into each role, in their order. */
function splitAdvice({ entries, quota, sizeOfEntries }: TooLong): string {
  const roles: string[] = [];
  for (let first = 0; first < entries;) {
    const alone = sizeOfEntries(first, first + 1);
    if (alone > quota) {
      return `entry ${first + 1} of its \`trust\` alone has ${alone} characters: cover its refs with patterns, or divide them between roles`;
    }
    let end = first + 1;
    while (end < entries && sizeOfEntries(first, end + 1) <= quota) end += 1;
    roles.push(end === first + 1 ? `${end}` : `${first + 1} to ${end}`);
    first = end;
  }
  return `split it into ${roles.length} roles, with the entries ${roles.slice(0, -1).join(', ')} and ${roles.at(-1)} of its \`trust\``;
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

import { isText, listedStrings, type AllowedStrings } from '../artifact/index';
import { quote } from '../errors';
import type { FreePart } from './partial-policy';

/** Whole subjects. */
const WHOLE = [
  '*',
  'project_path:*',
  'project_path:refgate-unknown/0:*',
  '',
  'x',
  '?*',
  'project_path:?/?:ref_type:tag:ref:v1',
  'repo:a/b:ref:refs/heads/main',
];
/** Parts of subjects, and values of other keys. */
const INNER = [
  '*',
  'x',
  '',
  '7',
  'true',
  'sts.amazonaws.com',
  'main',
  'a*',
  '?',
  'push',
  'a/b:ref_type:branch:ref:main',
  '12:x',
];

/** Such as no policy names. */
const MADE_LITERALS = { path: 'refgate-unknown/0', group: 'refgate-unknown', id: '918273645' } as const;

/** What GitLab may have made. */
const MADE = {
  path: ['acme/web', 'a/b-c/d.e', 'x_y/z'],
  group: ['acme', 'a-b', 'x.y'],
  id: ['101', '7'],
} as const;

/** What may be in a gap of a form. */
const FILLERS = [
  'refgate-unknown/0',
  'refgate-unknown-0',
  'refgateunknown',
  'refgate-unknown/0:ref_type:branch:ref:main',
  'x',
  'a/b',
  'v1.0.0',
  '918273645',
  '7',
  '',
  '*',
  'x*',
  '?',
  'main',
  'branch',
  'true',
];

/** Of a string that can be listed, so many are tried. */
const MAX_LISTED = 16;

/** A string that no policy names, without a wildcard where that is possible. */
function literal(index: number, part: FreePart): string {
  const { subject, madeByGitlab, allowed } = part;
  if (madeByGitlab !== undefined) return MADE_LITERALS[madeByGitlab];
  const usual = subject
    ? `project_path:refgate-unknown/${index}:ref_type:branch:ref:main`
    : `refgate-unknown/${index}`;
  if (allowed?.refuses(usual) !== true) return usual;
  return fitting(allowed)[0] ?? usual;
}

/** Strings that a limited part can be, those without wildcards first. */
function fitting(allowed: AllowedStrings): readonly string[] {
  const listed = listedStrings(allowed);
  const found =
    listed?.slice(0, MAX_LISTED) ??
    (allowed.forms ?? [[{ without: '' }]]).flatMap((form) =>
      isText(form)
        ? [form.join('')]
        : FILLERS.map((filler) => form.map((piece) => (typeof piece === 'string' ? piece : filler)).join('')),
    );
  const distinct = [...new Set(found)].filter((text) => !allowed.refuses(text));
  return distinct.toSorted((one, other) => Number(/[*?]/.test(one)) - Number(/[*?]/.test(other)));
}

/** Strings of every kind that a part can be. */
function stringsFor(part: FreePart): readonly string[] {
  const { subject, madeByGitlab, allowed } = part;
  if (madeByGitlab !== undefined) return MADE[madeByGitlab];
  const usual = subject ? WHOLE : INNER;
  if (allowed === undefined) return usual;
  const listed = listedStrings(allowed);
  if (listed !== undefined) return listed.slice(0, MAX_LISTED);
  const found = [...new Set([...usual, ...fitting(allowed)])].filter((text) => !allowed.refuses(text));
  return found.length === 0 ? usual : found;
}

/** Whether a part can be a string. */
function canBe({ madeByGitlab, allowed }: FreePart, text: string): boolean {
  return madeByGitlab === undefined && allowed?.refuses(text) !== true;
}

/**
 * Assignments of strings to the free parts, literal ones first: all of one kind, then values that one token can have, then each alone of a
 * kind. What a part cannot be is not tried.
 */
export function probes(free: ReadonlyMap<number, FreePart>): readonly ReadonlyMap<number, string>[] {
  const parts = [...free];
  const literals = new Map(parts.map(([index, part]) => [index, literal(index, part)]));
  if (parts.length === 0) return [literals];
  const strings = new Map(parts.map(([index, part]) => [index, stringsFor(part)]));
  const kinds = Math.max(...[...strings.values()].map((some) => some.length), INNER.length);
  const together = Array.from(
    { length: kinds },
    (_, kind) => new Map(parts.map(([index]) => [index, pick(strings.get(index) ?? [], kind)])),
  );
  const orLiteral = (index: number, part: FreePart, text: string | undefined): string =>
    text !== undefined && canBe(part, text) ? text : literal(index, part);
  const fittingTokens = ['*', 'project_path:*', undefined].map(
    (subject) =>
      new Map(
        parts.map(([index, part]) => [
          index,
          orLiteral(index, part, (part.subject ? subject : undefined) ?? part.claimValue),
        ]),
      ),
  );
  const stars = new Map(
    parts.map(([index, part]) => [index, canBe(part, '*') ? '*' : pick(strings.get(index) ?? [], 1)]),
  );
  const alone = parts.flatMap(([index, part]) => [
    ...['*', ''].filter((text) => canBe(part, text)).map((text) => new Map([...literals, [index, text]])),
    new Map([...stars, [index, literal(index, part)]]),
  ]);
  return [literals, ...together, ...fittingTokens, ...alone];
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? '';
}

/** The strings of a part that are asked about by themselves: what they would make of the role is said. */
export function badStrings(part: FreePart): readonly string[] {
  const { allowed } = part;
  const listed = allowed === undefined ? undefined : listedStrings(allowed);
  if (listed !== undefined && part.madeByGitlab === undefined) return listed.slice(0, MAX_LISTED);
  return canBe(part, '*') ? ['*'] : [];
}

/** What limits an unknown part, to be written after its name. */
export function limitOf(allowed: AllowedStrings | undefined): string {
  const forms = allowed?.forms;
  if (forms === undefined || forms.length > MAX_SHOWN) return '';
  const texts = forms.map((form) => form.map((piece) => (typeof piece === 'string' ? piece : '…')).join(''));
  if (texts.includes('…')) return '';
  return ` (limited to ${texts.map(quote).join(', ')})`;
}

const MAX_SHOWN = 8;

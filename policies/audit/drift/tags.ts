import { quote } from '../../errors';

type Tags = Readonly<Record<string, string>>;

/** A tag that is not as it is meant. */
export interface TagDifference {
  readonly id: 'tag-changed' | 'tag-added' | 'tags-not-seen';
  /** Continues `the role `. */
  readonly says: string;
  readonly what: string;
}

/** Tags of AWS itself, which nobody can set. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const RESERVED = /^aws:/i;

/** Tags that are there beside those that are meant; keys are compared without case, as IAM does. */
export function tagDifferences(meant: Tags, there: Tags | undefined): readonly TagDifference[] {
  const wanted = byKey(meant);
  if (there === undefined)
    return wanted.size === 0
      ? []
      : [{ id: 'tags-not-seen', says: 'has tags that the input does not contain', what: '' }];
  const found = byKey(there);
  return [
    ...[...wanted].flatMap(([key, { name, value }]): readonly TagDifference[] => {
      const is = found.get(key);
      if (is === undefined) return [{ id: 'tag-changed', says: `has no tag ${quote(name)}`, what: key }];
      return is.value === value
        ? []
        : [
            {
              id: 'tag-changed',
              says: `has the tag ${quote(name)} with ${quote(is.value)}, not ${quote(value)}`,
              what: key,
            },
          ];
    }),
    ...[...found].flatMap(([key, { name, value }]): readonly TagDifference[] =>
      wanted.has(key) || RESERVED.test(key)
        ? []
        : [{ id: 'tag-added', says: `has the tag ${quote(name)} with ${quote(value)}`, what: key }],
    ),
  ];
}

function byKey(tags: Tags): ReadonlyMap<string, { readonly name: string; readonly value: string }> {
  return new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), { name, value }]));
}

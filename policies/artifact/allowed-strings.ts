/**
 * What is known of a string that is not known itself, such as a variable with a `validation`: every string that it can be is described, and
 * others may be, too.
 */
export interface AllowedStrings {
  /** It has one of these forms; absent where it may have any. Never empty. */
  readonly forms?: readonly StringForm[];
  /** Those of {@link SPECIAL} that it does not contain. */
  readonly without: string;
  /** Whether it is certainly not this string. */
  readonly refuses: (text: string) => boolean;
}

/** Strings and gaps one after the other. */
export type StringForm = readonly (string | Gap)[];

/** Any string, but for these of {@link SPECIAL}. */
export interface Gap {
  readonly without: string;
}

/** The characters that mean more than themselves in the value of a condition; `&{` is `${` in a policy document of Terraform. */
export const SPECIAL = '*?$&';

/** The forms and characters alone, while they are put together. */
export type FormsOnly = Pick<AllowedStrings, 'forms' | 'without'>;

/** More forms than this are not kept apart. */
export const MAX_FORMS = 32;

/** Any string at all. */
export const ANY_STRING: FormsOnly = { without: '' };

export function gap(without = ''): Gap {
  return { without };
}

/** One of these strings. */
export function oneOfStrings(texts: readonly string[]): FormsOnly {
  return ofForms(texts.map((text) => [text]));
}

/** One of these forms. Too many, or none, describe nothing. */
export function ofForms(forms: readonly StringForm[]): FormsOnly {
  const distinct = new Map(forms.map(joinedParts).map((form) => [JSON.stringify(form), form] as const));
  return distinct.size === 0 || distinct.size > MAX_FORMS
    ? ANY_STRING
    : { forms: [...distinct.values()], without: '' };
}

/** Texts side by side are one, and so are gaps. */
function joinedParts(form: StringForm): StringForm {
  const parts: (string | Gap)[] = [];
  for (const part of form) {
    const last = parts.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') parts.splice(-1, 1, last + part);
    else if (typeof part === 'object' && typeof last === 'object')
      parts.splice(-1, 1, gap(common(last.without, part.without)));
    else parts.push(part);
  }
  return parts;
}

/** What either of the two describes. */
export function eitherOf(one: FormsOnly, other: FormsOnly): FormsOnly {
  const without = common(one.without, other.without);
  if (one.forms === undefined || other.forms === undefined) return { without };
  const { forms } = ofForms([...within(one), ...within(other)]);
  return { forms, without };
}

/** What both describe, or more: where they do not go together, the one that says more. */
export function bothOf(one: FormsOnly, other: FormsOnly): FormsOnly {
  const without = [...SPECIAL]
    .filter((character) => one.without.includes(character) || other.without.includes(character))
    .join('');
  const forms = commonForms(one.forms, other.forms);
  return { forms, without };
}

function commonForms(
  one: readonly StringForm[] | undefined,
  other: readonly StringForm[] | undefined,
): readonly StringForm[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const ends = framed(one, other) ?? framed(other, one);
  if (ends !== undefined) return ends;
  return weight(one) >= weight(other) ? one : other;
}

/** A beginning of the one and an end of the other, which may overlap. */
function framed(
  beginnings: readonly StringForm[],
  ends: readonly StringForm[],
): readonly StringForm[] | undefined {
  const found: StringForm[] = [];
  for (const [before, open, ...rest] of beginnings) {
    for (const [closed, after, ...more] of ends) {
      if (rest.length > 0 || more.length > 0 || typeof before !== 'string' || typeof after !== 'string')
        return undefined;
      if (typeof open !== 'object' || typeof closed !== 'object') return undefined;
      found.push([before, open, after]);
      for (let shared = 1; shared <= Math.min(before.length, after.length); shared += 1)
        if (before.endsWith(after.slice(0, shared))) found.push([before + after.slice(shared)]);
    }
  }
  return ofForms(found).forms;
}

/** How much the least telling of some forms says: a text alone says all. */
function weight(forms: readonly StringForm[]): number {
  return Math.min(
    ...forms.map((form) => {
      const texts = form.filter((part) => typeof part === 'string');
      return texts.length === form.length ? Number.POSITIVE_INFINITY : texts.join('').length;
    }),
  );
}

/** The forms, with what the string does not contain in each of their gaps. */
function within({ forms = [], without }: FormsOnly): readonly StringForm[] {
  return forms
    .filter((form) => !form.some((part) => typeof part === 'string' && hasAny(part, without)))
    .map((form) =>
      form.map((part) =>
        typeof part === 'string' ? part : gap([...new Set(part.without + without)].join('')),
      ),
    );
}

/**
 * The description of a string, or nothing where it says nothing.
 * @param refuses asked for single strings, also for those of the forms
 */
export function allowedStrings(described: FormsOnly, refuses: (text: string) => boolean): AllowedStrings {
  const known = new Map<string, boolean>();
  const forms = described.forms === undefined ? [] : within(described);
  const isRefused = (text: string): boolean => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const isOther = forms.length > 0 && !forms.some((form) => mayBe(form, text));
    const answer = isOther || hasAny(text, described.without) || refuses(text);
    known.set(text, answer);
    return answer;
  };
  const kept = forms.filter((form) => !isText(form) || !isRefused(form.join('')));
  return {
    // a string that nothing is allowed for is one that nothing is known of
    forms: kept.length === 0 ? undefined : kept,
    without: described.without,
    refuses: isRefused,
  };
}

/** Whether a string has a form, whatever is in the gaps. */
function mayBe(form: StringForm, text: string): boolean {
  const texts = form.filter((part) => typeof part === 'string');
  const [first, last] = [form[0], form.at(-1)];
  if (isText(form)) return form.join('') === text;
  let at = 0;
  for (const [place, part] of texts.entries()) {
    const isFirst = place === 0 && typeof first === 'string';
    const found = isFirst ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (typeof last !== 'string') return true;
  // the last one has to be at the end, behind the others
  const before = texts.slice(0, -1).join('').length;
  return text.endsWith(last) && text.length >= before + last.length;
}

/** Whether a form is one string, without gaps. */
export function isText(form: StringForm): form is readonly string[] {
  return form.every((part) => typeof part === 'string');
}

/** The strings that it can be, where they can be listed. */
export function listedStrings({ forms }: Pick<AllowedStrings, 'forms'>): readonly string[] | undefined {
  return forms?.every(isText) === true ? forms.map((form) => form.join('')) : undefined;
}

function hasAny(text: string, characters: string): boolean {
  return [...characters].some((character) => text.includes(character));
}

function common(one: string, other: string): string {
  return [...one].filter((character) => other.includes(character)).join('');
}

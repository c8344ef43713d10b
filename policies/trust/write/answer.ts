/** What IAM would answer to storing a trust policy today. It says nothing about policies that are stored already. */
export type WriteAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      /** IAM's own text where one is public, otherwise refgate's. */
      readonly reason: string;
      /** JSON pointer into the document. */
      readonly pointer: string;
    };

export const ACCEPTED: WriteAnswer = { accepted: true };

export function refused(pointer: string, reason: string): WriteAnswer {
  return { accepted: false, reason, pointer };
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value and a list of values alike, as a list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

import type { Choose } from './seed';

/** Characters that rules about names, paths and addresses tell apart. */
const CHARACTERS = '/ \t\n.-_:*?[$}@,+=~`"\\#&<\u0000\u007f\u00a0éÿ本😀Az0';
const SPECIAL = [...CHARACTERS, '//', '..', '--', '${', '%{'];

/** A text close to one of the samples, and sometimes a sample itself: often right, often wrong in one place. */
export function nearText(samples: readonly string[], choose: Choose): string {
  let text = samples[choose(samples.length)] ?? '';
  for (let edits = choose(4); edits > 0; edits -= 1) text = edited(text, choose);
  return text;
}

function edited(text: string, choose: Choose): string {
  const at = choose(text.length + 1);
  const special = SPECIAL[choose(SPECIAL.length)] ?? '';
  switch (choose(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + choose(3));
    case 1:
      return `${special}${text}`;
    case 2:
      return `${text}${special}`;
    case 3:
      return (
        text.slice(0, at) +
        text
          .slice(at)
          .repeat([2, 3, 70, 300][choose(4)] ?? 2)
          .slice(0, 2100)
      );
    case 4:
      return choose(8) === 0 ? '' : text.toUpperCase();
    default:
      return text.slice(0, at) + special + text.slice(at + choose(2));
  }
}

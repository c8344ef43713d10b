import { quote } from '../errors';
import type { Openness } from '../issuers/index';
import { defineCheck, type Check } from './check';
import { foreignSubjects, type ForeignSubject } from './foreign-subjects';

type Description = Omit<Check, 'find' | 'about'>;

/** A check that asks the grammar of an issuer how open a value of `sub` is. @param says completes "`<value>`: …" */
export function asksGrammar({
  level,
  says,
  ...description
}: Description & {
  readonly level: Openness;
  readonly says: (found: ForeignSubject) => string;
}): Check {
  return defineCheck({
    ...description,
    about: 'every_issuer',
    run: (input) =>
      foreignSubjects(input)
        .filter(({ open }) => open === level)
        .map((found) => {
          const { value, pointer, statement } = found;
          const what = value === undefined ? 'the statement does not demand a `sub`' : quote(value);
          return { message: `${what}: ${says(found)}`, pointer, statement };
        }),
  });
}

import { everySubClaim, ISSUERS, readingsOf, subClaimIdentity } from '../policies/issuers/index';
import { once } from './measure';
import { duration, table, type Effort, type Section } from './section';

/** Decides every list of up to so many components; asserts that none has a subject with two readings. */
function decideAll(length: number): { readonly lists: number; readonly unambiguous: number } {
  let lists = 0;
  let unambiguous = 0;
  for (const list of everySubClaim(length)) {
    const { readings, open } = subClaimIdentity(list);
    if (readings !== undefined)
      throw new Error(`${list.join()}: ${readings.subject} can be read in two ways`);
    lists += 1;
    if (open.length === 0) unambiguous += 1;
  }
  return { lists, unambiguous };
}

/** Whether two different jobs can have one subject: every list of components that GitLab accepts, and the grammars of all issuers. */
export const subjects: Section = {
  name: 'subjects',
  text: (effort: Effort) => {
    const length = effort === 'full' ? 5 : 3;
    const { ns, answer } = once(() => decideAll(length));
    const grammars = once(() => ISSUERS.map(readingsOf).filter((found) => found !== undefined).length);
    return Promise.resolve(
      table(
        ['what', '>decided', '>unambiguous', '>time', '>each'],
        [
          [
            `\`sub\` components, lists of up to ${length}`,
            answer.lists.toLocaleString('en'),
            answer.unambiguous.toLocaleString('en'),
            duration(ns),
            duration(ns / answer.lists),
          ],
          [
            'grammars of issuers',
            String(ISSUERS.length),
            String(ISSUERS.length - grammars.answer),
            duration(grammars.ns),
            duration(grammars.ns / ISSUERS.length),
          ],
        ],
      ),
    );
  },
};

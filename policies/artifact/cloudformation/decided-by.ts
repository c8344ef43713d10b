import { quote } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import type { Computation, Loops, Resource, Stack } from './computation';

/** The sections of a template that a condition may name something of, with what counts of an entry. */
const SECTIONS: readonly (readonly [section: string, word: string, counts: (entry: unknown) => unknown])[] = [
  ['Parameters', 'parameter', (entry) => (isBody(entry) ? [entry.Type, entry.Default] : entry)],
  ['Mappings', 'mapping', (entry) => entry],
  ['Conditions', 'condition', (entry) => entry],
  ['Resources', 'resource', (entry) => entry],
];

/**
 * Everything in a template that decides which value some text of it has, by what it is called: where two versions have the same of it, the
 * text is the same value wherever the parameters that are given and what the account holds are the same. It may hold more than what counts.
 * @param texts what is compared, as it is written
 */
export function decidedBy(
  { template: { root }, imports, steps }: Stack,
  texts: readonly string[],
  { loops }: Pick<Resource, 'loops'>,
): Map<string, string> {
  const found = new Map<string, string>();
  const open = [...texts];
  const sections = SECTIONS.map(([section, word, counts]) => {
    const written = root[section];
    const entries: Body = isBody(written) ? written : {};
    const names = Object.keys(entries);
    const anyIs = loops.size > 0 || names.some((name) => name.startsWith('Fn::'));
    return { section, word, counts, entries, names, anyIs, odd: names.filter((name) => !/^\w+$/.test(name)) };
  });
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    const words = [...new Set(text.match(/\w+/g))];
    const inText = (name: string): boolean => text?.includes(name) === true;
    if (words.includes('ImportValue')) found.set('what other stacks export', JSON.stringify([...imports]));
    for (const { section, word, counts, entries, names, anyIs, odd } of sections) {
      // in a loop, and where the name of a mapping is computed, any may be meant
      const isAny = anyIs || (section === 'Mappings' && text.includes('"Fn::FindInMap":[{'));
      const named = words.filter((name) => Object.hasOwn(entries, name));
      const mentioned = isAny ? names : [...named, ...odd.filter(inText)];
      steps.take(isAny ? names.length : odd.length);
      for (const name of mentioned) {
        const label = `the ${word} ${quote(name)}`;
        if (found.has(label)) continue;
        const content = JSON.stringify(counts(entries[name])) ?? '';
        found.set(label, content);
        open.push(content);
      }
    }
  }
  return found;
}

/** The functions whose value is decided where that of everything in them is. */
const COMPUTED = new Set([
  'Fn::Join',
  'Fn::Split',
  'Fn::Select',
  'Fn::If',
  'Fn::FindInMap',
  'Fn::Length',
  'Fn::ToJsonString',
]);

/** Whether nothing but literals, given values and what the case assumes is behind a value: it is the same one whoever makes the stack. */
export function isDecided(evaluator: Computation, node: unknown, loops: Loops): boolean {
  evaluator.stack.steps.take();
  if (Array.isArray(node)) return node.every((each) => isDecided(evaluator, each, loops));
  if (!isBody(node)) return true;
  return Object.entries(node).every(([name, argument]) => {
    if (name === 'Ref') return typeof argument === 'string' && isKnown(evaluator, argument, loops);
    if (name === 'Fn::Sub') return isSubDecided(evaluator, argument, loops);
    return (!name.startsWith('Fn::') || COMPUTED.has(name)) && isDecided(evaluator, argument, loops);
  });
}

function isSubDecided(evaluator: Computation, argument: unknown, loops: Loops): boolean {
  const [text, own]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const variables: Body = isBody(own) ? own : {};
  if (typeof text !== 'string' || !isDecided(evaluator, variables, loops)) return false;
  return [...text.matchAll(/\$\{([^}]*)\}/g)].every(([, written = '']) => {
    const name = written.trim();
    return name.startsWith('!') || Object.hasOwn(variables, name) || isKnown(evaluator, name, loops);
  });
}

function isKnown({ stack, when }: Computation, name: string, loops: Loops): boolean {
  return loops.has(name) || (stack.parameters.has(name) && stack.parameters.known(name, when) !== undefined);
}

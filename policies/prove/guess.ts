import type { Assignment } from '../automata/index';
import { operator, parsePattern, type Condition, type Policy } from '../trust/index';
import type { GitlabWorld } from './world/gitlab-world';
import { readSubject } from './world/read-subject';
import { isOpen } from './world/subject';
import type { CaseIndex } from './world/case-index';
import type { TokenCase } from './world/token-case';

/** A token that may come in: its case, and values of the condition keys. Nothing is known of it until it is replayed. */
export interface Guess {
  readonly tokens: TokenCase;
  readonly values: Assignment;
}

/** How many tokens of one statement are worth a try: a search costs as much as a few. */
const MAX_GUESSES = 2;

/**
 * Tokens read off the Allow statements: the first value of each condition on a claim, its wildcards replaced by plain text, in a case of a
 * project with these components of `sub`. Whoever takes one for an answer must have the evaluator and the world confirm it; no guess is
 * no answer.
 */
export function guessTokens({ statements, version }: Policy, world: GitlabWorld): readonly Guess[] {
  return statements.flatMap(({ effect, conditions }): readonly Guess[] => {
    if (effect !== 'Allow') return [];
    const values = new Map<string, string>();
    for (const condition of conditions) {
      const value = plainValue(condition, version);
      if (value === undefined) continue;
      values.set(condition.key.toLowerCase(), value);
    }
    const key = `${world.host}:sub`;
    const sub = plainSubject(values.get(key) ?? '');
    const read = readSubject(sub);
    if (read === undefined || read.unknown !== undefined) return [];
    values.delete(key);
    const type = read.values.ref_type === 'tag' ? 'tag' : 'branch';
    const cases = casesOf(world.index('fields', 'usual')).get(`${type} ${read.components.join()}`) ?? [];
    return cases
      .filter(({ domains }) =>
        [...values].every(([name, value]) => domains.get(name)?.accepts(value) !== false),
      )
      .slice(0, MAX_GUESSES)
      .map((tokens) => ({
        tokens,
        values: new Map([...values, ...tokens.subject.assign({ ...read.values, sub })]),
      }));
  });
}

const known = new WeakMap<CaseIndex, ReadonlyMap<string, readonly TokenCase[]>>();

/** The branches and tags of projects, by the components of their `sub`. */
function casesOf(index: CaseIndex): ReadonlyMap<string, readonly TokenCase[]> {
  const before = known.get(index);
  if (before !== undefined) return before;
  const made = new Map<string, TokenCase[]>();
  for (const tokens of index.cases) {
    const { components } = tokens.subject.form;
    if (isOpen(components) || (tokens.pipelineKind !== 'branch' && tokens.pipelineKind !== 'tag')) continue;
    const name = `${tokens.pipelineKind} ${components.join()}`;
    const list = made.get(name);
    if (list === undefined) made.set(name, [tokens]);
    else list.push(tokens);
  }
  known.set(index, made);
  return made;
}

/** The first value of a comparison of text, with plain text for its wildcards. */
function plainValue({ form, values }: Condition, version: Policy['version']): string | undefined {
  const [first] = values;
  if (form === undefined || first === undefined) return undefined;
  const { language, negated, wildcards, variables } = operator(form.base);
  if (language.kind !== 'text' || negated) return undefined;
  const tokens = parsePattern(first, { wildcards, variables: variables && version === '2012-10-17' });
  let text = '';
  for (const token of tokens) {
    if (token.kind === 'literal') text += token.text;
    else if (token.kind === 'one') text += 'x';
    else if (token.kind !== 'any') return undefined;
  }
  return text;
}

/** A `sub` without empty parts: where nothing is left of a pattern, something that a project could have. */
function plainSubject(text: string): string {
  const words = text.split(':').map((word) => {
    const started = word.startsWith('/') || word === '' ? `x${word}` : word;
    return started.endsWith('/') ? `${started}x` : started;
  });
  const [name = '', value = '', ...others] = words;
  if (others.length < 2) return [name, value, 'ref_type', 'branch', 'ref', 'x'].join(':');
  return words.map((word, i) => (words[i - 1] === 'ref_type' && word === 'x' ? 'branch' : word)).join(':');
}

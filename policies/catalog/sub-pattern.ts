import { claimRow, type Project } from '../gitlab/index';
import type { Condition, PatternToken, Policy } from '../trust/index';
import { isPositive, on, patterns, takesWildcardsLiterally, valuePointer } from './conditions';
import type { View } from './statements';

/** The parts of a pattern for `sub`, read as GitLab writes it: `name:value:name:value…`, where neither holds a `:`. */
export interface SubParts {
  /** The components that can be read from the front. */
  readonly components: readonly SubComponent[];
  /** What is left where a name is not known component: wildcards, a look-alike, nothing. */
  readonly rest: readonly PatternToken[];
}

/** A pattern for `sub` in its place. */
export interface SubPattern extends SubParts {
  /** As written. */
  readonly text: string;
  readonly tokens: readonly PatternToken[];
  readonly condition: Condition;
  /** Place of the value in the condition. */
  readonly index: number;
  readonly pointer: string;
}

export interface SubComponent {
  readonly name: string;
  readonly value: readonly PatternToken[];
}

/** Whether GitLab has such a component. */
export function isComponentName(name: string): boolean {
  return claimRow(name)?.component !== undefined;
}

/** The patterns of the positive conditions on `sub`. */
export function subPatterns(view: View, version: Policy['version']): readonly SubPattern[] {
  const known = read.get(view) ?? readSubPatterns(view, version);
  read.set(view, known);
  return known;
}

/** A view belongs to one policy, so that its version is always the same. */
const read = new WeakMap<View, readonly SubPattern[]>();

function readSubPatterns(view: View, version: Policy['version']): readonly SubPattern[] {
  return on(view, 'sub')
    .filter(isPositive)
    .flatMap((condition) =>
      patterns(condition, version).map((tokens, index) => ({
        text: condition.values[index] as string,
        tokens,
        ...readSubPattern(tokens),
        condition,
        index,
        pointer: valuePointer(condition, index),
      })),
    );
}

/** The value of a component, where the pattern names it. */
export function component(pattern: SubParts, name: string): readonly PatternToken[] | undefined {
  return pattern.components.find((entry) => entry.name === name)?.value;
}

/** Whether a `*` or `?` is under an operator that takes it literally: of such a value nothing else is to be said. */
export function hasLiteralWildcard({ text, condition }: SubPattern): boolean {
  return takesWildcardsLiterally(condition) && /[*?]/.test(text.replace(/\$\{[*?$]\}/g, ''));
}

/** Reads a pattern from the front, as far as it has components; a list of tokens is read once. */
export function readSubPattern(tokens: readonly PatternToken[]): SubParts {
  const known = parts.get(tokens) ?? partsOf(tokens);
  parts.set(tokens, known);
  return known;
}

const parts = new WeakMap<readonly PatternToken[], SubParts>();

function partsOf(tokens: readonly PatternToken[]): SubParts {
  const fields = splitAtColons(tokens);
  const components: SubComponent[] = [];
  let at = 0;
  for (; at + 1 < fields.length; at += 2) {
    const name = literal(fields[at] as readonly PatternToken[]);
    if (name === undefined || !isComponentName(name)) break;
    components.push({ name, value: fields[at + 1] as readonly PatternToken[] });
  }
  const colon: PatternToken = { kind: 'literal', text: ':' };
  const rest = fields.slice(at).flatMap((field, index) => (index === 0 ? field : [colon, ...field]));
  return { components, rest };
}

/** `main*` in `*:ref:main*`: the field after the last colon. */
export function lastField(rest: readonly PatternToken[]): readonly PatternToken[] | undefined {
  return splitAtColons(rest).at(-1);
}

/** The text of a pattern without wildcards and variables; `undefined` when it has one. */
export function literal(tokens: readonly PatternToken[]): string | undefined {
  let text = '';
  for (const token of tokens) {
    if (token.kind !== 'literal') return undefined;
    text += token.text;
  }
  return text;
}

/** The literal text in front of the first wildcard or variable. */
export function literalPrefix(tokens: readonly PatternToken[]): string {
  const open = tokens.findIndex(({ kind }) => kind !== 'literal');
  return literal(open < 0 ? tokens : tokens.slice(0, open)) ?? '';
}

function splitAtColons(tokens: readonly PatternToken[]): readonly (readonly PatternToken[])[] {
  const fields: PatternToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== 'literal') {
      fields.at(-1)?.push(token);
      continue;
    }
    for (const [index, text] of token.text.split(':').entries()) {
      if (index > 0) fields.push([]);
      if (text !== '') fields.at(-1)?.push({ kind: 'literal', text });
    }
  }
  return fields;
}

const NO_PROJECTS: readonly Project[] = [];

/**
 * Whether a value stops before the ref without a wildcard, as no usual subject does.
 * @param projects those whose `sub` is declared so are no mistake
 */
export function isCutOff(
  pattern: SubPattern,
  projects: readonly Pick<Project, 'subClaim'>[] = NO_PROJECTS,
): boolean {
  const { components, rest, tokens } = pattern;
  if (hasLiteralWildcard(pattern)) return false;
  const names = components.map(({ name }) => name);
  if (literal(tokens) === undefined || names.length === 0 || names.includes('ref')) return false;
  if (rest.length > 0 && (literal(rest) ?? '').includes(':')) return false;
  return !componentListsOf(projects).has(names.join());
}

const componentLists = new WeakMap<readonly Pick<Project, 'subClaim'>[], ReadonlySet<string>>();

/** The lists of components that projects declare, read once for all policies. */
function componentListsOf(projects: readonly Pick<Project, 'subClaim'>[]): ReadonlySet<string> {
  const known = componentLists.get(projects) ?? new Set(projects.map(({ subClaim }) => subClaim.join()));
  componentLists.set(projects, known);
  return known;
}

import type { ClaimPatterns } from '../prove/index';
import type { Project } from '../gitlab/index';
import type { PatternToken } from '../trust/index';
import { isWildcardOnly, patterns } from './conditions';
import { keyMeaning } from './keys';
import { views } from './statements';
import type { CheckInput } from './check-input';
import { component, lastField, readSubPattern } from './sub-pattern';

type Pattern = readonly PatternToken[];

/**
 * The values that a policy lists for each claim, in whatever statement and under whatever operator, and the parts of its `sub` values.
 * A value that everything matches lists nothing.
 */
export interface Listed {
  of(claim: string): readonly Pattern[];
}

const NONE: readonly Pattern[] = [];

/** The components that have the id, or the path, of the project whose token it is. */
const IDS = ['project_id', 'job_project_id', 'source_project_id'] as const;
const PATHS = ['project_path', 'job_project_path', 'source_project_path'] as const;

const cache = new WeakMap<CheckInput, Map<string, Listed>>();

/** @param hosts the issuers whose keys count */
export function listedValues(input: CheckInput, hosts: readonly string[]): Listed {
  const whole = input.whole ?? input;
  const ofInput = cache.get(whole) ?? new Map<string, Listed>();
  cache.set(whole, ofInput);
  const name = hosts.join(' ');
  const known = ofInput.get(name) ?? collect(whole, hosts);
  ofInput.set(name, known);
  return known;
}

function collect(input: CheckInput, hosts: readonly string[]): Listed {
  const found = new Map<string, Map<string, Pattern>>();
  const add = (claim: string, value: Pattern | undefined): void => {
    if (value === undefined || value.length === 0 || isWildcardOnly(value)) return;
    const list = found.get(claim) ?? new Map<string, Pattern>();
    found.set(claim, list.set(JSON.stringify(value), value));
  };
  for (const { statement } of views(input)) {
    for (const condition of statement.conditions) {
      const { kind, name } = keyMeaning(condition.key, hosts);
      if (kind === 'global' || kind === 'foreign') continue;
      for (const tokens of patterns(condition, input.policy.version)) {
        add(name, tokens);
        if (name !== 'sub') continue;
        const pattern = readSubPattern(tokens);
        for (const one of IDS) add('project_id', component(pattern, one));
        for (const one of PATHS) add('project_path', named(component(pattern, one)));
        add('ref', named(component(pattern, 'ref') ?? lastField(pattern.rest)));
      }
    }
  }
  const declared = valuesOfProjects(input.projects ?? []);
  const lists = new Map<string, readonly Pattern[]>(
    [...found].map(([claim, values]) => [claim, joined(declared.get(claim), values)]),
  );
  return { of: (claim) => lists.get(claim) ?? declared.get(claim)?.list ?? NONE };
}

/** Values, and the same as a list. Policies that list nothing else share the list, and whoever reads it reads it once. */
interface Values {
  readonly byText: ReadonlyMap<string, Pattern>;
  readonly list: readonly Pattern[];
}

function joined(declared: Values | undefined, own: ReadonlyMap<string, Pattern>): readonly Pattern[] {
  if (declared === undefined) return [...own.values()];
  const others = [...own].flatMap(([text, value]) => (declared.byText.has(text) ? [] : [value]));
  return others.length === 0 ? declared.list : [...declared.list, ...others];
}

const ofProjects = new WeakMap<readonly Project[], ReadonlyMap<string, Values>>();

/** The ids of the declared projects, by claim: collected once for all policies. */
function valuesOfProjects(projects: readonly Project[]): ReadonlyMap<string, Values> {
  const known = ofProjects.get(projects);
  if (known !== undefined) return known;
  const valuesOf = (ids: readonly (string | undefined)[]): Values => {
    const byText = new Map(
      ids.flatMap((id) => {
        const pattern: Pattern = [{ kind: 'literal', text: id ?? '' }];
        return id === undefined || id === '' ? [] : [[JSON.stringify(pattern), pattern] as const];
      }),
    );
    return { byText, list: [...byText.values()] };
  };
  const made = new Map([
    ['project_id', valuesOf(projects.map(({ id }) => id))],
    ['namespace_id', valuesOf(projects.map(({ namespaceId }) => namespaceId))],
  ]);
  ofProjects.set(projects, made);
  return made;
}

/** A pattern names something if it spells out a letter or a digit. */
function named(tokens: Pattern | undefined): Pattern | undefined {
  const spelt = tokens?.some((token) => token.kind === 'literal' && /[\p{L}\p{N}]/u.test(token.text));
  return spelt === true ? tokens : undefined;
}

/** No value that the policy lists for any of these claims. */
export function unlisted(listed: Listed, ...claims: readonly string[]): { readonly notIn: ClaimPatterns } {
  return { notIn: Object.fromEntries(claims.map((claim) => [claim, listed.of(claim)])) };
}

import {
  FALSE,
  TRUE,
  and,
  compileMatcher,
  exactText,
  isMember,
  not,
  or,
  type Formula,
  type Pattern,
} from '../../automata/index';

/** What is known of one variable before any search. */
export interface Domain {
  /** Whether the variable can have this value. May say yes too often, never no. */
  readonly accepts: (value: string) => boolean;
  /** The one value it has. */
  readonly only?: string;
  /** Whether it may be missing. @default false */
  readonly optional?: boolean;
}

export type Domains = ReadonlyMap<string, Domain>;

/**
 * The formula with everything settled that the domains settle by looking at single values. It has the same models within the
 * domains. Cost: linear in the formula as a graph.
 * @param by `values`: all that is known; `constants`: nothing but what has one value, for the formulas that make the domains
 */
export function settle(formula: Formula, domains: Domains, by: 'values' | 'constants'): Formula {
  const done = new Map<Formula, Formula>();
  const visit = (at: Formula): Formula => {
    switch (at.kind) {
      case 'constant':
        return at;
      case 'shape': {
        const only = domains.get(at.key)?.only;
        if (only === undefined) return at;
        return isMember(at, new Map([[at.key, only]])) ? TRUE : FALSE;
      }
      case 'missing':
        return isSet(domains.get(at.key)) ? FALSE : at;
      case 'glob': {
        const domain = domains.get(at.key);
        if (domain === undefined) return at;
        if (domain.only !== undefined) return matchesOnly(at.pattern, domain.only) ? TRUE : FALSE;
        if (by === 'constants') return at;
        const exact = exactText(at.pattern);
        return exact !== undefined && !domain.accepts(exact) ? FALSE : at;
      }
      default: {
        const known = done.get(at);
        if (known !== undefined) return known;
        const made = rebuild(at, visit);
        done.set(at, made);
        return made;
      }
    }
  };
  return visit(formula);
}

function matchesOnly(subject: Pattern, only: string): boolean {
  const exact = exactText(subject);
  return exact === undefined ? compileMatcher([subject])(only) : exact === only;
}

function isSet(domain: Domain | undefined): boolean {
  return domain !== undefined && domain.optional !== true;
}

function rebuild(
  at: Exclude<Formula, { kind: 'constant' | 'missing' | 'glob' | 'shape' }>,
  visit: (part: Formula) => Formula,
): Formula {
  if (at.kind === 'not') {
    const part = visit(at.part);
    if (part.kind === 'constant') return part.value ? FALSE : TRUE;
    return part === at.part ? at : not(part);
  }
  const absorbing = at.kind === 'and' ? FALSE : TRUE;
  const parts: Formula[] = [];
  for (const inner of at.parts) {
    const part = visit(inner);
    if (part.kind === 'constant') {
      if (part.value === (absorbing === TRUE)) return absorbing;
    } else parts.push(part);
  }
  if (parts.length === 0) return at.kind === 'and' ? TRUE : FALSE;
  if (parts.length === at.parts.length && parts.every((part, i) => part === at.parts[i])) return at;
  return at.kind === 'and' ? and(...parts) : or(...parts);
}

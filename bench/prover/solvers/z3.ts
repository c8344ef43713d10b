import type { Term } from './term';

/** The encoding that z3 does best on: one membership in one extended regular expression. */
export interface Z3Solver {
  /** `undefined` when it gave up or ran out of time. */
  readonly isEmpty: (script: string) => Promise<boolean | undefined>;
  readonly close: () => void;
}

/** z3 as it is published for Node; a wasm module with threads that have to be ended. */
export async function startZ3(): Promise<Z3Solver> {
  const { init } = await import('z3-solver');
  const { Z3, em } = await init();
  const config = Z3.mk_config();
  return {
    isEmpty: async (script) => {
      const context = Z3.mk_context(config);
      const answer = (await Z3.eval_smtlib2_string(context, script)).trim();
      Z3.del_context(context);
      return answer === 'unsat' ? true : answer === 'sat' ? false : undefined;
    },
    close: () => em.PThread.terminateAllThreads(),
  };
}

export function toScript(term: Term, timeout: number): string {
  return [
    `(set-option :timeout ${timeout})`,
    '(declare-const subject String)',
    `(assert (str.in_re subject ${smt(term)}))`,
    '(check-sat)',
  ].join('\n');
}

function smt(term: Term): string {
  switch (term.kind) {
    case 'text':
      return `(str.to_re "${[...term.text].map(letter).join('')}")`;
    case 'any':
      return 're.allchar';
    case 'all':
      return 're.all';
    case 'unit':
      return many(
        're.union',
        term.ranges.map(([low, high]) => `(re.range "${escaped(low)}" "${escaped(high)}")`),
        're.none',
      );
    case 'sequence':
      return many('re.++', term.parts.map(smt), '(str.to_re "")');
    case 'either':
      return many('re.union', term.parts.map(smt), 're.none');
    case 'both':
      return many('re.inter', term.parts.map(smt), 're.all');
    case 'repeat':
      return `(re.* ${smt(term.part)})`;
    case 'not':
      return `(re.comp ${smt(term.part)})`;
  }
}

function many(operator: string, parts: readonly string[], none: string): string {
  if (parts.length === 0) return none;
  return parts.length === 1 ? (parts[0] as string) : `(${operator} ${parts.join(' ')})`;
}

function letter(char: string): string {
  return /[\w:/.@{}\- ]/.test(char) ? char : escaped(char.charCodeAt(0));
}

function escaped(unit: number): string {
  return `\\u{${unit.toString(16)}}`;
}

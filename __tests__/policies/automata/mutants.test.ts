import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { complaint, type Engine } from '../../support/engine-complaint';
import { SEED } from '../../support/formula-arbitraries';

const ENGINE = path.join(__dirname, '../../../policies/automata');

/** The engine, built from its sources with one text replaced; no replacement builds it as it is. */
async function engine(file?: string, from = '', to = ''): Promise<Engine> {
  const result = await build({
    entryPoints: [path.join(ENGINE, 'index.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    plugins: [
      {
        name: 'mutant',
        setup(setup) {
          setup.onLoad({ filter: /automata[/\\][\w-]+\.ts$/ }, ({ path: source }) => {
            const contents = readFileSync(source, 'utf8');
            if (path.basename(source) !== file) return { contents, loader: 'ts' };
            if (contents.split(from).length !== 2)
              throw new Error(`\`${from}\` is not there exactly once in ${file}`);
            return { contents: contents.replace(from, () => to), loader: 'ts' };
          });
        },
      },
    ],
  });
  const module = { exports: {} as Engine };
  // eslint-disable-next-line no-new-func
  new Function('module', 'exports', result.outputFiles[0]!.text)(module, module.exports);
  return module.exports;
}

const MUTANTS: readonly {
  readonly note: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}[] = [
  {
    note: 'a dropped failure link',
    file: 'chain-matcher.ts',
    from: 'failure[p] = border;',
    to: 'failure[p] = start;',
  },
  {
    note: 'a failure link of a failure link that is not followed',
    file: 'chain-matcher.ts',
    from: 'border = failure[border]!;',
    to: 'border = start;',
  },
  {
    note: 'guesses that can only be made together',
    file: 'key-search.ts',
    from: 'stay = (stay - 1) & forks',
    to: 'stay = 0',
  },
  {
    note: 'exact values of another key in the set',
    file: 'words.ts',
    from: 'const run = byKey.get(atom.key);',
    to: 'const run = byKey.get(atom.key) ?? [...byKey.values()][0];',
  },
  {
    note: 'a set of values known by its size',
    file: 'words.ts',
    from: 'const name = run.join();',
    to: 'const name = String(run.length);',
  },
  {
    note: 'a set of values that forgets the fold',
    file: 'words.ts',
    from: 'atom.pattern.fold === undefined &&',
    to: '',
  },
  {
    note: 'a memo of states without their frame',
    file: 'key-search.ts',
    from: 'const units = [frame.id & 0xffff, frame.id >>> 16];',
    to: 'const units = [0, 0];',
  },
  {
    note: 'a memo of matcher states that is too coarse',
    file: 'key-search.ts',
    from: 'if (state < 0xffff) units.push(state);',
    to: 'if (state < 0xffff) units.push(state & 1);',
  },
  {
    note: 'a conjunction taken for the disjunction of the same parts',
    file: 'residual.ts',
    from: 'const name = kind + unique',
    to: "const name = '' + unique",
  },
  {
    note: 'a negated part taken for the part',
    file: 'question.ts',
    from: 'done[negated ? 1 : 0].get(part)',
    to: 'done[0].get(part)',
  },
  {
    note: 'guessing under a negation',
    file: 'product.ts',
    from: 'if (sign !== 1 ||',
    to: 'if (',
  },
  {
    note: 'a failure link across the barrier',
    file: 'chain-matcher.ts',
    from: 'if (at === floor) return at;',
    to: 'if (at === floor) return Math.max(0, at - 1);',
  },
  {
    note: 'an anchored mismatch that is forgiven',
    file: 'chain-matcher.ts',
    from: 'if (floor < 0) return DEAD;',
    to: 'if (floor < 0) return 0;',
  },
  {
    note: 'off by one at a trailing star',
    file: 'program.ts',
    from: 'looping[position] = 1;',
    to: 'looping[Math.max(0, position - 1)] = 1;',
  },
  {
    note: 'a subset that forgets its star',
    file: 'subset-matcher.ts',
    from: 'if (looping[p] === 1 && reached.at(-1) !== p) reached.push(p);',
    to: '',
  },
  {
    note: 'a guess that never stays',
    file: 'position-matcher.ts',
    from: 'return advanced === state || advanced === ALL ? DEAD : state;',
    to: 'return DEAD;',
  },
  {
    note: 'swapped polarity',
    file: 'alphabet.ts',
    from: '(frame.signs[slot]! & 1) !== 0',
    to: '(frame.signs[slot]! & 2) !== 0',
  },
  { note: 'a forgotten fresh letter', file: 'alphabet.ts', from: 'found.push(fresh);', to: '' },
  {
    note: 'a fresh letter that is not',
    file: 'alphabet.ts',
    from: 'pickLetter(letters, (unit) => this.named.has(unit))',
    to: 'pickLetter(letters, () => false)',
  },
  {
    note: 'a class without fresh letter is skipped',
    file: 'alphabet.ts',
    from: '[...local].filter((unit) => hasUnit(letters.units, unit))',
    to: '[]',
  },
  {
    note: 'a guard that need not be strict',
    file: 'alphabet.ts',
    from: 'frame.matchers[slot]!.strict(states[slot]!)',
    to: 'frame.matchers[slot]!.letters(states[slot]!).length > 0',
  },
  {
    note: 'the missing bit ignored',
    file: 'solve.ts',
    from: 'const withoutKey = this.solve(absent);',
    to: 'const withoutKey = this.solve(this.question.store.no) ?? absent;',
  },
  {
    note: 'a missing key whose atoms hold',
    file: 'solve.ts',
    from: '.key === key ? 0 : undefined',
    to: '.key === key ? 1 : undefined',
  },
  {
    note: 'the first exit taken for the only one',
    file: 'solve.ts',
    from: "if (rest.kind !== 'model') continue;",
    to: "if (rest.kind !== 'model') break;",
  },
  {
    note: 'an estimate that is too large',
    file: 'chain-matcher.ts',
    from: 'return this.program.length - state;',
    to: 'return 2 * (this.program.length - state);',
  },
  {
    note: 'negation lost in a restriction',
    file: 'residual.ts',
    from: '(value === 1) === at.negated ? this.no : this.yes',
    to: 'value === 1 ? this.yes : this.no',
  },
  {
    note: 'running out taken for exhaustion',
    file: 'key-search.ts',
    from: "if (this.budget.left < 0) return 'spent';\n      const node",
    to: "if (this.budget.left < 0) return 'done';\n      const node",
  },
  {
    note: '`?` that eats a star',
    file: 'subsume.ts',
    from: 'if (eaten === STAR) return false;',
    to: 'if (eaten === STAR) return token === ANY;',
  },
  {
    note: 'a clash seen beyond a star',
    file: 'subsume.ts',
    from: 'if (x === STAR || y === STAR) return false;',
    to: 'if (x === STAR || y === STAR) continue;',
  },
  {
    note: 'a derivative that skips the nullable part',
    file: 'derivative.ts',
    from: 'first.nullable ? store.or([through, after(rest)]) : through',
    to: 'through',
  },
  {
    note: 'a covered mixed atom dropped',
    file: 'comparison.ts',
    from: 'suspects.has(variable) && signs.get(variable) === 1 ? 0',
    to: 'suspects.has(variable) ? 0',
  },
  {
    note: 'a forced run that loses its letter',
    file: 'key-search.ts',
    from: 'letters += String.fromCharCode(unit);',
    to: '',
  },
];

describe(`a compact check suite tells the engine from its mutants (seed ${SEED})`, () => {
  it('the engine as it is passes', async () => {
    expect(complaint(await engine())).toBeUndefined();
  });

  it.each(MUTANTS)('caught: $note', async ({ file, from, to }) => {
    const mutant = await engine(file, from, to);
    let found: string | undefined;
    try {
      found = complaint(mutant);
    } catch (error) {
      found = `threw ${String(error)}`;
    }
    expect(found).toBeDefined();
  });
});

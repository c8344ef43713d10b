import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Prover } from '../../support/open-vocabulary';
import { worldComplaint } from '../../support/world-complaint';

const ROOT = path.join(__dirname, '../../..');

/** The prover and the catalog, built from their sources with one text replaced; no replacement builds them as they are. */
async function prover(file?: string, from = '', to = ''): Promise<Prover> {
  const result = await build({
    stdin: {
      contents: "export * as prove from './prove/index'; export * as catalog from './catalog/index';",
      resolveDir: path.join(ROOT, 'policies'),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    plugins: [
      {
        name: 'mutant',
        setup(setup) {
          if (file === undefined) return;
          setup.onLoad({ filter: new RegExp(`[/\\\\]${path.basename(file)}$`) }, ({ path: source }) => {
            const contents = readFileSync(source, 'utf8');
            if (!source.endsWith(path.normalize(file))) return { contents, loader: 'ts' };
            if (contents.split(from).length !== 2)
              throw new Error(`\`${from}\` is not there exactly once in ${file}`);
            return { contents: contents.replace(from, () => to), loader: 'ts' };
          });
        },
      },
    ],
  });
  const module = { exports: {} as Prover };
  // eslint-disable-next-line no-new-func
  new Function('module', 'exports', 'require', result.outputFiles[0]!.text)(module, module.exports, require);
  return module.exports;
}

const BUILDER = 'world/case-builder.ts';

const MUTANTS: readonly {
  readonly note: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}[] = [
  {
    note: 'a dropped case: impostors',
    file: BUILDER,
    from: "() => this.strangers('impostor', own, project)",
    to: '() => []',
  },
  {
    note: 'a dropped case: renamed projects',
    file: BUILDER,
    from: "if (!assumptions['no-renames'] && ",
    to: 'if (false && ',
  },
  {
    note: "a dropped case: a fork's merge request in its parent",
    file: BUILDER,
    from: '() => this.forks(this.ownLists(project), project)',
    to: '() => []',
  },
  {
    note: 'a dropped case: forks without the fix',
    file: BUILDER,
    from: '() => this.unpatchedForks(project)',
    to: '() => []',
  },
  {
    note: 'a closed list: the orders of components that are documented',
    file: BUILDER,
    from: "if (assumptions['component-order']) return COMPONENT_LISTS;",
    to: 'return COMPONENT_LISTS;',
  },
  {
    note: 'a closed list: the components that refgate knows',
    file: BUILDER,
    from: "openComponents(scope === 'known' || assumptions['known-components'] ? 'known' : 'any')",
    to: "openComponents('known')",
  },
  {
    note: 'a closed list: the components that come first',
    file: 'world/subject-forms.ts',
    from: "{ head: 'other', names },",
    to: '',
  },
  {
    note: 'a closed list: sources of pipelines',
    file: 'world/value-shapes.ts',
    from: "either('merge_request_event', 'parent_pipeline')",
    to: "either('merge_request_event')",
  },
  {
    note: 'protected refs of undeclared projects forgotten',
    file: BUILDER,
    from: "if (refProtected && !assumptions['unknown-rules']) return [];",
    to: 'if (refProtected) return [];',
  },
  {
    note: 'workloads forgotten',
    file: BUILDER,
    from: "if (pipelineKind !== 'branch' || this.world.assumptions['no-workloads']) return false;",
    to: 'return false;',
  },
  {
    note: 'an empty `ref_protected` forgotten',
    file: 'world/case-domains.ts',
    from: "['false', '']",
    to: "['false']",
  },
  {
    note: 'a claim that every job has',
    file: 'world/shared-parts.ts',
    from: "addOptional('user_access_level', SOME_TEXT, isText);",
    to: "add('user_access_level', SOME_TEXT, isText);",
  },
  {
    note: 'one namespace for every project',
    file: BUILDER,
    from: 'return or(and(ids, inside), and(not(ids), outside));',
    to: 'return and(ids, inside);',
  },
  {
    note: 'a key of the request that no token fills, taken for absent',
    file: 'world/gitlab-keys.ts',
    from: "sample.request.isUnknown(key) ? 'unknown' : 'absent'",
    to: "'absent'",
  },
  {
    note: 'cases that the index forgets',
    file: 'world/case-index.ts',
    from: 'const found: Places[] = [unknown];',
    to: 'const found: Places[] = [];',
  },
  {
    note: 'a pattern that the first component rules out',
    file: 'world/open-text-subject.ts',
    from: "return head === 'other' ? !isHead(first) : first === head;",
    to: 'return first === head;',
  },
  {
    note: 'running out taken for a proof',
    file: 'prove/ask-gitlab.ts',
    from: "if (found.kind === 'spent') return this.undecided(spentReason(this.budget.maxNodes ?? DEFAULT_MAX_NODES));",
    to: "if (found.kind === 'spent') return { verdict: 'proved', reason: '', assumptions: [], nodes: 0 };",
  },
  {
    note: 'a skipped statement',
    file: 'compile/policy-formula.ts',
    from: 'const statements = policy.statements.map(',
    to: 'const statements = policy.statements.slice(0, 1).map(',
  },
  {
    note: 'a Deny statement that denies everything',
    file: 'compile/policy-formula.ts',
    from: ': minus(or(...allows), or(...denies));',
    to: ': FALSE;',
  },
  {
    note: 'a dropped case: a new project under the path of a declared one',
    file: BUILDER,
    from: 'groups.push(own === shown ? successors : { ...successors, domains: NOTHING_KNOWN });',
    to: '',
  },
  {
    note: 'a closed list: sources of tag pipelines',
    file: 'world/case-domains.ts',
    from: "(value) => value !== 'merge_request_event' && exists(value)",
    to: "(value) => value !== 'merge_request_event' && value !== 'web' && exists(value)",
  },
  {
    note: 'a difference that is read the wrong way round',
    file: 'prove/diff.ts',
    from: 'gained: change(now, old, world, options), lost: change(old, now, world, options)',
    to: 'gained: change(old, now, world, options), lost: change(now, old, world, options)',
  },
  {
    note: 'a description without the projects that are not declared',
    file: 'prove/describe.ts',
    from: "if (verdict.counterexample.kind !== 'token') return [];",
    to: "if (verdict.counterexample.kind !== 'token' || origin === 'undeclared') return [];",
  },
  {
    note: 'a check that asks about known components alone',
    file: 'catalog/prover.ts',
    from: "withAssumptions(world, { 'known-components': false })",
    to: 'world',
  },
];

describe('questions with known answers and random tokens tell the world from its mutants', () => {
  it('the world as it is passes', async () => {
    expect(worldComplaint(await prover())).toBeUndefined();
  });

  it.each(MUTANTS)('caught: $note', async ({ file, from, to }) => {
    const mutant = await prover(file, from, to);
    let found: string | undefined;
    try {
      found = worldComplaint(mutant);
    } catch (error) {
      found = `threw ${String(error)}`;
    }
    expect(found).toBeDefined();
  });
});

import { shellCommands } from '../shell/commands';
import {
  entryOf,
  mapOf,
  textOf,
  textsOf,
  type CiEntry,
  type CiMap,
  type CiNode,
  type CiScalar,
} from '../yaml/node';
import type { CiJob, IdToken, JobCommand, JobVariable } from './job';

/** Top-level keywords that are no jobs. @see https://docs.gitlab.com/ci/yaml/#global-keywords */
const GLOBAL_KEYWORDS: ReadonlySet<string> = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
]);

/** Keywords that a job takes from `default:`. @see https://docs.gitlab.com/ci/yaml/#default */
const DEFAULT_KEYWORDS = [
  'after_script',
  'artifacts',
  'before_script',
  'cache',
  'hooks',
  'id_tokens',
  'identity',
  'image',
  'interruptible',
  'retry',
  'services',
  'tags',
  'timeout',
] as const;

/** What of the file is not known, as far as it matters to its jobs. */
export interface OpenJobs {
  /** Whether an include may give defaults, global variables, or parts of any job. */
  readonly anywhere: boolean;
  /** Names of jobs that extend something unknown. */
  readonly names: ReadonlySet<string>;
}

/** The jobs that GitLab would run: hidden ones are for others to extend. */
export function readJobs(root: CiMap, open: OpenJobs): readonly CiJob[] {
  return [...root.entries].flatMap(([name, entry]): readonly CiJob[] => {
    if (name.startsWith('.') || entry.value.kind !== 'map') return [];
    if (GLOBAL_KEYWORDS.has(name) && !isMeantAsJob(name, entry)) return [];
    const keywords = withDefaults(entry.value, root);
    return [
      {
        name,
        position: entry.position,
        keywords,
        idTokens: readIdTokens(keywords.entries.get('id_tokens')?.value),
        commands: (['before_script', 'script', 'after_script'] as const).flatMap((section) =>
          scriptTexts(keywords.entries.get(section)?.value).flatMap((source) =>
            shellCommands(source.text).map((command): JobCommand => ({ ...command, source, section })),
          ),
        ),
        variables: readVariables(keywords, root),
        isOpen: open.anywhere || open.names.has(name),
      },
    ];
  });
}

/** A keyword of the whole file that has a script: GitLab refuses it, and it is read as the job that it was meant to be. */
export function isMeantAsJob(name: string, { value }: CiEntry): boolean {
  return name !== 'default' && GLOBAL_KEYWORDS.has(name) && mapOf(value)?.entries.has('script') === true;
}

/** The keywords of `default:` that the job neither gives nor refuses; deprecated global keywords count as defaults. */
function withDefaults(job: CiMap, root: CiMap): CiMap {
  const inherit = entryOf(job.entries.get('inherit')?.value, 'default')?.value;
  if (textOf(inherit) === 'false') return job;
  const allowed = inherit?.kind === 'list' ? new Set(textsOf(inherit)) : undefined;
  const entries = new Map<string, CiEntry>();
  for (const key of DEFAULT_KEYWORDS) {
    const entry = entryOf(root.entries.get('default')?.value, key) ?? root.entries.get(key);
    if (entry !== undefined && (allowed === undefined || allowed.has(key))) entries.set(key, entry);
  }
  for (const [key, entry] of job.entries) entries.set(key, entry);
  return { ...job, entries };
}

function readIdTokens(node: CiNode | undefined): ReadonlyMap<string, IdToken> {
  const tokens = [...(mapOf(node)?.entries ?? [])].map(([name, { position, value }]): [string, IdToken] => {
    const audience = entryOf(value, 'aud');
    return [
      name,
      { name, position, audience: audience?.value, audiencePosition: audience?.position ?? position },
    ];
  });
  return new Map(tokens);
}

/** The texts of a script, lists within lists flattened, as GitLab does. */
function scriptTexts(node: CiNode | undefined): readonly CiScalar[] {
  if (node === undefined) return [];
  if (node.kind === 'list') return node.items.flatMap(scriptTexts);
  return node.kind === 'scalar' ? [node] : [];
}

function readVariables(job: CiMap, root: CiMap): ReadonlyMap<string, JobVariable> {
  const found = new Map<string, JobVariable>();
  const add = (
    node: CiNode | undefined,
    level: JobVariable['level'],
    allowed?: ReadonlySet<string>,
  ): void => {
    for (const [name, { position, value }] of mapOf(node)?.entries ?? []) {
      if (allowed !== undefined && !allowed.has(name)) continue;
      const given = value.kind === 'map' ? value.entries.get('value')?.value : value;
      const earlier = level === 'matrix' ? found.get(name) : undefined;
      const texts = level === 'matrix' ? textsOf(given) : [textOf(given) ?? ''];
      found.set(name, {
        name,
        texts: earlier?.level === 'matrix' ? [...earlier.texts, ...texts] : texts,
        position,
        level,
      });
    }
  };
  const inherit = entryOf(job.entries.get('inherit')?.value, 'variables')?.value;
  if (textOf(inherit) !== 'false')
    add(
      root.entries.get('variables')?.value,
      'global',
      inherit?.kind === 'list' ? new Set(textsOf(inherit)) : undefined,
    );
  add(job.entries.get('variables')?.value, 'job');
  const matrix = entryOf(job.entries.get('parallel')?.value, 'matrix')?.value;
  if (matrix?.kind === 'list') for (const item of matrix.items) add(item, 'matrix');
  return found;
}

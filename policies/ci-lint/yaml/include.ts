import { quote, RefgateError } from '../../errors';
import { deepMerge } from './deep-merge';
import {
  mapOf,
  textOf,
  textsOf,
  type CiMap,
  type CiNode,
  type OpenPart,
  type StructureProblem,
} from './node';
import { parseCiYaml } from './parse-ci-yaml';

/** The files of the repository, for `include: local`; paths are relative to its root, without a leading slash. */
export interface RepositoryFiles {
  /** `undefined` where there is no such file. */
  readonly read: (path: string) => string | undefined;
  /** Every path; asked for only where an include has a wildcard. */
  readonly list: () => readonly string[];
}

/** A file with its local includes merged into it. */
export interface IncludedCi {
  readonly root: CiMap;
  readonly problems: readonly StructureProblem[];
  readonly open: readonly OpenPart[];
}

/** @see https://docs.gitlab.com/ci/yaml/#include */
const MAX_INCLUDES = 150;

const MERGED = 'lint the merged file, as `glab ci config compile > merged.yml` writes it';

/**
 * Reads a file and merges its local includes as GitLab does: in their order, each over the ones before it, and the file over all.
 * Includes of another place are named, not followed.
 * @param files absent for a text without a repository, such as standard input
 * @throws RefgateError where a file is not a CI file
 * @see https://docs.gitlab.com/ci/yaml/includes/
 */
export function readIncluded(
  text: string,
  name: string,
  files: RepositoryFiles | undefined,
  show: (path: string) => string = (path) => path,
): IncludedCi {
  const problems: StructureProblem[] = [];
  const open: OpenPart[] = [];
  let count = 0;
  const read = (content: string, file: string, trail: readonly string[]): CiMap => {
    count += 1;
    const yaml = parseCiYaml(content, file);
    problems.push(...yaml.problems);
    if (yaml.hasInputs)
      open.push({
        position: { file, line: 1, column: 1 },
        message: 'the inputs of `spec:` are not known',
        fix: MERGED,
      });
    const include = yaml.root.entries.get('include');
    if (include === undefined) return yaml.root;
    const parts = include.value.kind === 'list' ? include.value.items : [include.value];
    const included = parts.flatMap((part) => localPaths(part).map((path) => ({ part, path })));
    for (const part of parts) openInclude(part);
    const below = included.flatMap(({ part, path }) => {
      const found = files?.read(path);
      if (trail.includes(path) || count >= MAX_INCLUDES) return [];
      if (found !== undefined) return [read(found, show(path), [...trail, path])];
      problems.push({
        rule: 'unresolved-name',
        position: part.position,
        message: `local file ${quote(path)} does not exist: GitLab refuses the pipeline`,
        fix: 'correct the path; it is relative to the root of the repository',
      });
      return [];
    });
    return [...below, yaml.root].reduce(deepMerge);
  };
  const localPaths = (part: CiNode): readonly string[] => {
    const local = localOf(part);
    if (local === undefined || files === undefined || local.includes('$')) return [];
    const path = local.replace(/^\/+/, '');
    if (!path.includes('*')) return [path];
    const pattern = globPattern(path);
    return files.list().filter((candidate) => pattern.test(candidate));
  };
  const openInclude = (part: CiNode): void => {
    const local = localOf(part);
    if (local !== undefined && files !== undefined && !local.includes('$')) {
      if (mapOf(part)?.entries.has('rules') === true)
        open.push({
          position: part.position,
          message: `${quote(local)} is included only where its \`rules\` match: read as included`,
          fix: MERGED,
        });
      return;
    }
    open.push({ position: part.position, message: `${describeInclude(part)} is not read here`, fix: MERGED });
  };
  const root = read(text, name, []);
  return { root, problems, open };
}

/** The path of a local include, whichever way it is written. */
function localOf(part: CiNode): string | undefined {
  const text = textOf(part);
  if (text !== undefined) return /^https?:\/\//.test(text) ? undefined : text;
  return textOf(mapOf(part)?.entries.get('local')?.value);
}

function describeInclude(part: CiNode): string {
  const map = mapOf(part);
  const kind = ['remote', 'template', 'component', 'project', 'local', 'artifact'].find((key) =>
    map?.entries.has(key),
  );
  const named = kind === undefined ? textOf(part) : textOf(map?.entries.get(kind)?.value);
  const file = textsOf(map?.entries.get('file')?.value).join(', ');
  const what =
    named === undefined ? 'an include' : `\`include\` of ${quote(file === '' ? named : `${named}: ${file}`)}`;
  return kind === undefined || named === undefined ? what : `${what} (${kind})`;
}

/** `*` is any run within a folder, `**` across folders. Paths come from the repository itself. */
function globPattern(glob: string): RegExp {
  if ((glob.match(/\*+/g) ?? []).length > 4)
    throw new RefgateError({ code: 'ERR_YAML', message: `too many wildcards in include ${quote(glob)}` });
  const source = glob
    .split(/(\*+)/)
    .map((part) =>
      part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`);
}

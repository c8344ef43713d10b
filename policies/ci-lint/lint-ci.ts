import { RefgateError, type Position } from '../errors';
import { findRemovedVariables } from '../ci/index';
import type { Federation } from '../federation/index';
import { asksAws } from './jobs/aws-use';
import { isMeantAsJob, readJobs } from './jobs/read-jobs';
import type { LintFinding, LintInput } from './lint-rule';
import { LINT_RULES } from './registry';
import { resolveExtends } from './yaml/extends';
import { readIncluded, type RepositoryFiles } from './yaml/include';
import type { OpenPart, StructureProblem } from './yaml/node';
import { resolveReferences } from './yaml/references';

/** What the lint of a CI file finds. `open` is never green: what depends on it was not judged. */
export interface CiLint {
  /** In the order of the file. */
  readonly findings: readonly LintFinding[];
  readonly open: readonly OpenPart[];
  readonly counts: { readonly jobs: number; readonly askingAws: number };
}

/** What the lint is given beside the text. */
export interface CiLintOptions {
  /** What the user calls the file. */
  readonly file: string;
  /** The files of its repository; absent = local includes are not followed. */
  readonly files?: RepositoryFiles;
  /** What the user calls a file of the repository. @default its path from the root */
  readonly show?: (path: string) => string;
  /** Absent: what needs it is not judged, and that is said. */
  readonly federation?: Federation;
  /** Key of the declared project that the file belongs to. @default any of them */
  readonly project?: string;
  /** Values of variables, by name. */
  readonly variables?: ReadonlyMap<string, string>;
}

/**
 * Resolves a `.gitlab-ci.yml` as GitLab does and finds the mistakes that keep its jobs from AWS credentials, or give their tokens away.
 * @throws RefgateError where a file is not YAML, or the project is not declared
 */
export function lintCi(text: string, options: CiLintOptions): CiLint {
  const { file, files, federation, project, variables = new Map(), show } = options;
  if (project !== undefined && federation?.projects.has(project) === false)
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `unknown project \`${project}\``,
      expected: `one of ${[...federation.projects.keys()].map((key) => `\`${key}\``).join(', ')}`,
    });
  const texts = new Map([[file, text]]);
  const reading = files && {
    ...files,
    read: (path: string): string | undefined => {
      const content = files.read(path);
      if (content !== undefined) texts.set(show?.(path) ?? path, content);
      return content;
    },
  };
  const included = readIncluded(text, file, reading, show);
  const isOpen = included.open.length > 0;
  const extended = resolveExtends(included.root, isOpen);
  const referenced = resolveReferences(extended.root, isOpen);
  const missing = new Set(
    [...extended.root.entries].flatMap(([name, { position }]) =>
      extended.missing.some((entry) => entry.position === position) ? [name] : [],
    ),
  );
  const jobs = readJobs(referenced.root, { anywhere: isOpen, names: missing });
  const input: LintInput = {
    jobs,
    root: referenced.root,
    projects: project === undefined ? [...(federation?.projects.keys() ?? [])] : [project],
    variables,
    federation,
  };
  const results = LINT_RULES.map((rule) => ({ rule, result: rule.run?.(input) ?? { matches: [] } }));
  const reserved = [...referenced.root.entries]
    .filter(([name, entry]) => isMeantAsJob(name, entry))
    .map(([name, { position }]): StructureProblem => ({
      rule: 'reserved-name',
      position,
      message: `\`${name}\` is a keyword of GitLab and not the name of a job: GitLab refuses the file`,
      fix: 'give the job another name',
    }));
  const structural = [...included.problems, ...extended.problems, ...referenced.problems, ...reserved].map(
    ({ rule, ...rest }): LintFinding => ({ rule, severity: 'error', ...rest }),
  );
  const removed = [...texts].flatMap(([name, content]) =>
    findRemovedVariables(content, name).map(({ position, message, fix }): LintFinding => ({
      rule: 'removed-token',
      severity: 'error',
      position,
      message,
      fix,
    })),
  );
  const found = results.flatMap(({ rule, result }) =>
    result.matches.map(({ position, message, fix = rule.fix, severity = rule.severity }): LintFinding => ({
      rule: rule.id,
      severity,
      position,
      message,
      fix,
    })),
  );
  const asking = jobs.filter((job) => asksAws(job) || job.idTokens.size > 0);
  const undeclared: readonly OpenPart[] =
    federation === undefined && asking.length > 0
      ? [
          {
            position: { file, line: 1, column: 1 },
            message: 'without a declaration, audiences, roles and trusts are not judged',
            fix: 'name the declaration with `--file`',
          },
        ]
      : [];
  return {
    findings: inOrder([...structural, ...removed, ...found]),
    open: inOrder([
      ...undeclared,
      ...included.open,
      ...referenced.open,
      ...results.flatMap(({ result }) => result.open ?? []),
    ]),
    counts: { jobs: jobs.length, askingAws: asking.length },
  };
}

/** Each once, in the order of the file. */
function inOrder<T extends { readonly position: Position; readonly message: string }>(
  entries: readonly T[],
): readonly T[] {
  const keyOf = ({ position: { file, line, column }, message }: T): string =>
    `${file ?? ''}:${line}:${column}: ${message}`;
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return [...byKey.values()].toSorted(
    ({ position: one }, { position: other }) =>
      (one.file ?? '').localeCompare(other.file ?? '') || one.line - other.line || one.column - other.column,
  );
}

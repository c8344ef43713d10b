import { quote } from '../../errors';
import { awsUse, wordAt } from '../jobs/aws-use';
import { keyword, type CiJob, type JobCommand } from '../jobs/job';
import type { LintMatch, LintRule } from '../lint-rule';
import { CI_SOURCES } from '../sources';
import { argumentsOf } from '../shell/assignments';
import { literalOf, showWord, variablesOf } from '../shell/word';
import { entryOf, type CiNode, type CiScalar } from '../yaml/node';

/** Commands that print what they are given. */
const PRINTERS: ReadonlySet<string> = new Set(['echo', 'printf']);

export const tokenExposed: LintRule = {
  id: 'token-exposed',
  severity: 'error',
  title: 'a token is printed, or its file goes into artifacts or the cache',
  rationale:
    'Whoever has the token has the role until it expires, which is as long as the job may run. GitLab masks the variable in the log, not a part of it and not another form such as base64; artifacts and caches are not masked at all.',
  bad: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - printf %s "$AWS_TOKEN" > token.jwt
    - export AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt
    - aws s3 ls
  artifacts: { paths: [token.jwt] }
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  good: `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
    - aws s3 ls
  artifacts: { paths: [report.txt] }
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`,
  fix: 'keep the token in a file that `mktemp` makes, and out of the log, artifacts and the cache',
  sources: [CI_SOURCES.idTokens, CI_SOURCES.variables],
  run: ({ jobs }) => ({
    matches: jobs.flatMap((job) => [
      ...job.commands.flatMap((command) => printed(job, command)),
      ...traced(job),
      ...kept(job),
    ]),
  }),
};

function printed(job: CiJob, command: JobCommand): readonly LintMatch[] {
  const [name, ...rest] = argumentsOf(command);
  const program = name === undefined ? '' : (literalOf(name) ?? '');
  if (!(PRINTERS.has(program) || program === 'cat') || command.outputs.length > 0) return [];
  // `cat` prints the text of a here-document, and of its arguments what is in the files
  return (program === 'cat' ? command.documents : rest).flatMap((word) => {
    const token = variablesOf(word).find((variable) => job.idTokens.has(variable));
    // captured or piped on, it is in the log only if what takes it is another printer or a filter
    if (token === undefined || (command.piped && !pipesToLog(command))) return [];
    return [
      {
        position: wordAt(command.source, word).position,
        message: `job ${quote(job.name)} prints \`$${token}\` into its log`,
      },
    ];
  });
}

/** `echo "$TOKEN" | base64` and its kin, where the line ends with the filter. */
function pipesToLog({ source }: JobCommand): boolean {
  return (
    /\|\s*(?:base64|cut|tr|rev|sed|awk|jq|fold|head|tail|xxd|od|tee)\b[^>|]*$/m.test(source.text) &&
    !source.text.includes('$(')
  );
}

function traced(job: CiJob): readonly LintMatch[] {
  if (job.idTokens.size === 0) return [];
  const variable = job.variables.get('CI_DEBUG_TRACE');
  const debug =
    variable?.texts.includes('true') === true
      ? [
          {
            position: variable.position,
            message: `job ${quote(job.name)} has \`CI_DEBUG_TRACE\`, which prints every variable`,
          },
        ]
      : [];
  const commands = job.commands.flatMap((command): readonly LintMatch[] => {
    const words = argumentsOf(command).map((word) => literalOf(word) ?? '');
    const [name] = argumentsOf(command);
    const traces = words[0] === 'set' && words.slice(1).some((word) => /^-\w*x/.test(word));
    const dumps = ['env', 'printenv'].includes(words[0] ?? '') && words.length === 1 && !command.piped;
    if (name === undefined || command.outputs.length > 0 || !(traces || dumps)) return [];
    return [
      {
        position: wordAt(command.source, name).position,
        message: `job ${quote(job.name)} calls \`${words.slice(0, 2).join(' ')}\`, which prints its tokens`,
        severity: 'warning',
      },
    ];
  });
  return [...debug, ...commands];
}

/** Files that hold a token, and what a tool keeps of credentials. */
function kept(job: CiJob): readonly LintMatch[] {
  const written = job.commands.flatMap((command) =>
    [...command.words, ...command.documents].some((word) =>
      variablesOf(word).some((variable) => job.idTokens.has(variable)),
    )
      ? command.outputs.map(showWord)
      : [],
  );
  if (awsUse(job).tokens.length === 0 && written.length === 0) return [];
  const paths = ['artifacts', 'cache'].flatMap((name) => scalarsUnder(pathsOf(keyword(job, name)?.value)));
  return paths
    .filter(({ text }) => /(^|\/)\.aws(\/|$)/.test(text) || written.some((file) => covers(text, file)))
    .map((path) => ({
      position: path.position,
      message: `job ${quote(job.name)} keeps ${quote(path.text)}, where its token or its credentials are`,
    }));
}

function pathsOf(node: CiNode | undefined): readonly CiNode[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((item) => {
    const dotenv = entryOf(entryOf(item, 'reports')?.value, 'dotenv')?.value;
    const paths = entryOf(item, 'paths')?.value;
    return [paths, dotenv].flatMap((entry) => entry ?? []);
  });
}

function scalarsUnder(nodes: readonly CiNode[]): readonly CiScalar[] {
  return nodes.flatMap((node) =>
    node.kind === 'scalar' ? [node] : node.kind === 'list' ? scalarsUnder(node.items) : [],
  );
}

/** Whether a path of artifacts has a file in it: the file, a folder above it, or a wildcard over it. */
function covers(path: string, file: string): boolean {
  const plain = (text: string): string =>
    text
      .replace(/^\$\{?CI_PROJECT_DIR\}?\//, '')
      .replace(/^\.\//, '')
      .replace(/\/$/, '');
  const [pattern, name] = [plain(path), plain(file)];
  if (name.startsWith('/') || name.startsWith('$')) return pattern === name;
  if (pattern === '.' || pattern === '' || pattern === name || name.startsWith(`${pattern}/`)) return true;
  const [before, after, more] = pattern.split(/\*+/);
  return after !== undefined && more === undefined && name.startsWith(before ?? '') && name.endsWith(after);
}

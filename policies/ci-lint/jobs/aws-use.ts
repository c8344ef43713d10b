import { positionIn, type CiScalar } from '../yaml/node';
import { argumentsOf, assignmentsOf, optionOf, type Assignment } from '../shell/assignments';
import { literalOf, showWord, variableOf, variablesOf, type Word } from '../shell/word';
import type { CiJob, JobCommand, JobWord } from './job';

/** How a job asks AWS for credentials with a token, as far as its script shows. */
export interface AwsUse {
  /** What is sent as the web identity token. */
  readonly tokens: readonly TokenUse[];
  /** The roles that are asked for; a word each. */
  readonly roles: readonly JobWord[];
  readonly sessionNames: readonly JobWord[];
  readonly durations: readonly JobWord[];
  /** Calls of `aws sts assume-role-with-web-identity`. */
  readonly calls: readonly JobCommand[];
  readonly assignments: readonly Assignment[];
}

export interface TokenUse extends JobWord {
  /** The variable that holds the token; absent where the script does not show it. */
  readonly variable?: string;
  /** `file`: the SDK reads it by `AWS_WEB_IDENTITY_TOKEN_FILE` or the configuration. */
  readonly form: 'option' | 'file';
}

const uses = new WeakMap<CiJob, AwsUse>();

/** Looks once at the script of a job. */
export function awsUse(job: CiJob): AwsUse {
  const known = uses.get(job) ?? readUse(job);
  uses.set(job, known);
  return known;
}

/** Whether a job asks AWS for credentials with a token. */
export function asksAws(job: CiJob): boolean {
  const { tokens, calls } = awsUse(job);
  return tokens.length > 0 || calls.length > 0;
}

export function wordAt(source: CiScalar, word: Word): JobWord {
  return { word, position: positionIn(source, word.offset) };
}

function readUse(job: CiJob): AwsUse {
  const assignments = job.commands.flatMap(assignmentsOf);
  const writes = job.commands.flatMap(writesOf);
  const calls = job.commands.filter((command) =>
    argumentsOf(command).some((word) => literalOf(word) === 'assume-role-with-web-identity'),
  );
  const options = (name: string): readonly JobWord[] =>
    calls.flatMap((call) => {
      const word = optionOf(call, name);
      return word === undefined ? [] : [wordAt(call.source, word)];
    });
  const given = (name: string): readonly JobWord[] => [
    ...assignments
      .filter((assignment) => assignment.name === name)
      .map(({ command, value }) => wordAt(command.source, value)),
    ...variableWord(job, name),
  ];
  const source = (word: Word): string | undefined => holderOf(word, assignments, writes, 0);
  const files = [...given('AWS_WEB_IDENTITY_TOKEN_FILE'), ...configured(job)];
  const tokens = [
    ...options('--web-identity-token').map((use): TokenUse => tokenUse(use, source(use.word), 'option')),
    ...files.map((use): TokenUse => {
      const paths = [showWord(use.word), '$AWS_WEB_IDENTITY_TOKEN_FILE'];
      const write = writes.find(({ path }) => paths.includes(path));
      const variable = write === undefined ? undefined : source(write.content);
      return tokenUse(write === undefined ? use : write.at, variable, 'file');
    }),
  ];
  const ofFile = files.length === 0 ? [] : given('AWS_ROLE_ARN');
  const implied =
    files.length > 0 && ofFile.length === 0 && !namesRoleInConfiguration(job)
      ? [
          {
            word: { parts: [{ kind: 'variable', name: 'AWS_ROLE_ARN' }], offset: 0 },
            position: job.position,
          } as const,
        ]
      : [];
  return {
    tokens,
    roles: [...options('--role-arn'), ...ofFile, ...implied],
    sessionNames: [
      ...options('--role-session-name'),
      ...(files.length === 0 ? [] : given('AWS_ROLE_SESSION_NAME')),
    ],
    durations: options('--duration-seconds'),
    calls,
    assignments,
  };
}

function tokenUse(use: JobWord, variable: string | undefined, form: TokenUse['form']): TokenUse {
  return variable === undefined ? { ...use, form } : { ...use, variable, form };
}

/** A variable of the file as a word. */
function variableWord(job: CiJob, name: string): readonly JobWord[] {
  const variable = job.variables.get(name);
  if (variable === undefined) return [];
  return variable.texts.map((text) => ({ word: wordOfText(text), position: variable.position }));
}

/** The text of a variable, `$NAME` in it as variables. */
export function wordOfText(text: string): Word {
  const parts = [...text.matchAll(/\$\{?([A-Za-z_]\w*)\}?|[^$]+|\$/g)].map(({ 0: whole, 1: name }) =>
    name === undefined ? ({ kind: 'text', text: whole } as const) : ({ kind: 'variable', name } as const),
  );
  return { parts, offset: 0 };
}

interface Write {
  readonly path: string;
  readonly content: Word;
  readonly at: JobWord;
}

/** `echo "$X" > path`, `printf %s "$X" > path`, `cat > path` with a here-document: what goes into which file. */
function writesOf(command: JobCommand): readonly Write[] {
  const [target] = command.outputs;
  const [name, ...rest] = argumentsOf(command);
  const program = name === undefined ? undefined : literalOf(name);
  if (target === undefined || !['echo', 'printf', 'cat'].includes(program ?? '')) return [];
  const content = (program === 'cat' ? command.documents : rest).find((word) => variablesOf(word).length > 0);
  if (content === undefined) return [];
  return [{ path: showWord(target), content, at: wordAt(command.source, content) }];
}

const MAX_STEPS = 10;

/** The variable that a word leads to: over assignments and files of the same script. */
function holderOf(
  word: Word,
  assignments: readonly Assignment[],
  writes: readonly Write[],
  steps: number,
): string | undefined {
  if (steps > MAX_STEPS) return undefined;
  const file = /^file:\/\/(.+)$/.exec(showWord(word))?.[1];
  if (file !== undefined) {
    const write = writes.find(({ path }) => path === file);
    return write === undefined ? undefined : holderOf(write.content, assignments, writes, steps + 1);
  }
  const name = variableOf(word);
  if (name === undefined) return undefined;
  const assigned = assignments.findLast((assignment) => assignment.name === name);
  return assigned === undefined ? name : holderOf(assigned.value, assignments, writes, steps + 1);
}

const CONFIGURED = /web_identity_token_file\s*=\s*([^\s\\'"]+)/;

/** A token file that the job writes into an AWS configuration file. */
function configured(job: CiJob): readonly JobWord[] {
  const sources = [...new Set(job.commands.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const match = CONFIGURED.exec(source.text);
    if (match?.[1] === undefined) return [];
    const offset = match.index + match[0].length - match[1].length;
    return [wordAt(source, { ...wordOfText(match[1]), offset })];
  });
}

function namesRoleInConfiguration(job: CiJob): boolean {
  return job.commands.some(({ source }) => /\brole_arn\s*=/.test(source.text));
}

import type { Problem, Starter } from '../../policies/index';
import { parseRemote } from '../inputs/git-remote';
import type { Terminal } from '../output/terminal';

export interface Question {
  readonly field: keyof Starter;
  readonly flag: string;
  readonly question: string;
  readonly given: string | undefined;
  /** Taken when the user gives no answer. */
  readonly suggestion?: string | undefined;
  /** Where the suggestion is from, such as `from remote \`origin\``. */
  readonly source?: string | undefined;
  /** Whether it is omitted where no flag gives it. @default false */
  readonly optional?: boolean;
}

/** Good answers, to try each one of the user's among. */
const SAMPLE: Starter = {
  gitlabUrl: 'https://gitlab.com',
  projectPath: 'acme/api',
  projectId: '101',
  namespaceId: '12',
  accountId: '111122223333',
  region: 'eu-west-1',
  branch: 'main',
};

/** What a first declaration has to say, collected from flags and from the user; each answer is tried before the next question. */
export class StarterAnswers {
  readonly #terminal: Terminal;
  #given: Partial<Starter>;

  constructor(fixed: Pick<Starter, 'audience' | 'branch'>, terminal: Terminal) {
    this.#terminal = terminal;
    this.#given = fixed;
  }

  get given(): Partial<Starter> {
    return this.#given;
  }

  /**
   * Flags first, then the user, who is asked again after a wrong answer. Without a terminal a suggestion is taken.
   * @throws RefgateError when a flag is wrong, or an answer is missing and nobody can be asked
   */
  async ask(questions: readonly Question[]): Promise<void> {
    await this.#refuseMissing(questions);
    for (const question of questions) {
      const { field, flag, given, suggestion, source, optional = false } = question;
      const taken = given ?? (this.#terminal.ask === undefined || optional ? suggestion : undefined);
      const answer = taken === undefined ? undefined : cleanAnswer(field, taken);
      if (answer === undefined && optional) continue;
      if (answer === undefined) await this.#askUser(question);
      else {
        const problems = await this.#problemsOf(field, answer);
        const from = given === undefined && source !== undefined ? ` (${source})` : '';
        if (problems.length > 0)
          throw await refusal(problems.map((problem) => of(problem, `\`${flag}\`${from}`)));
        this.#take(field, answer);
      }
    }
  }

  /** @throws RefgateError when what all answers say together is wrong */
  async complete(): Promise<Starter> {
    const branch = await this.#problemsOf('branch', this.#given.branch ?? '');
    const { audience: asked } = this.#given;
    const audience = asked === undefined ? [] : await this.#problemsOf('audience', asked);
    const problems = [
      ...branch.map((problem) => of(problem, '`--branch`')),
      ...audience.map((problem) => of(problem, '`--audience`')),
    ];
    if (problems.length > 0) throw await refusal(problems);
    const { projectId: _project, namespaceId: _namespace, ...required } = SAMPLE;
    return { ...required, ...this.#given };
  }

  #take(field: keyof Starter, answer: string): void {
    this.#given = { ...this.#given, [field]: answer };
  }

  async #askUser({ field, question, suggestion }: Question): Promise<void> {
    const ask = this.#terminal.ask as (question: string) => Promise<string>;
    for (;;) {
      const typed = (await ask(`${question}${suggestion === undefined ? '' : ` [${suggestion}]`}: `)).trim();
      const answer = cleanAnswer(field, typed === '' ? (suggestion ?? '') : typed);
      const problems = await this.#problemsOf(field, answer);
      if (problems.length === 0) return this.#take(field, answer);
      const { formatProblem } = await import('../../policies/index');
      for (const problem of problems) this.#terminal.err(`  ${formatProblem(of(problem))}\n`);
    }
  }

  async #refuseMissing(questions: readonly Question[]): Promise<void> {
    const missing = questions.filter(
      ({ given, suggestion, optional }) =>
        given === undefined && suggestion === undefined && optional !== true,
    );
    if (missing.length === 0 || this.#terminal.ask !== undefined) return;
    const flags = missing.map(({ flag }) => `\`${flag}\``).join(', ');
    throw await refusal([
      {
        code: 'ERR_USAGE',
        message: `${flags} ${missing.length === 1 ? 'is' : 'are'} missing, and there is no terminal to ask on`,
        fix: 'give the options, or run it on a terminal',
      },
    ]);
  }

  /** What a declaration would have against one answer, the others being good. */
  async #problemsOf(field: keyof Starter, answer: string): Promise<readonly Problem[]> {
    const { parseFederation, renderStarter } = await import('../../policies/index');
    const gitlabUrl = field === 'gitlabUrl' ? answer : (this.#given.gitlabUrl ?? SAMPLE.gitlabUrl);
    const parsed = parseFederation(
      renderStarter({ ...SAMPLE, gitlabUrl, [field]: answer }),
      'federation.yaml',
    );
    return parsed.ok ? [] : parsed.problems.slice(0, 1);
  }
}

/** An answer as a declaration has it: without quotes; the path of a pasted project address; a host as its address. */
function cleanAnswer(field: keyof Starter, text: string): string {
  const answer = text.trim().replace(/^(['"])(.*)\1$/, '$2');
  if (field === 'gitlabUrl') {
    const url = answer.replace(/\/+$/, '');
    return /^[\w.-]+\.[\w-]+(?::\d+)?$/.test(url) ? `https://${url}` : url;
  }
  if (field !== 'projectPath') return answer;
  return parseRemote(answer)?.path ?? answer.replace(/(?:\.git)?\/*$/, '');
}

/** A problem of an answer has no place in a file that is not yet written; `at` is where the answer is from. */
function of({ pointer: _pointer, position: _position, ...problem }: Problem, at?: string): Problem {
  return at === undefined ? problem : { ...problem, pointer: at };
}

async function refusal(problems: readonly Problem[]): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  return new RefgateError(problems);
}

import { setTimeout as pause } from 'node:timers/promises';
import { quote, RefgateError, type ApiAnswer, type ApiSchema } from '../../policies/index';
import { readBody } from './read-body';
import { MAX_ATTEMPTS, waitBefore } from './retry';

/** Where the API is, and how it is asked. */
export interface GitlabClientOptions {
  /** Address of the API, such as `https://gitlab.com/api/v4`; no trailing slash. */
  readonly api: string;
  /** Sent as the header `PRIVATE-TOKEN`, and in no message. */
  readonly token: string;
  /** Of one attempt, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** @default waits as long */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Redirects of one request: a project that was renamed leads to its id. */
const MAX_REDIRECTS = 3;
/** Pages of one list: 100 entries each. */
const MAX_PAGES = 10_000;

type Query = Readonly<Record<string, string>>;

/**
 * Reads GitLab's REST API: GET only. Waits for rate limits and tries again after server errors, a bounded number of times. Follows
 * redirects within the API alone, because the token goes with them. After an error it is of no more use: what is under way ends.
 * @see https://docs.gitlab.com/api/rest/
 */
export class GitlabClient {
  readonly #options: GitlabClientOptions;
  readonly #stop = new AbortController();

  constructor(options: GitlabClientOptions) {
    this.#options = options;
  }

  /**
   * One object.
   * @param path below the address of the API, such as `/projects/101`
   * @throws RefgateError `ERR_GITLAB`: no answer, a token that GitLab does not take, or an answer of another shape
   */
  async get<T>(path: string, schema: ApiSchema<T>, query: Query = {}): Promise<ApiAnswer<T>> {
    const answer = await this.#answer(this.#url(path, query));
    if (answer.kind === 'hidden') return answer;
    return { kind: 'seen', value: this.#parsed(answer.text, schema, path), redirected: answer.redirected };
  }

  /**
   * Every entry of a list, over all of its pages.
   * @throws RefgateError as `get`
   * @see https://docs.gitlab.com/api/rest/#pagination
   */
  async list<T>(path: string, schema: ApiSchema<T[]>, query: Query = {}): Promise<ApiAnswer<readonly T[]>> {
    const entries: T[] = [];
    const seen = new Set<string>();
    let guessed: string | undefined;
    let url = this.#url(path, { per_page: '100', ...query });
    for (;;) {
      if (seen.has(url.search) || seen.size >= MAX_PAGES)
        throw this.#error(`the pages of ${quote(path)} do not end`, 'tell the operator of the instance');
      seen.add(url.search);
      const answer = await this.#answer(url);
      if (answer.kind === 'hidden') return answer;
      const page = this.#parsed(answer.text, schema, path);
      // who ignores `page` gives the same again
      if (answer.text === guessed) return { kind: 'seen', value: entries, redirected: answer.redirected };
      entries.push(...page);
      const told = nextQuery(answer.headers, url);
      const next = told ?? pageAfter(answer.headers, url, page.length);
      guessed = told === undefined ? answer.text : undefined;
      if (next === undefined) return { kind: 'seen', value: entries, redirected: answer.redirected };
      url = new URL(url);
      url.search = next;
    }
  }

  #url(path: string, query: Query): URL {
    const url = new URL(`${this.#options.api}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #answer(first: URL): Promise<
    | Extract<ApiAnswer<never>, { readonly kind: 'hidden' }>
    | {
        readonly kind: 'text';
        readonly text: string;
        readonly headers: Headers;
        readonly redirected: boolean;
      }
  > {
    let url = first;
    for (let redirects = 0; ; redirects++) {
      const { status, headers, text } = await this.#tried(url);
      if (status >= 200 && status < 300) return { kind: 'text', text, headers, redirected: redirects > 0 };
      const location = headers.get('location');
      if (status >= 300 && status < 400 && location !== null && redirects < MAX_REDIRECTS) {
        url = this.#within(new URL(location, url), url);
        continue;
      }
      if (status === 401)
        throw this.#error(
          `GitLab does not accept the token (401)${saidIn(text)}`,
          'set `GITLAB_TOKEN` to a personal, group or project access token with the scope `read_api` that has not expired',
        );
      if (status === 403 || status === 404)
        return { kind: 'hidden', status, reason: this.#clean(saidIn(text)) };
      throw this.#error(
        `GitLab answers ${quote(placeOf(url))} with ${status}${saidIn(text)}`,
        'check the address of the instance, or name that of the API with `--api`',
      );
    }
  }

  /** A redirect that leaves the API would carry the token there. */
  #within(target: URL, from: URL): URL {
    const base = new URL(this.#options.api);
    if (target.origin === base.origin && target.pathname.startsWith(`${base.pathname}/`)) return target;
    throw this.#error(
      `GitLab redirects ${quote(placeOf(from))} to ${quote(target.origin)}, and the token is not sent there`,
      'name the address of the API with `--api`',
    );
  }

  async #tried(url: URL): Promise<{ status: number; headers: Headers; text: string }> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === MAX_ATTEMPTS;
      let failure: string;
      let retryAfter: string | null = null;
      try {
        const response = await this.#send(url);
        if (response.status !== 429 && response.status < 500) return response;
        failure = response.status === 429 ? 'a rate limit (429)' : `${response.status}`;
        retryAfter = response.headers.get('retry-after');
      } catch (error) {
        if (this.#stop.signal.aborted) throw error;
        failure = failureOf(error, this.#timeoutMs);
      }
      if (last)
        throw this.#error(
          `GitLab did not answer ${quote(placeOf(url))} in ${MAX_ATTEMPTS} attempts, at last: ${failure}`,
          'try again later; nothing was written',
        );
      const wait = waitBefore(attempt, retryAfter, Date.now());
      if (wait.kind === 'too_long')
        throw this.#error(
          `GitLab asks to wait ${wait.seconds} s before ${quote(placeOf(url))}: ${failure}`,
          'try again then; nothing was written',
        );
      await this.#sleep(wait.ms);
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#stop;
    const { sleep } = this.#options;
    await (sleep === undefined ? pause(ms, undefined, { signal }) : sleep(ms, signal));
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 30_000;
  }

  async #send(url: URL): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(url, {
      headers: { 'private-token': this.#options.token, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.#timeoutMs)]),
    });
    return { status: response.status, headers: response.headers, text: await readBody(response) };
  }

  #parsed<T>(text: string, schema: ApiSchema<T>, path: string): T {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.#error(
        `GitLab's answer to ${quote(path)} is not JSON`,
        'check the address of the instance: a login page or a proxy may answer in its place',
        quote(this.#clean(text.slice(0, 60))),
      );
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const at = (issue?.path ?? []).map((step) => `/${String(step)}`).join('');
    throw this.#error(
      `GitLab's answer to ${quote(path)} does not have the documented shape: ${this.#clean(issue?.message ?? '')}${at === '' ? '' : ` at ${quote(at)}`}`,
      'report this with the release of the instance',
    );
  }

  #error(message: string, fix: string, got?: string): RefgateError {
    this.#stop.abort();
    return new RefgateError({ code: 'ERR_GITLAB', message: this.#clean(message), got, fix });
  }

  /** Without the token, whoever repeated it. */
  #clean(text: string): string {
    return text.replaceAll(this.#options.token, '<token>');
  }
}

/** Path and query, as a user would call it. */
const placeOf = (url: URL): string => `GET ${url.pathname}${url.search}`;

/** What an error of the API says of itself: `message` or `error_description`, on one line. */
function saidIn(text: string): string {
  try {
    const { message, error, error_description: description } = JSON.parse(text) as Record<string, unknown>;
    const said = [description, message, error].find((each) => typeof each === 'string') as string | undefined;
    return said === undefined ? '' : `: ${quote(said.slice(0, 120))}`;
  } catch {
    return '';
  }
}

/**
 * The query of the next page. The address in `Link` is the one that the instance has for itself, so only its query is taken.
 * @see https://docs.gitlab.com/api/rest/#pagination-link-header
 */
function nextQuery(headers: Headers, from: URL): string | undefined {
  const link = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(headers.get('link') ?? '')?.[1];
  if (link !== undefined && URL.canParse(link, from.href)) return new URL(link, from).search;
  const page = headers.get('x-next-page');
  if (page === null || !/^[1-9]\d*$/.test(page)) return undefined;
  const next = new URLSearchParams(from.search);
  next.set('page', page);
  return `?${next.toString()}`;
}

/** Headers that a page has, whether it is the last or not. */
const PAGING_HEADERS = ['link', 'x-next-page', 'x-page', 'x-total-pages'];

/** A proxy may have taken the headers away: then the next page is asked for until one is empty, so that no entry is missed. */
function pageAfter(headers: Headers, { search }: URL, entries: number): string | undefined {
  if (entries === 0 || PAGING_HEADERS.some((name) => headers.has(name))) return undefined;
  const next = new URLSearchParams(search);
  next.set('page', String(Number(next.get('page') ?? 1) + 1));
  return `?${next.toString()}`;
}

function failureOf(error: unknown, timeoutMs: number): string {
  const { name, cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return cause?.code ?? message;
}

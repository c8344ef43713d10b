import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An entry of `push_access_levels` and its kin, as GitLab's documentation shows it. */
export interface ServedLevel {
  readonly access_level: number | null;
  readonly user_id?: number | null;
  readonly group_id?: number | null;
  readonly deploy_key_id?: number | null;
  readonly member_role_id?: number | null;
  readonly access_level_description?: string;
}

export interface ServedProject {
  readonly id: number;
  readonly path: string;
  readonly namespaceId: number;
  readonly visibility?: 'private' | 'internal' | 'public';
  /** Paths that lead here. */
  readonly formerPaths?: readonly string[];
  readonly branches?: readonly {
    readonly name: string;
    readonly push: readonly ServedLevel[];
    readonly merge: readonly ServedLevel[];
    readonly inherited?: boolean;
  }[];
  readonly tags?: readonly { readonly name: string; readonly create: readonly ServedLevel[] }[];
  readonly environments?: readonly {
    readonly name: string;
    readonly deploy: readonly ServedLevel[];
    readonly approvals?: readonly (ServedLevel & { readonly required_approvals: number })[];
  }[];
  /** CI/CD settings; absent = the user may not administer the project, and the answer does not have them. */
  readonly settings?: object;
  /** Lists that are answered with a status. */
  readonly refused?: Readonly<Partial<Record<List, number>>>;
  /** Approvals and their rules (GitLab Premium); absent = 404, as without it. */
  readonly approvals?: { readonly settings: object; readonly rules: readonly object[] };
  readonly deployKeys?: readonly {
    readonly id: number;
    readonly title: string;
    readonly can_push: boolean;
  }[];
  readonly triggers?: readonly { readonly id: number; readonly description: string }[];
  readonly members?: readonly {
    readonly id: number;
    readonly username: string;
    readonly access_level: number;
    readonly state?: string;
    readonly member_role?: object;
  }[];
  readonly variables?: readonly ServedVariable[];
  /** More members of the project's answer. */
  readonly more?: object;
}

/** @see https://docs.gitlab.com/api/project_level_variables/ */
export interface ServedVariable {
  readonly key: string;
  readonly value: string | null;
  readonly environment_scope?: string;
  readonly variable_type?: 'env_var' | 'file';
  readonly protected?: boolean;
  readonly masked?: boolean;
  readonly hidden?: boolean;
  readonly raw?: boolean;
}

type List =
  | 'branches'
  | 'tags'
  | 'environments'
  | 'approvals'
  | 'rules'
  | 'deployKeys'
  | 'triggers'
  | 'members'
  | 'variables';

export interface ServedInstance {
  /** Protected environments of groups, by tier; a group that is not here has none. */
  readonly groupEnvironments?: Readonly<Record<string, NonNullable<ServedProject['environments']> | number>>;
  /** Groups by full path that have CI/CD variables of their own, or that the user of the token may not see. */
  readonly groups?: Readonly<
    Record<string, { readonly id: number; readonly variables: readonly ServedVariable[] | number }>
  >;
  /** The user of the token. @default a Maintainer of every group */
  readonly user?: { readonly isAdmin?: boolean; readonly level?: number };
  /** Users and top-level groups that no project of this instance shows. */
  readonly namespaces?: readonly string[];
  /** The only token that it takes. */
  readonly token: string;
  readonly projects: readonly ServedProject[];
  /** Entries of a page at most, as the instance limits them. @default 100 */
  readonly pageSize?: number;
}

/** An answer in place of the one that GitLab would give; `hang`: none, `cut`: the connection ends in the middle of it. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'cut';

/** Members of the API's answers that refgate does not read: it must not stumble over them. */
const UNREAD = { description: null, topics: [], _links: {}, created_at: '2026-01-01T00:00:00.000Z' };

/**
 * Answers as GitLab's REST API is documented to: tokens, statuses, pages with `Link` and `x-next-page`, redirects of renamed projects.
 * @see https://docs.gitlab.com/api/rest/ and the pages of each endpoint
 */
export class GitlabServer {
  /** `GET /api/v4/…` in the order in which they came. */
  readonly requests: string[] = [];
  readonly #server: Server;
  #port = 0;
  readonly #faults = new Map<string, Fault[]>();

  private constructor(private readonly world: ServedInstance) {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(world: ServedInstance): Promise<GitlabServer> {
    const server = new GitlabServer(world);
    await new Promise<void>((done) => void server.#server.listen(0, '127.0.0.1', done));
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  /** Address of the API, also after the server is closed. */
  get api(): string {
    return `http://127.0.0.1:${this.#port}/api/v4`;
  }

  /** The next answers to a path below `/api/v4`, one each. */
  fail(path: string, ...faults: readonly Fault[]): void {
    this.#faults.set(path, [...faults]);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => void this.#server.close(() => done()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.requests.push(`${request.method} ${request.url}`);
    const path = url.pathname.replace(/^\/api\/v4/, '');
    const fault = this.#faults.get(path)?.shift();
    if (fault === 'hang') return;
    if (fault === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[{"name":');
      setImmediate(() => response.destroy());
      return;
    }
    if (fault !== undefined) {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
      return;
    }
    if (request.headers['private-token'] !== this.world.token)
      return send(response, 401, { message: '401 Unauthorized' });
    const group = /^\/groups\/([^/]+)\/projects$/.exec(path)?.[1];
    if (group !== undefined) return this.#group(decodeURIComponent(group), url, response);
    if (path === '/user')
      return send(response, 200, {
        ...UNREAD,
        id: 1,
        username: 'auditor',
        ...(this.world.user?.isAdmin === true && { is_admin: true }),
      });
    if (/^\/groups\/[^/]+\/members\/all\/1$/.test(path)) {
      const { level = 40 } = this.world.user ?? {};
      if (level === 0) return send(response, 404, { message: '404 Not found' });
      return send(response, 200, { ...UNREAD, id: 1, username: 'auditor', access_level: level });
    }
    const protects = /^\/groups\/([^/]+)\/protected_environments$/.exec(path)?.[1];
    if (protects !== undefined) {
      const rules = this.world.groupEnvironments?.[decodeURIComponent(protects)] ?? [];
      if (typeof rules === 'number') return send(response, rules, { message: '403 Forbidden' });
      return this.#page(environmentAnswers(rules), url, response);
    }
    const [, called, part] = /^\/groups\/([^/]+)(\/variables)?$/.exec(path) ?? [];
    if (called !== undefined) {
      const found = this.world.groups?.[decodeURIComponent(called)];
      if (found === undefined) return send(response, 404, { message: '404 Group Not Found' });
      if (part === undefined) return send(response, 200, { ...UNREAD, id: found.id, full_path: called });
      if (typeof found.variables === 'number')
        return send(response, found.variables, { message: '403 Forbidden' });
      return this.#page(variableAnswers(found.variables), url, response);
    }
    const namespace = /^\/namespaces\/([^/]+)\/exists$/.exec(path)?.[1]?.toLowerCase();
    if (namespace !== undefined) {
      const all = [
        ...this.world.projects.map((each) => each.path.split('/')[0] ?? ''),
        ...(this.world.namespaces ?? []),
      ];
      return send(response, 200, {
        exists: all.some((each) => each.toLowerCase() === namespace),
        suggests: [],
      });
    }
    const [, reference = '', list] = /^\/projects\/([^/]+)(?:\/(\w+(?:\/all)?))?$/.exec(path) ?? [];
    const named = decodeURIComponent(reference);
    const project = this.world.projects.find(
      ({ id, path: full }) => String(id) === named || full.toLowerCase() === named.toLowerCase(),
    );
    const moved = this.world.projects.find(({ formerPaths = [] }) => formerPaths.includes(named));
    if (project === undefined && moved !== undefined) {
      response.writeHead(301, { location: `${this.api}/projects/${moved.id}` });
      response.end();
      return;
    }
    if (project === undefined) return send(response, 404, { message: '404 Project Not Found' });
    if (list === undefined) return send(response, 200, projectAnswer(project));
    this.#list(project, list, url, response);
  }

  #list(project: ServedProject, list: string, url: URL, response: ServerResponse): void {
    const kind = {
      protected_branches: 'branches',
      protected_tags: 'tags',
      protected_environments: 'environments',
      approvals: 'approvals',
      approval_rules: 'rules',
      deploy_keys: 'deployKeys',
      triggers: 'triggers',
      'members/all': 'members',
      variables: 'variables',
    }[list] as List | undefined;
    if (kind === undefined) return send(response, 404, { error: '404 Not Found' });
    const refused = project.refused?.[kind];
    if (refused !== undefined)
      return send(response, refused, { message: refused === 403 ? '403 Forbidden' : '404 Not Found' });
    if (kind === 'approvals' || kind === 'rules') {
      const { approvals } = project;
      if (approvals === undefined) return send(response, 404, { message: '404 Not Found' });
      if (kind === 'approvals') return send(response, 200, { ...UNREAD, ...approvals.settings });
      return this.#page(approvals.rules, url, response);
    }
    if (kind === 'deployKeys')
      return this.#page(
        (project.deployKeys ?? []).map((key) => ({
          ...UNREAD,
          key: 'ssh-ed25519 AAAA',
          fingerprint: 'x',
          ...key,
        })),
        url,
        response,
      );
    if (kind === 'triggers')
      return this.#page(
        (project.triggers ?? []).map((trigger) => ({
          ...UNREAD,
          token: 'glptt-of-a-trigger',
          owner: null,
          ...trigger,
        })),
        url,
        response,
      );
    if (kind === 'members')
      return this.#page(
        (project.members ?? []).map((member) => ({
          ...UNREAD,
          name: 'x',
          state: 'active',
          expires_at: null,
          member_role: null,
          ...member,
        })),
        url,
        response,
      );
    if (kind === 'variables') return this.#page(variableAnswers(project.variables ?? []), url, response);
    this.#page(listAnswer(project, kind), url, response);
  }

  /** Projects of a group and its subgroups. */
  #group(group: string, url: URL, response: ServerResponse): void {
    const within = this.world.projects.filter(({ path }) => path.startsWith(`${group}/`));
    if (within.length === 0) return send(response, 404, { message: '404 Group Not Found' });
    this.#page(within.map(projectAnswer), url, response);
  }

  #page(entries: readonly object[], url: URL, response: ServerResponse): void {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 20), this.world.pageSize ?? 100);
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = page * size < entries.length ? page + 1 : undefined;
    const address = (to: number): string =>
      // as the instance calls itself, whatever address it was reached by
      `https://gitlab.example.com${url.pathname}?${new URLSearchParams({ ...Object.fromEntries(url.searchParams), page: String(to), per_page: String(size) }).toString()}`;
    response.setHeader('x-next-page', next ?? '');
    const links = [
      `<${address(1)}>; rel="first"`,
      ...(next === undefined ? [] : [`<${address(next)}>; rel="next"`]),
    ];
    response.setHeader('link', links.join(', '));
    send(response, 200, entries.slice((page - 1) * size, page * size));
  }
}

function projectAnswer({ id, path, namespaceId, visibility, settings, more }: ServedProject): object {
  const [name = ''] = path.split('/').slice(-1);
  const group = path.slice(0, -name.length - 1);
  return {
    ...UNREAD,
    id,
    name,
    path: name,
    path_with_namespace: path,
    default_branch: 'main',
    visibility: visibility ?? 'private',
    archived: false,
    empty_repo: false,
    namespace: { id: namespaceId, name: group, path: group, kind: 'group', full_path: group },
    merge_requests_access_level: 'enabled',
    ...settings,
    ...more,
  };
}

function listAnswer(project: ServedProject, kind: 'branches' | 'tags' | 'environments'): readonly object[] {
  if (kind === 'branches')
    return (project.branches ?? []).map(({ name, push, merge, inherited = false }, index) => ({
      id: index + 1,
      name,
      push_access_levels: levels(push),
      merge_access_levels: levels(merge),
      allow_force_push: false,
      unprotect_access_levels: [],
      code_owner_approval_required: false,
      inherited,
    }));
  if (kind === 'tags')
    return (project.tags ?? []).map(({ name, create }) => ({ name, create_access_levels: levels(create) }));
  return environmentAnswers(project.environments ?? []);
}

function variableAnswers(variables: readonly ServedVariable[]): readonly object[] {
  return variables.map((variable) => ({
    variable_type: 'env_var',
    hidden: false,
    protected: false,
    masked: false,
    raw: false,
    environment_scope: '*',
    description: null,
    ...variable,
  }));
}

function levels(entries: readonly ServedLevel[]): readonly object[] {
  return entries.map((entry, index) => ({ id: index + 1, access_level_description: 'x', ...entry }));
}

function environmentAnswers(rules: NonNullable<ServedProject['environments']>): readonly object[] {
  return rules.map(({ name, deploy, approvals = [] }) => ({
    name,
    deploy_access_levels: levels(deploy),
    required_approval_count: 0,
    approval_rules: levels(approvals),
  }));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

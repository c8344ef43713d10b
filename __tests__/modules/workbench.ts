import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { GitlabProvider } from '@cdktf/provider-gitlab/lib/provider';
import { App } from 'cdktf';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PortableStack, synthesizedStack } from '../../modules/index';
import type { Federation, Grant, GrantRule, Project } from '../../policies/index';
import { formatProblem, parseFederation, RefgateError } from '../../policies/index';

/** The parts of a synthesized stack that tests look at. */
export interface StackJson {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data?: StackJson['resource'];
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  readonly import?: readonly { readonly to: string; readonly id: string }[];
}

/** Folders that disappear with the test file. */
export class Workbench {
  private readonly folders: string[] = [];

  folder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'refgate-test-'));
    this.folders.push(folder);
    return folder;
  }

  app(): App {
    return new App({ outdir: this.folder(), stackTraces: false });
  }

  /** An empty stack with both providers. */
  stack(): PortableStack {
    const stack = new PortableStack(this.app(), 'test');
    const providers = [new AwsProvider(stack, 'aws-provider'), new GitlabProvider(stack, 'gitlab-provider')];
    if (providers.length !== 2) throw new Error('unreachable');
    return stack;
  }

  clear(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

export function jsonOf(stack: PortableStack): StackJson {
  return JSON.parse(synthesizedStack(stack).json) as StackJson;
}

/** The one resource of a type. */
export function only(stack: PortableStack, type: string): Readonly<Record<string, unknown>> {
  const found = Object.values(jsonOf(stack).resource[type] ?? {});
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0] as Readonly<Record<string, unknown>>;
}

/** Addresses of everything in the stack, sorted. */
export function addresses(json: StackJson): readonly string[] {
  const named = (prefix: string, section: StackJson['resource'] = {}): readonly string[] =>
    Object.entries(section).flatMap(([type, entries]) =>
      Object.keys(entries).map((name) => `${prefix}${type}.${name}`),
    );
  return [...named('', json.resource), ...named('data.', json.data)].toSorted();
}

/** The text of a refusal: every problem on a line of its own. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RefgateError) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
  throw new Error('nothing was refused');
}

export const API: Project = {
  path: 'acme/platform/api',
  id: '101',
  namespaceId: '12',
  protectedBranches: [{ pattern: 'main', push: 'maintainer', merge: 'maintainer' }],
  protectedTags: [],
  protectedEnvironments: [],
  subClaim: ['project_path', 'ref_type', 'ref'],
  visibility: 'private',
};

/** A grant on gitlab.com for branches of {@link API}. */
export function grantOf(branches: readonly string[], changes: Partial<GrantRule> = {}): Grant {
  return {
    issuer: 'https://gitlab.com',
    audience: 'sts.amazonaws.com',
    rules: [
      {
        project: API,
        refs: branches.map((pattern) => ({ type: 'branch', pattern })),
        protected: true,
        ...changes,
      },
    ],
  };
}

/** A federation from the parts of a declaration that a test is about. */
export function federationOf(parts: Readonly<Record<string, string>> = {}): Federation {
  const {
    gitlab = '{ url: https://gitlab.com, audience: sts.amazonaws.com }',
    projects = '{ api: { path: acme/platform/api, id: 101, namespace_id: 12, protected_branches: { main: { push: maintainer, merge: maintainer } }, protected_tags: {} } }',
    accounts = '{ production: { id: "111122223333", region: eu-west-1 } }',
    roles = '{ deploy: { account: production, trust: [{ project: api, branches: [main], protected: true }] } }',
    ...rest
  } = parts;
  const sections = Object.entries({ gitlab, projects, accounts, roles, ...rest });
  const parsed = parseFederation(
    sections.map(([name, text]) => `${name}: ${text}\n`).join(''),
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.federation;
}

import { pageAssets } from '../../cli/output/page-assets';
import {
  compilePolicy,
  judgePipeline,
  judgeToken,
  parsePolicy,
  renderHtml,
  type CompiledPolicy,
  type Pipeline,
  type PipelineSource,
  type ProviderRegistration,
  type RawClaims,
  type ReportRole,
} from '../../policies/index';
import { describeChromium } from './browser';
import { sampleReport } from './sample-report';

const sample = sampleReport();

/** What one types; what is omitted stays as the form has it. */
interface Typed {
  readonly note: string;
  readonly kind?: 'branch' | 'tag' | 'merge_request';
  readonly ref?: string;
  readonly into?: string;
  readonly fork?: string;
  readonly protected?: boolean;
  readonly source?: PipelineSource;
  readonly path?: string;
  readonly ids?: readonly [project: string, namespace: string];
  readonly audience?: string;
  readonly environment?: string;
}

const WEB = 'acme/platform/web';
const PIPELINES: readonly Typed[] = [
  { note: 'the form as it starts' },
  { note: 'a protected branch', protected: true },
  { note: 'an unprotected one', protected: false },
  { note: 'started by hand', protected: true, source: 'web' },
  { note: 'a schedule', protected: true, source: 'schedule' },
  { note: 'a trigger', protected: true, source: 'trigger' },
  { note: 'a child pipeline', protected: true, source: 'parent_pipeline' },
  { note: 'another branch', ref: 'feature/login', protected: false },
  { note: 'begins like main', ref: 'mainline', protected: true },
  { note: 'another case', ref: 'Main', protected: true },
  { note: 'a release tag', kind: 'tag', ref: 'v1.2.3', protected: true },
  { note: 'an unprotected release tag', kind: 'tag', ref: 'v1.2.3', protected: false },
  { note: 'a tag named like the branch', kind: 'tag', ref: 'main', protected: true },
  { note: 'a merge request', kind: 'merge_request', ref: 'feature/login', into: 'main' },
  { note: 'a back-merge', kind: 'merge_request', ref: 'main', into: 'release/1.2', protected: true },
  {
    note: 'a merge request whose protection GitLab leaves open',
    kind: 'merge_request',
    ref: 'main',
    into: 'release/1.2',
    source: 'push',
  },
  { note: 'of a fork', kind: 'merge_request', ref: 'main', into: 'main', fork: 'mallory/api' },
  { note: 'another project', path: WEB, ids: ['102', '12'], protected: true },
  { note: 'its release branch', path: WEB, ids: ['102', '12'], ref: 'release/2.0', protected: true },
  { note: 'an impostor', ids: ['999', '12'], protected: true },
  { note: 'another group', path: 'acme-evil/platform/api', ids: ['7', '8'], protected: true },
  { note: 'another case of the path', path: 'Acme/Platform/API', ids: ['101', '12'], protected: true },
  { note: 'another audience', audience: 'https://vault.example.com', protected: true },
  { note: 'two audiences', audience: 'sts.amazonaws.com, other', protected: true },
  { note: 'an environment', environment: 'production', protected: true },
  { note: 'markup as a ref', ref: '<b>`"\'', protected: false },
];

function pipelineOf(typed: Typed): Pipeline {
  const { kind = 'branch', ref = 'main', path = 'acme/platform/api', ids = ['101', '12'] } = typed;
  const common = {
    protectedBranches: 'unknown',
    protectedTags: 'unknown',
    protectedEnvironments: 'unknown',
    subClaim: ['project_path', 'ref_type', 'ref'],
    visibility: 'private',
  } as const;
  const fork = typed.fork === undefined ? {} : { fork: { path: typed.fork, ...common } };
  const audiences = (typed.audience ?? 'sts.amazonaws.com').split(', ');
  return {
    instance: { url: 'https://gitlab.com', issuer: 'https://gitlab.com' },
    project: projectAt(path, ids) ?? { path, id: ids[0], namespaceId: ids[1], ...common },
    target:
      kind === 'merge_request'
        ? { kind, mergeRequest: { from: ref, into: typed.into ?? 'main', kind: 'detached', ...fork } }
        : { kind, name: ref },
    source: typed.source ?? (kind === 'merge_request' ? 'merge_request_event' : 'push'),
    audience: audiences.length === 1 ? (audiences[0] as string) : audiences,
    ...(typed.protected === undefined ? {} : { refProtected: typed.protected }),
    ...(typed.environment === undefined
      ? {}
      : { environment: { name: typed.environment, tier: 'production', action: 'start' } as const }),
  };
}

/** The declared project with that path and these ids: its rules are known to the form. */
function projectAt(
  path: string,
  [id, namespace]: readonly [string, string],
): Pipeline['project'] | undefined {
  return sample.gitlab?.projects.find(
    (project) => project.path === path && project.id === id && project.namespaceId === namespace,
  );
}

function compiled({ policy }: ReportRole): CompiledPolicy {
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new Error('a policy of the sample does not parse');
  return compilePolicy(parsed.policy);
}

const providerOf = ({ issuer, account, clientIds }: ReportRole): ProviderRegistration => ({
  issuer: issuer ?? '',
  account: account ?? '',
  ...(clientIds === undefined ? {} : { clientIds }),
});

/** What the engine says outside of the page, role by role. */
function verdicts(judge: (role: ReportRole) => readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sample.roles.map((role) => {
      const outcomes = [...new Set(judge(role))];
      const [only] = outcomes;
      const verdict =
        outcomes.length > 1 || only === 'undetermined' ? 'open' : only === 'allow' ? 'can' : 'cannot';
      return [role.key, verdict];
    }),
  );
}

describeChromium('the try-it box in Chromium', (browser) => {
  const page = (): ReturnType<typeof browser>['page'] => browser().page;
  beforeAll(async () => {
    await browser().open(renderHtml(sample, { assets: await pageAssets() }));
  });
  afterEach(() => expect(browser().complaints()).toEqual([]));

  async function shown(): Promise<Readonly<Record<string, string>>> {
    const pairs = await page().evaluate<readonly (readonly [string, string])[]>(
      '[...document.querySelectorAll(".answers > li > details")].map(({ dataset }) => [dataset.role, dataset.verdict])',
    );
    return Object.fromEntries(pairs);
  }

  const settled = async (): Promise<void> => {
    await page().locator('.output[aria-busy=false]').waitFor();
  };

  /** Types a pipeline into a form that has been reset. */
  async function type(typed: Typed): Promise<void> {
    const { kind = 'branch', ref = 'main', path = 'acme/platform/api', ids = ['101', '12'] } = typed;
    const values = {
      kind,
      path,
      id: ids[0],
      namespace: ids[1],
      ref,
      into: typed.into ?? 'main',
      fork: typed.fork ?? '',
      protected: typed.protected === undefined ? '' : String(typed.protected),
      source: typed.source ?? (kind === 'merge_request' ? 'merge_request_event' : 'push'),
      audience: typed.audience ?? 'sts.amazonaws.com',
      environment: typed.environment ?? '',
    };
    await page().evaluate(`for (const [name, value] of Object.entries(${JSON.stringify(values)})) {
      const control = document.getElementById('try-' + name);
      control.value = value;
      control.dispatchEvent(new Event('input', { bubbles: true }));
    }`);
    await settled();
  }

  test.each(PIPELINES)('agrees with the engine: $note', async (typed) => {
    await type(typed);
    const pipeline = pipelineOf(typed);
    const expected = verdicts((role) =>
      judgePipeline(compiled(role), pipeline, providerOf(role)).map(({ decision }) => decision.outcome),
    );
    expect(await shown()).toEqual(expected);
  });

  test('every answer is seen: some can, some cannot, some depend', () => {
    const seen = PIPELINES.flatMap((typed) =>
      Object.values(
        verdicts((role) =>
          judgePipeline(compiled(role), pipelineOf(typed), providerOf(role)).map(
            ({ decision }) => decision.outcome,
          ),
        ),
      ),
    );
    expect(new Set(seen)).toEqual(new Set(['can', 'cannot', 'open']));
  });

  test('opened on a row it says what the matrix says, and begins with the first one', async () => {
    const expected = (row: (typeof sample.rows)[number]): Readonly<Record<string, string>> =>
      Object.fromEntries(
        sample.roles.map(({ key }, i) => [key, row.cells[i]?.outcome === 'allow' ? 'can' : 'cannot']),
      );
    await browser().open(renderHtml(sample, { assets: await pageAssets() }));
    expect(await shown()).toEqual(expected(sample.rows[0]!));
    const place = sample.rows.findIndex(({ label }) => label === 'api branch feature/login');
    await page().locator(`[data-place="${place},-1"]`).click();
    await page().getByRole('button', { name: 'Change this pipeline and try again' }).click();
    await settled();
    expect(await shown()).toEqual(expected(sample.rows[place]!));
    expect(await page().locator('#try-ref').inputValue()).toBe('feature/login');
    await page().locator('#try-start').selectOption({ label: 'web' });
    await settled();
    expect(await page().locator('#try-id').inputValue()).toBe('102');
  });

  test('a path that the report knows brings its ids', async () => {
    await type({ note: '' });
    await page().locator('#try-path').fill(WEB);
    expect(await page().locator('#try-id').inputValue()).toBe('102');
    expect(await page().locator('#try-namespace').inputValue()).toBe('12');
  });

  test('an answer opens to its statements, values and advice', async () => {
    await type({ note: '', ref: 'feature/login', protected: false });
    const answer = page().locator('[data-role="deploy"]');
    await answer.locator('summary').first().click();
    const text = await answer.locator('.content').textContent();
    expect(text).toContain('project_path:acme/platform/api:ref_type:branch:ref:feature/login');
    expect(text).toContain('What would let it in');
  });

  test('pasted claims are judged as the engine judges them, a whole token too', async () => {
    await page().getByRole('button', { name: 'Paste claims' }).click();
    const all = sample.rows.flatMap(({ cells }): readonly RawClaims[] => {
      const { claims } = cells[0] ?? {};
      return claims === undefined ? [] : [claims];
    });
    const tokens = all.filter((_, i) => i % 5 === 0);
    expect(tokens.length).toBeGreaterThan(8);
    for (const [i, claims] of tokens.entries()) {
      const text = i % 2 === 0 ? JSON.stringify(claims) : jwt(claims);
      await page().locator('#try-claims').fill(text);
      await settled();
      const expected = verdicts((role) => [judgeToken(compiled(role), claims, providerOf(role)).outcome]);
      expect(await shown()).toEqual(expected);
    }
  });

  test.each([
    ['{', 'this is not JSON'],
    ['[]', 'the payload of a token is a JSON object'],
    ['', 'paste the payload of an ID token'],
    ['a.b.c', 'this is not JSON'],
  ])('claims that are none (%j) are told, and no role is assumed', async (text, message) => {
    await page().locator('#try-claims').fill(text);
    await settled();
    expect(await page().getByRole('alert').textContent()).toContain(message);
    expect(await page().locator('#try-claims').getAttribute('aria-invalid')).toBe('true');
    expect(await shown()).toEqual({});
  });

  test('the token of a cell can be taken there and changed', async () => {
    await page().locator('[data-place="0,0"]').click();
    await page().getByRole('button', { name: 'Change this token and try again' }).click();
    const text = await page().locator('#try-claims').inputValue();
    expect(JSON.parse(text)).toEqual(sample.rows[0]?.cells[0]?.claims);
    expect(await page().locator('[data-role="deploy"]').getAttribute('data-verdict')).toBe('can');
    await page().locator('#try-claims').fill(text.replace('"101"', '"999"'));
    await settled();
    expect(await page().locator('[data-role="deploy"]').getAttribute('data-verdict')).toBe('cannot');
  });
});

function jwt(claims: RawClaims): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

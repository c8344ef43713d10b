import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { run } from '../../../cli/program';
import { applyChanges, applyToClaims, applyToProvider, parsePolicy, type Fix } from '../../../policies/index';
import { checkWrite } from '../../../policies/trust/index';
import { fakeTerminal } from '../../support/fake-terminal';

type Json = Readonly<Record<string, unknown>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-fixes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

interface Told {
  readonly decision: string;
  readonly headline: string;
  readonly aws?: string;
  readonly steps: readonly string[];
  readonly advice: readonly string[];
  readonly fixes: readonly Fix[];
}

async function explain(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly told: Told; readonly err: string }> {
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run(['explain', ...args, '--format', 'json'], terminal);
  const [told] = JSON.parse(terminal.stdout() || '[{}]') as readonly Told[];
  return { code, told: told as Told, err: terminal.stderr() };
}

const SUB = 'project_path:acme/api:ref_type:branch:ref:main';
const claims = (more: Json = {}): Json => ({
  iss: 'https://gitlab.com',
  aud: 'https://gitlab.com',
  iat: 1_790_000_000,
  exp: 1_790_003_600,
  sub: SUB,
  project_id: '7',
  namespace_id: '3',
  ref_protected: 'true',
  ...more,
});

const trust = (
  host: string,
  condition: Json,
  arn = `arn:aws:iam::111122223333:oidc-provider/${host}`,
): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: arn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  ],
});

const role = (document: Json, partition = 'aws'): Json => ({
  Role: {
    RoleName: 'acme-deploy',
    Arn: `arn:${partition}:iam::111122223333:role/acme-deploy`,
    Path: '/',
    AssumeRolePolicyDocument: document,
  },
});

/** The answer after a fix: the policy is written again, and the token is what the changed job gets. */
async function afterFix(document: Json, payload: Json, { changes }: Fix, issuer: string, partition = 'aws') {
  const changed = applyChanges(document, changes, 'trust_policy') as Json;
  expect(checkWrite(changed)).toEqual({ accepted: true });
  expect(parsePolicy(changed).ok).toBe(true);
  const provider = applyToProvider({ issuer, account: '111122223333' }, changes);
  write('fixed.json', role(changed, partition));
  write('token.json', applyToClaims(payload, changes, provider));
  return explain('fixed.json', '--claims', 'token.json');
}

const widens = ({ admits }: Fix): boolean => admits !== undefined;

describe('a role that is not declared', () => {
  const simple = trust('gitlab.com', {
    StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:sub': SUB },
  });

  test('the old `CI_JOB_JWT` has no `aud`: the job needs `id_tokens`', async () => {
    const { aud: _, ...rest } = claims();
    const payload = {
      ...rest,
      iss: 'gitlab.com',
      sub: 'job_2',
      project_path: 'acme/api',
      ref: 'main',
      ref_type: 'branch',
    };
    write('role.json', role(simple));
    write('claims.json', payload);
    const { code, told } = await explain('role.json', '--claims', 'claims.json');
    expect(code).toBe(1);
    expect(told.headline).toContain('Missing a required claim: aud');
    expect(told.aws).toContain('InvalidIdentityToken');
    expect(told.advice).toEqual([
      'the job sends `CI_JOB_JWT`, which has no `aud` and was removed in GitLab 17.0: set `id_tokens: { AWS_TOKEN: { aud: "https://gitlab.com" } }` in the job',
    ]);
    expect((await afterFix(simple, payload, told.fixes[0] as Fix, 'https://gitlab.com')).code).toBe(0);
  });

  test('a subject with one more component is not a ref with colons in it', async () => {
    const payload = claims({ sub: `${SUB}:ref_protected:true` });
    write('role.json', role(simple));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    expect(told.advice.join('\n')).not.toMatch(/branch `main:/);
    expect(told.advice.join('\n')).not.toContain('trusts `main`');
    expect(told.fixes.map(({ changes }) => changes.map(({ place, value }) => [place, value]))).toEqual([
      [['gitlab', ['project_path', 'ref_type', 'ref']]],
      [['trust_policy', `${SUB}:ref_protected:true`]],
    ]);
    for (const fix of told.fixes)
      expect((await afterFix(simple, payload, fix, 'https://gitlab.com')).code).toBe(0);
  });

  test.each([
    [
      'another ref',
      { sub: SUB.replace('main', 'dev') },
      'trust_policy',
      /^every pipeline of the branch `dev`/,
    ],
    [
      'a tag of that name',
      { sub: SUB.replace('branch', 'tag') },
      'trust_policy',
      /^every pipeline of the tag `main`/,
    ],
    ['another audience', { aud: 'sts.amazonaws.com' }, 'job', undefined],
  ])('%s', async (_, change, place, admits) => {
    const payload = claims(change);
    write('role.json', role(simple));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    const [first] = told.fixes as [Fix];
    expect(first.changes.map((one) => one.place)).toEqual([place]);
    if (admits === undefined) expect(first).not.toHaveProperty('admits');
    else expect(first.admits).toMatch(admits);
    for (const fix of told.fixes)
      expect((await afterFix(simple, payload, fix, 'https://gitlab.com')).code).toBe(0);
  });

  test.each([
    ['another project', { sub: SUB.replace('acme', 'mallory') }],
    ['another project under the same path', { project_id: '8' }],
  ])('%s has no fix', async (_, change) => {
    write(
      'role.json',
      role(
        trust('gitlab.com', {
          StringEquals: {
            'gitlab.com:aud': 'https://gitlab.com',
            'gitlab.com:sub': SUB,
            'gitlab.com:project_id': '7',
          },
        }),
      ),
    );
    const { told } = await explain('role.json', '--claims', JSON.stringify(claims(change)));
    expect(told.fixes).toEqual([]);
    expect(told.advice.join('\n')).toMatch(/another project/);
  });

  test('a project in a subgroup has the id of the subgroup: pinning the id of the group refuses it', async () => {
    const document = trust('gitlab.com', {
      StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:namespace_id': '3' },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:branch:ref:main' },
    });
    const path = 'acme/tools/lint';
    const payload = claims({
      sub: `project_path:${path}:ref_type:branch:ref:main`,
      project_path: path,
      namespace_id: '4',
    });
    write('role.json', role(document));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    const [fix] = told.fixes as [Fix];
    expect(fix.cause).toBe(
      'projects of a subgroup have the `namespace_id` of the subgroup: `acme/tools/lint` is in namespace 4, the policy trusts 3',
    );
    expect(fix.admits).toMatch(/^every project in namespace 4 that the subject matches/);
    expect((await afterFix(document, payload, fix, 'https://gitlab.com')).code).toBe(0);
    const transferred = claims({ project_path: 'acme/api', namespace_id: '9' });
    write(
      'role.json',
      role(
        trust('gitlab.com', {
          StringEquals: {
            'gitlab.com:aud': 'https://gitlab.com',
            'gitlab.com:sub': SUB,
            'gitlab.com:namespace_id': '3',
          },
        }),
      ),
    );
    const other = await explain('role.json', '--claims', JSON.stringify(transferred));
    expect(other.told.fixes).toEqual([]);
    expect(other.told.advice.join()).toContain('it was transferred, or it is another project');
  });

  test('a subject of GitHub Actions is written as one of GitLab, and no ref is shortened', async () => {
    const document = trust('gitlab.com', {
      StringEquals: {
        'gitlab.com:aud': 'https://gitlab.com',
        'gitlab.com:sub': 'repo:acme/api:ref:refs/heads/main',
      },
    });
    write('role.json', role(document));
    const { told } = await explain('role.json', '--claims', JSON.stringify(claims()));
    const [fix] = told.fixes as [Fix];
    expect(fix.cause).toMatch(/GitHub Actions/);
    expect(fix.changes).toEqual([
      {
        place: 'trust_policy',
        op: 'set',
        at: '/Statement/0/Condition/StringEquals/gitlab.com:sub',
        value: SUB,
      },
    ]);
    expect((await afterFix(document, claims(), fix, 'https://gitlab.com')).code).toBe(0);
  });

  test('a condition on `iss` is taken out, and no key of gitlab.com is proposed', async () => {
    const host = 'gitlab.example.com';
    const document = trust(host, {
      StringEquals: {
        [`${host}:aud`]: 'sts.amazonaws.com',
        [`${host}:iss`]: `https://${host}`,
        [`${host}:sub`]: SUB,
      },
    });
    const payload = claims({ iss: `https://${host}`, aud: 'sts.amazonaws.com' });
    write('role.json', role(document));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    expect(told.advice.join()).not.toMatch(/ref_protected|project_id|pipeline_source/);
    expect(told.fixes[0]?.changes).toEqual([
      { place: 'trust_policy', op: 'remove', at: `/Statement/0/Condition/StringEquals/${host}:iss` },
    ]);
    expect((await afterFix(document, payload, told.fixes[0] as Fix, `https://${host}`)).code).toBe(0);
  });

  test('a provider of another partition: the ARN, and the endpoint that the job calls', async () => {
    const document = trust('gitlab.com', {
      StringEquals: {
        'gitlab.com:aud': 'sts.amazonaws.com',
        'gitlab.com:sub': SUB,
        'gitlab.com:project_id': '7',
      },
    });
    const payload = claims({ aud: 'sts.amazonaws.com' });
    write('role.json', role(document, 'aws-us-gov'));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    expect(told.fixes.map(({ changes }) => changes)).toEqual([
      [
        {
          place: 'trust_policy',
          op: 'set',
          at: '/Statement/0/Principal/Federated',
          value: 'arn:aws-us-gov:iam::111122223333:oidc-provider/gitlab.com',
        },
        { place: 'job', op: 'set', at: '/variables/AWS_REGION', value: 'us-gov-west-1' },
      ],
    ]);
    expect(
      (await afterFix(document, payload, told.fixes[0] as Fix, 'https://gitlab.com', 'aws-us-gov')).code,
    ).toBe(0);
  });

  test('a slash behind the URL of the provider goes, with those in the ARN and the keys', async () => {
    const document = trust('git.acme.example/', {
      StringEquals: { 'git.acme.example/:aud': 'https://git.acme.example', 'git.acme.example/:sub': SUB },
    });
    const payload = claims({ iss: 'https://git.acme.example', aud: 'https://git.acme.example' });
    write('role.json', role(document));
    const { told } = await explain('role.json', '--claims', JSON.stringify(payload));
    expect(told.fixes[0]?.changes[0]).toEqual({
      place: 'provider',
      op: 'set',
      at: '/url',
      value: 'https://git.acme.example',
    });
    expect((await afterFix(document, payload, told.fixes[0] as Fix, 'https://git.acme.example/')).code).toBe(
      0,
    );
  });

  test('an audience and nothing else: IAM refuses to store it, whatever the answer to the token is', async () => {
    write('role.json', role(trust('gitlab.com', { StringLike: { 'gitlab.com:aud': 'https://gitlab.com' } })));
    const { code, told } = await explain('role.json', '--claims', JSON.stringify(claims()));
    expect(code).toBe(0);
    expect(told.steps.at(-1)).toMatch(
      /^note: IAM refuses to store this policy: Trust policy with trusted principal .* must evaluate, .* gitlab\.com:sub .* at `\/Statement\/0\/Condition`$/,
    );
  });

  test('a token of another issuer is not helped by a provider that IAM refuses', async () => {
    write('role.json', role(simple));
    const { told } = await explain('role.json', '--claims', JSON.stringify(claims({ iss: 'gitlab.com' })));
    expect(told.fixes).toEqual([]);
    expect(told.advice.join()).not.toMatch(/register/);
  });

  test('Terraform: two blocks of one test and variable allow both branches', async () => {
    const block = (branch: string): string =>
      `condition {\n test = "StringEquals"\n variable = "gitlab.com:sub"\n values = ["project_path:acme/api:ref_type:branch:ref:${branch}"]\n }`;
    write(
      'main.tf',
      `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
    ${block('main')}
    ${block('develop')}
  }
}
resource "aws_iam_role" "deploy" {
  name               = "acme-deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`,
    );
    for (const branch of ['main', 'develop']) {
      const { code } = await explain(
        'acme-deploy',
        '.',
        '--claims',
        JSON.stringify(claims({ sub: SUB.replace('main', branch) })),
      );
      expect(code).toBe(0);
    }
    const { told } = await explain(
      'acme-deploy',
      '.',
      '--claims',
      JSON.stringify(claims({ sub: SUB.replace('main', 'x') })),
    );
    expect(told.fixes.every(widens)).toBe(true);
  });
});

describe('a declared role: the fix names keys of the declaration', () => {
  const live = {
    gitlab: { url: 'https://gitlab.example.com', audience: 'sts.amazonaws.com' },
    projects: {
      live: {
        path: 'acme/infra/live',
        sub_claim: ['project_path', 'ref_type', 'ref', 'environment_protected', 'deployment_tier'],
        protected_branches: { main: { push: 'maintainer', merge: 'maintainer' } },
        protected_tags: {},
        protected_environments: ['production'],
      },
    },
    accounts: { main: { id: '111122223333', region: 'eu-central-1' } },
    roles: {
      apply: {
        account: 'main',
        trust: [
          { project: 'live', branches: ['main'], environment: { protected: true, tier: 'production' } },
        ],
      },
    },
    table: [],
  };
  const rules = {
    ...live,
    projects: {
      live: { ...live.projects.live, sub_claim: ['project_path', 'ref_type', 'ref', 'ref_protected'] },
    },
    roles: {
      apply: {
        account: 'main',
        trust: [{ project: 'live', branches: ['main', 'release/*'], protected: true }],
      },
    },
  };
  const com = {
    ...live,
    gitlab: { url: 'https://gitlab.com', audience: 'sts.amazonaws.com' },
    projects: {
      live: {
        path: 'acme/infra/live',
        id: 7,
        namespace_id: 3,
        protected_branches: { main: { push: 'maintainer', merge: 'maintainer' } },
        protected_tags: {},
      },
    },
    roles: {
      apply: {
        account: 'main',
        trust: [{ project: 'live', branches: ['main'], protected: true, sources: ['push'] }],
      },
    },
  };
  const job = { environment: { name: 'production', deployment_tier: 'production' } };

  test.each([
    ['no environment', live, { branch: 'main' }, [['job', '/environment', job.environment]]],
    [
      'an environment of another tier',
      live,
      { branch: 'main', environment: { name: 'production', tier: 'staging' } },
      [['job', '/environment', job.environment]],
    ],
    [
      'an environment that is not protected',
      live,
      { branch: 'main', environment: { name: 'live', tier: 'production' } },
      [
        ['gitlab', '/protected_environments', 'live'],
        ['declaration', '/projects/live/protected_environments', 'live'],
      ],
    ],
    [
      'a branch that is not protected',
      rules,
      { branch: 'release/1' },
      [
        ['gitlab', '/protected_branches', 'release/1'],
        [
          'declaration',
          '/projects/live/protected_branches/release~11',
          { push: 'maintainer', merge: 'maintainer' },
        ],
      ],
    ],
    [
      'another audience',
      rules,
      { branch: 'main', audience: 'vault' },
      [['job', '/id_tokens/AWS_TOKEN/aud', 'sts.amazonaws.com']],
    ],
    [
      'another branch',
      live,
      { branch: 'dev', environment: 'production' },
      [['declaration', '/roles/apply/trust/0/branches', 'dev']],
    ],
    [
      'a tag',
      live,
      { tag: 'v1', environment: 'production' },
      [['declaration', '/roles/apply/trust/0/tags', 'v1']],
    ],
    [
      'a child pipeline',
      com,
      { branch: 'main', source: 'parent_pipeline' },
      [['declaration', '/roles/apply/trust/0/sources', 'parent_pipeline']],
    ],
    [
      'a reused path',
      com,
      { branch: 'main', reclaimed_path: true },
      [
        ['gitlab', '/ci_id_token_sub_claim_components', ['project_id', 'ref_type', 'ref']],
        ['declaration', '/projects/live/sub_claim', ['project_id', 'ref_type', 'ref']],
      ],
    ],
  ])('%s', async (_, federation, pipeline, changes) => {
    write('federation.yaml', stringify(federation));
    const text = JSON.stringify({ project: 'live', ...pipeline });
    const { code, told, err } = await explain('apply', '--pipeline', text);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const [first] = told.fixes as [Fix];
    expect(first.changes.map(({ place, at, value }) => [place, at, value])).toEqual(changes);
    for (const fix of told.fixes) {
      expect(fix.changes.some(({ place }) => place === 'trust_policy')).toBe(false);
      const declared = applyChanges(parse(stringify(federation)), fix.changes, 'declaration');
      write('federation.yaml', stringify(declared));
      const again = await explain(
        'apply',
        '--pipeline',
        JSON.stringify(asRow({ project: 'live', ...pipeline }, fix)),
      );
      expect({ code: again.code, err: again.err }).toEqual({ code: 0, err: '' });
    }
  });

  /** The pipeline of a row after the changes in the job. */
  function asRow(pipeline: Json, { changes }: Fix): Json {
    const value = (at: string): unknown =>
      changes.find((change) => change.place === 'job' && change.at === at)?.value;
    const environment = value('/environment') as { name: string; deployment_tier: string } | undefined;
    const audience = value('/id_tokens/AWS_TOKEN/aud');
    return {
      ...pipeline,
      ...(environment === undefined
        ? {}
        : { environment: { name: environment.name, tier: environment.deployment_tier } }),
      ...(audience === undefined ? {} : { audience }),
    };
  }
});

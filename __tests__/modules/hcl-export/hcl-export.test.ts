import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createFederation,
  type GitlabAwsFederation,
  synthFederation,
  type AccountOptions,
} from '../../../modules/index';
import { handOver } from '../../../modules/hcl-export/replace-by-hcl';
import { cloudProject, describeTerraform, type Terraform } from '../../support/terraform/index';
import { federationOf, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const FEDERATION = federationOf({
  roles: `
  deploy:
    account: production
    trust: [{ project: api, branches: [main], protected: true, sources: [push] }]
    permissions:
      managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess']
      inline: { put: { Version: '2012-10-17', Statement: { Effect: Allow, Action: 's3:PutObject', Resource: '*' } } }
    variables: [{ key: AWS_ROLE_ARN }]
  plan:
    account: production
    trust: [{ project: api, branches: ['*'] }]
    variables: [{ key: AWS_PLAN_ROLE_ARN }]`,
  table: `
  - { pipeline: { project: api, branch: main }, assumes: [deploy, plan] }
  - { pipeline: { project: api, branch: topic }, assumes: [plan] }
  - { pipeline: { project: api, branch: main, audience: [a, b] }, assumes: [], note: "two \${audiences}\\nin one" }`,
});

function handedOver(options: AccountOptions = {}, checked = true): ReadonlyMap<string, string> {
  const [stack] = createFederation(workbench.app(), FEDERATION, { accounts: { production: options } });
  if (stack === undefined) throw new Error('no stack');
  return handOver(FEDERATION, stack, { checked });
}

const text = (files: ReadonlyMap<string, string>, name: string): string => files.get(name) ?? '';

describe('main.tf', () => {
  test('says first whose it is, how it came about, and what was checked', () => {
    expect(text(handedOver(), 'main.tf').split('\n\n')[0]).toBe(
      [
        '# Which GitLab CI jobs may assume which roles of account production (111122223333).',
        '#',
        '# Written by refgate from federation.yaml: change that file, not this one, and write it again with refgate synth --hcl.',
        '# The trust policies were read back and judged before they were written: 3 pipelines of the table against 2 roles.',
        '# The same table is in tests/: terraform init && terraform test (Terraform 1.7 or newer)',
      ].join('\n'),
    );
  });

  test('does not say that it was checked when it was not', () => {
    const main = text(handedOver({}, false), 'main.tf');
    expect(main).toContain(
      '# NOT CHECKED: nobody has judged whether the table of pipelines holds. Do not apply this.\n',
    );
    expect(main).not.toContain('were read back and judged');
  });

  test('keeps together what belongs to a role', () => {
    const blocks = [...text(handedOver(), 'main.tf').matchAll(/^(?:resource|data) "(\w+)" "([\w-]+)"/gm)];
    expect(blocks.map(([, type, name]) => `${type}.${name}`)).toEqual([
      'aws_iam_openid_connect_provider.gitlab',
      'aws_iam_role.deploy',
      'aws_iam_role_policy_attachment.deploy_ReadOnlyAccess',
      'aws_iam_role_policy.deploy_put',
      'gitlab_project_variable.deploy_api_AWS_ROLE_ARN',
      'aws_iam_role.plan',
      'gitlab_project_variable.plan_api_AWS_PLAN_ROLE_ARN',
    ]);
  });

  test('names no machine', () => {
    const all = [...handedOver({ guards: true, protect: ['api'] }).values()].join('\n');
    expect(all).not.toContain(process.cwd());
    const elsewhere = { ...FEDERATION, file: '/home/me/work/federation.yaml' };
    const [stack] = createFederation(workbench.app(), elsewhere, {});
    const texts = [...handOver(elsewhere, stack as GitlabAwsFederation, { checked: true }).values()].join(
      '\n',
    );
    expect(texts).toContain('Written by refgate from federation.yaml:');
    expect(texts).not.toContain('/home/me');
    expect(all).not.toContain(workbench.folder().split('/').slice(0, 2).join('/') + '/refgate');
  });
});

describe('the native test', () => {
  test('lists the rows that no trust policy decides', () => {
    expect(text(handedOver(), 'tests/pipelines.tftest.hcl')).toContain(
      '# - row 3, api branch main aud a b, two ${audiences} in one: Token audience contains more than one audience while authorized party is not present',
    );
  });

  test('goes with the HCL when the JSON comes back; what somebody put beside it stays', () => {
    const outdir = workbench.folder();
    synthFederation(FEDERATION, { outdir, form: 'hcl' });
    const stack = path.join(outdir, 'stacks/production');
    expect(readFileSync(path.join(stack, 'main.tf'), 'utf8')).toContain('NOT CHECKED');
    writeFileSync(path.join(stack, 'tests/mine.tftest.hcl'), '');
    synthFederation(FEDERATION, { outdir, form: 'json' });
    expect(readdirSync(stack).toSorted()).toEqual(['cdk.tf.json', 'tests']);
    expect(readdirSync(path.join(stack, 'tests'))).toEqual(['mine.tftest.hcl']);
    synthFederation(FEDERATION, { outdir, form: 'hcl' });
    expect(existsSync(path.join(stack, 'cdk.tf.json'))).toBe(false);
  });
});

describeTerraform('what is handed over', (terraform) => {
  const rows: [note: string, options: AccountOptions][] = [
    ['no guards', {}],
    ['guards', { guards: true }],
    ['protection rules', { protect: ['api'] }],
    [
      'guards, protection rules and a backend',
      {
        guards: true,
        protect: ['api'],
        backend: { kind: 'cloud', organization: 'acme', workspace: 'roles' },
      },
    ],
  ];
  test.each(rows)('with %s: is formatted, and its table holds', (_, options) => {
    const files = new Map(handedOver(options));
    // a test needs no backend, and there is no network to reach one
    const versions = text(files, 'versions.tf').replace(/\n\n {2}cloud \{[\s\S]*?\n {2}\}\n/, '\n');
    files.set('versions.tf', versions);
    const run = terraform(Object.fromEntries(files)).init().formatCheck().succeed().test();
    expect(run.text).toContain('Success! 4 passed, 0 failed.');
  });

  test('keeps the guards in a module of their own, which every role waits for', () => {
    const files = handedOver({ guards: true });
    expect(text(files, 'main.tf')).toContain(
      '# Stops the plan when a project in GitLab is no longer what was proved.\nmodule "guards" {\n  source = "./guards"\n}\n',
    );
    expect(text(files, 'main.tf').match(/depends_on += \[module\.guards\]/g)).toHaveLength(2);
    expect(text(files, 'main.tf')).not.toContain('data "gitlab_');
    expect(text(files, 'guards/main.tf')).toContain('data "gitlab_project_protected_branches" "api" {');
    expect(text(files, 'guards/versions.tf')).toContain('source  = "gitlabhq/gitlab"');
    expect(text(files, 'guards/versions.tf')).not.toContain('aws');
  });

  test('stops a plan by its guards', () => {
    const files = Object.fromEntries(handedOver({ guards: true }));
    const protectedBranches = [{ name: 'main', push: 'maintainer', merge: 'maintainer' }] as const;
    const plan = (namespaceId: number): Terraform =>
      terraform(files, {
        cloud: { projects: [cloudProject({ namespaceId, protectedBranches, protectedTags: [] })] },
      })
        .init()
        .plan();
    expect(plan(12).status).toBe(0);
    expect(plan(13).text).toContain('The project acme/platform/api has moved to another namespace than 12.');
  });

  describe('breaks its tests where the trust in its HCL is broken:', () => {
    const changed = 'Not the conditions that were proved for every token: deploy ';
    const unknown = 'Not judged, because the trust policy has something that refgate never writes: deploy.';
    const line = (key: string): RegExp => new RegExp(` *"gitlab\\.com:${key}" *= .*\n`);
    const breaks: readonly (readonly [note: string, from: string | RegExp, to: string, says: string])[] = [
      [
        'any way to start it',
        line('pipeline_source'),
        '',
        'Token as for deploy, but pipeline_source is unknown: must assume plan, but assumes deploy, plan.',
      ],
      [
        'one more way to start it',
        '= "push"',
        '= ["push", "api"]',
        `${changed}+ StringEquals pipeline_source api.`,
      ],
      [
        'any ref that is called so',
        line('ref_protected'),
        '',
        'but ref_protected is false: must assume plan, but assumes deploy, plan.',
      ],
      [
        'another ref',
        'ref:main"',
        'ref:trunk"',
        'Row 1, api branch main: must assume deploy, plan, but assumes plan.',
      ],
      [
        'one more ref',
        /sub" *= ("[^"]*:ref:)main"/,
        'sub" = [$1main", $1side"]',
        `${changed}+ StringEquals sub`,
      ],
      [
        'a prefix of refs',
        /StringEquals = \{([^}]*ref:main)"/,
        'StringLike = {$1*"',
        'Token as for deploy, but the ref goes on: must assume plan, but assumes deploy, plan.',
      ],
      [
        'tags',
        'ref_type:branch',
        'ref_type:*',
        'Row 1, api branch main: must assume deploy, plan, but assumes plan.',
      ],
      ['another audience', line('aud'), '', 'but aud is x: must assume nothing, but assumes deploy.'],
      ['one more audience', /aud" *= ("[^"]*")/, 'aud" = [$1, "b"]', `${changed}+ StringEquals aud b.`],
      [
        'whoever has the path',
        line('project_id'),
        '',
        'but project_id is 999999999: must assume nothing, but assumes deploy.',
      ],
      ['tokens without the claim', 'StringEquals =', 'StringEqualsIfExists =', unknown],
      [
        'another account’s provider',
        /Federated = .*\n/,
        'Federated = "arn:aws:iam::999999999999:oidc-provider/gitlab.com"\n',
        unknown,
      ],
      [
        'everybody, in a statement more',
        'Statement = [',
        'Statement = [{ Effect = "Allow", Principal = { Federated = "*" }, Action = "sts:AssumeRoleWithWebIdentity" },',
        unknown,
      ],
      ['another account', /(Federated = .*)\n/, '$1\nAWS = "999999999999"\n', unknown],
      ['whatever else the session may do', '"sts:AssumeRoleWithWebIdentity"', '"sts:*"', unknown],
      ['nobody', 'Effect = "Allow"', 'Effect = "Deny"', unknown],
    ];
    test.each(breaks)('%s', (_, from, to, says) => {
      const files = handedOver();
      const main = text(files, 'main.tf').replace(from, to);
      expect(main).not.toBe(text(files, 'main.tf'));
      const run = terraform({ ...Object.fromEntries(files), 'main.tf': main })
        .init()
        .succeed()
        .test();
      expect(run.status).toBe(1);
      expect(run.text).toContain(says);
    });

    test('not by another order of the same', () => {
      const files = handedOver();
      const main = text(files, 'main.tf').replace(
        /"gitlab\.com:pipeline_source" *= "push"/,
        '"GitLab.com:pipeline_source" = ["push"]',
      );
      expect(main).not.toBe(text(files, 'main.tf'));
      const run = terraform({ ...Object.fromEntries(files), 'main.tf': main })
        .init()
        .succeed()
        .test();
      expect(run.text).toContain('Success! 4 passed, 0 failed.');
    });
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { moduleFiles } from '../../../modules/terraform-module/module-files';
import { formatProblem, parseFederation, type Federation } from '../../../policies/index';
import { describeTerraform } from '../../support/terraform/index';

function federation(text: string): Federation {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.federation;
}

const SAMPLE = federation(readFileSync(path.join(__dirname, '../../../federation.yaml'), 'utf8'));

/** A self-managed GitLab, refs that IAM would read as variables, a provider that exists already. */
const AWKWARD = federation(`
gitlab: { url: https://gitlab.example.com/git, audience: 'https://x\${y}' }
projects:
  api: { path: acme/api, id: 7, sub_claim: [project_id, ref_type, ref, ref_protected] }
  site: { path: acme/site, sub_claim: [project_path, deployment_tier, ref_type, ref] }
accounts:
  only: { id: '111122223333', region: cn-north-1, provider: lookup }
roles:
  odd:
    account: only
    trust: [{ project: api, branches: ['x\${aws}', '$', 'a\${*}/*'], tags: ['%{if}'] }]
  production:
    account: only
    path: /ci/
    trust: [{ project: site, branches: ['r*-*'], environment: { tier: production } }]
table:
  - { pipeline: { project: api, branch: '$' }, assumes: [odd] }
  - { pipeline: { project: api, branch: 'x\${aws}' }, assumes: [odd] }
  - { pipeline: { project: api, branch: 'xy' }, assumes: [] }
  - { pipeline: { project: api, branch: 'a\${x}/y' }, assumes: [odd] }
  - { pipeline: { project: api, tag: '%{if}' }, assumes: [odd] }
  - { pipeline: { project: site, branch: 'r1-2', environment: { name: production } }, assumes: [production] }
  - { pipeline: { project: site, branch: 'r1-2', environment: { name: staging } }, assumes: [] }
  - { pipeline: { project: site, branch: 'r1-2' }, assumes: [] }
`);

/** What somebody could do to the trust in `main.tf`, and a part of what `terraform test` says to it. */
interface Mutation {
  readonly note: string;
  readonly from: string;
  readonly to: string;
  readonly says: string;
}

const BREAKS: readonly Mutation[] = [
  {
    note: 'the audience is not demanded',
    from: '= [replace(local.audiences[key], "$", "$${$}")]',
    to: '= []',
    says: 'Row 45, api branch main aud https://vault.example.com: must assume nothing, but assumes deploy, plan.',
  },
  {
    note: 'the project has no id',
    from: 'local.is_gitlab_com ? [token.rule.project.id] : []',
    to: '[]',
    says: 'Token as for deploy, but project_id is 999999999: must assume nothing, but assumes deploy, plan.',
  },
  {
    note: 'the group has no id',
    from: 'local.is_gitlab_com ? [token.rule.project.namespace_id] : []',
    to: '[]',
    says: 'but namespace_id is 999999999: must assume nothing, but assumes deploy, plan.',
  },
  {
    note: 'unprotected refs can assume the role',
    from: 'local.is_gitlab_com && token.rule.protected ? ["true"] : []',
    to: '[]',
    says: 'Token as for release, but ref_protected is false: must assume nothing, but assumes release.',
  },
  {
    note: 'every source can assume the role',
    from: 'local.is_gitlab_com && token.rule.sources != null ? sort(distinct(token.rule.sources)) : []',
    to: '[]',
    says: 'Row 5, api branch main (trigger), a trigger token is not among the sources of deploy: must assume plan, but assumes deploy, plan.',
  },
  {
    note: 'a ref is a prefix',
    from: 'replace(ref[1], "$", "$${$}")',
    to: '"${replace(ref[1], "$", "$${$}")}*"',
    says: 'Row 1, api branch main: must assume deploy, plan, but assumes plan.',
  },
  {
    note: 'names of refs are not demanded',
    from: 'merge(shape.exact, shape.wildcard ? {} : shape.sub)',
    to: 'shape.exact',
    says: 'Token as for deploy, but the ref goes on: must assume plan, but assumes deploy, plan.',
  },
  {
    note: 'tags can assume the role like branches',
    from: 'for name in token.rule.project.sub_claim : [name, token.component[name]]',
    to: 'for name in token.rule.project.sub_claim : [name, name == "ref_type" && token.wildcard ? "*" : token.component[name]]',
    says: 'Token as for release, but the ref is a branch: must assume plan, but assumes plan, release.',
  },
  {
    note: 'conditions that fail open',
    from: 'StringEquals = merge(',
    to: '"ForAllValues:StringEquals" = merge(',
    says: 'Not judged, because the trust policy has something that refgate never writes: deploy, plan, release.',
  },
  {
    note: 'another principal',
    from: 'merge(statement, { Principal = { Federated = local.provider_arn } })',
    to: 'merge(statement, { Principal = { Federated = "*" } })',
    says: 'Row 18, api tag v1.2.3: must assume release, but assumes nothing.',
  },
];

describeTerraform('the module carries the table of pipelines along', (terraform) => {
  const files = Object.fromEntries(moduleFiles(SAMPLE));

  test('the sample: every row holds, in the module and in the examples that call it', () => {
    expect(terraform(files).formatCheck().text).toBe('');
    const module = terraform(files).init().succeed().test();
    expect(module.text).toContain('Success! 19 passed, 0 failed.');
    for (const account of ['production', 'staging']) {
      const example = terraform(files, { root: `examples/accounts/${account}` })
        .init()
        .succeed()
        .test();
      expect(example.text).toContain('Success! 4 passed, 0 failed.');
    }
  });

  test('an instance of one’s own, refs with `$`, components of the subject, an existing provider', () => {
    const awkward = Object.fromEntries(moduleFiles(AWKWARD));
    expect(terraform(awkward).formatCheck().text).toBe('');
    expect(terraform(awkward).init().test('-filter=tests/table-only.tftest.hcl').text).toContain(
      'Success! 4 passed, 0 failed.',
    );
    const example = terraform(awkward, { root: 'examples/accounts/only' }).init().succeed().test();
    expect(example.text).toContain('Success! 4 passed, 0 failed.');
    const unescaped = (awkward['main.tf'] ?? '').replace('replace(ref[1], "$", "$${$}")', () => 'ref[1]');
    expect(
      terraform({ ...awkward, 'main.tf': unescaped })
        .init()
        .test().text,
    ).toContain('Not judged, because the trust policy has something that refgate never writes: odd.');
  });

  test.each(BREAKS)('$note: red', ({ from, to, says }) => {
    const text = files['main.tf'] ?? '';
    expect(text.split(from)).toHaveLength(2);
    const run = terraform({ ...files, 'main.tf': text.replace(from, () => to) })
      .init()
      .succeed()
      .test('-filter=tests/table-production.tftest.hcl');
    expect(run.status).toBe(1);
    expect(run.text).toContain(says);
  });
});

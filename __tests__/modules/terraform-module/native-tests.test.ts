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

/** Roles that demand something of the request, each something else, and principals that need no token. */
const BESIDE = federation(`
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/api, id: 7, namespace_id: 3 }
accounts:
  only: { id: '111122223333', region: eu-west-1 }
roles:
  office:
    account: only
    trust: [{ project: api, branches: [main] }]
    request: { source_ip: [198.51.100.0/24, 203.0.113.7] }
    break_glass: { principal: 'arn:aws:iam::111122223333:user/emergency' }
  inside:
    account: only
    trust: [{ project: api, branches: ['*'] }]
    request: { source_vpc: [vpc-0a1b2c3d], source_vpce: [vpce-0a1b2c3d] }
    break_glass: { principal: 'arn:aws:iam::444455556666:role/emergency', mfa: false }
  plan:
    account: only
    trust: [{ project: api, branches: ['*'] }]
table:
  - { pipeline: { project: api, branch: main }, assumes: [office, inside, plan] }
  - { pipeline: { project: api, branch: x }, assumes: [inside, plan] }
  - { pipeline: { impostor_of: api, branch: main }, assumes: [] }
`);

/** What somebody could do to what is demanded beside the token. */
const BESIDE_BREAKS: readonly Mutation[] = [
  {
    note: 'addresses are not demanded',
    from: 'try(var.roles[key].request.source_ip, null) == null ? {} :',
    to: 'true ? {} :',
    says: 'Not the conditions that were proved for every token: office - IpAddress aws:sourceip 198.51.100.0/24',
  },
  {
    note: 'the endpoint is not demanded',
    from: '"aws:SourceVpce" = try(var.roles[key].request.source_vpce, null)',
    to: '"aws:SourceVpce" = null',
    says: 'inside - StringEquals aws:sourcevpce vpce-0a1b2c3d',
  },
  {
    note: 'another principal needs no token',
    from: 'Principal = { AWS = one.principal }',
    to: 'Principal = { AWS = "*" }',
    says: 'Not judged, because the trust policy has something that refgate never writes: inside, office.',
  },
  {
    note: 'MFA is not demanded',
    from: 'name => condition if one.mfa',
    to: 'name => condition if false',
    says: 'Not judged, because the trust policy has something that refgate never writes: office.',
  },
  {
    note: 'the principal that needs no token is forgotten',
    from: 'role.break_glass == null ? [] : [role.break_glass]',
    to: '[]',
    says: 'inside - break_glass; office - break_glass',
  },
];

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

  test('conditions on the request, and principals that need no token', () => {
    const beside = Object.fromEntries(moduleFiles(BESIDE));
    expect(terraform(beside).formatCheck().text).toBe('');
    expect(terraform(beside).init().test('-filter=tests/table-only.tftest.hcl').text).toContain(
      'Success! 4 passed, 0 failed.',
    );
    const example = terraform(beside, { root: 'examples/accounts/only' }).init().succeed().test();
    expect(example.text).toContain('Success! 4 passed, 0 failed.');
  });

  test.each(BESIDE_BREAKS)('beside the token: $note: red', ({ from, to, says }) => {
    const beside = Object.fromEntries(moduleFiles(BESIDE));
    const changed = (beside['main.tf'] ?? '').replace(from, () => to);
    expect(changed).not.toBe(beside['main.tf']);
    const run = terraform({ ...beside, 'main.tf': changed })
      .init()
      .test('-filter=tests/table-only.tftest.hcl');
    expect(run.status).toBe(1);
    expect(run.text.replace(/\s*[│|]?\s*\n[│|]?\s*/g, ' ')).toContain(says);
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

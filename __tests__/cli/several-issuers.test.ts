import { cliFolder } from '../support/cli-folder';
import { several, TOKENS, type SeveralIssuers } from '../support/several-issuers';

const { write, refgate } = cliFolder();

/** What the commands say of a policy; each test holds one of them against what `eval` says of the tokens. */
async function evaluated({ policy }: SeveralIssuers): Promise<readonly (typeof TOKENS)[number][]> {
  write(
    'lines.jsonl',
    TOKENS.map(({ iss, ...claims }, id) =>
      JSON.stringify({ id, policy, issuer: iss, account: '111122223333', claims: { iss, ...claims } }),
    ).join('\n'),
  );
  const { out } = await refgate('eval', '--batch', 'lines.jsonl');
  const answers = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly decision: string });
  return TOKENS.filter((_token, place) => answers[place]?.decision === 'allow');
}

describe.each(several())('$name', (one) => {
  const { policy, hosts } = one;

  test('what eval allows, no proof excludes, and the issuer is named', async () => {
    const allowed = await evaluated(one);
    write('role.json', policy);
    const { code, out } = await refgate('prove', 'role.json', '--never', 'anyone');
    expect(code).toBe(allowed.length > 0 ? 1 : one.never);
    if (allowed.length > 0) expect(hosts.some((host) => out.includes(`tokens of \`${host}\``))).toBe(true);
    const batch = allowed.map(({ iss }) => iss);
    write(
      'proofs.jsonl',
      [...new Set(batch)]
        .map((issuer) => JSON.stringify({ id: issuer, property: 'admits_nothing', policy, issuer }))
        .join('\n'),
    );
    if (batch.length > 0)
      expect((await refgate('prove', '--batch', 'proofs.jsonl')).out).not.toContain('"proved"');
  });

  test('the description names every issuer that a token can come from', async () => {
    const allowed = await evaluated(one);
    write('role.json', policy);
    const { out } = await refgate('prove', '--describe', 'role.json');
    const lines = out.split('\n');
    for (const { iss } of allowed) {
      const own = lines.filter((line) => line.includes(iss.replace('https://', '')));
      expect(own.length).toBeGreaterThan(0);
      expect(own.every((line) => line.includes('no token can assume'))).toBe(false);
    }
    expect(out).not.toContain('not in this list');
  });

  test('without one of its statements it is not the same, for a token that only that one allows', async () => {
    const allowed = await evaluated(one);
    for (const dropped of policy.Statement.keys()) {
      const rest = {
        ...policy,
        Statement: policy.Statement.filter((_statement, place) => place !== dropped),
      };
      if (rest.Statement.length === 0) continue;
      const left = await evaluated({ ...one, policy: rest });
      const lost = allowed.filter((token) => !left.includes(token));
      const gained = left.filter((token) => !allowed.includes(token));
      write('old.json', rest);
      write('new.json', policy);
      const { code, out } = await refgate('diff', 'old.json', 'new.json');
      if (lost.length > 0) expect(code).toBe(1);
      if (gained.length > 0) expect(out).toMatch(/^ {2}- /m);
    }
    write('old.json', policy);
    write('new.json', policy);
    const { code, out } = await refgate('diff', 'old.json', 'new.json');
    expect(code).toBe(hosts.includes('id.unknown.example') ? 2 : 0);
    expect(out).toContain('admits the same');
  });

  test('explain agrees with eval about each token, and check never says that no token can assume it', async () => {
    const allowed = await evaluated(one);
    write('role.json', policy);
    for (const token of TOKENS) {
      const { code } = await refgate('explain', 'role.json', '--claims', JSON.stringify(token));
      expect(code).toBe(allowed.includes(token) ? 0 : 1);
    }
    const { out } = await refgate('check', 'role.json');
    if (allowed.length > 0) expect(out).not.toContain('no token can assume the role:');
    if (hosts.includes('id.unknown.example')) expect(out).not.toContain('all holds');
  });
});

/** The documents of some of the policies. */
const documentOf = (name: string): SeveralIssuers['policy'] =>
  (several().find((one) => one.name === name) as SeveralIssuers).policy;

describe('one answer for each issuer', () => {
  test('a property is refuted with the issuer of the counterexample', async () => {
    write('role.json', documentOf('GitLab.com, and every project of a GitLab'));
    const { code, out } = await refgate('prove', 'role.json', '--never', 'tag', '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      {
        reason: expect.stringMatching(/^tokens of `git.example.net`: /),
        counterexample: { claims: { iss: 'https://git.example.net' } },
      },
    ]);
  });

  test('a property is proved if it is for each, with the issuers and what each needs', async () => {
    const ids = documentOf('ids on GitLab.com, paths on a GitLab');
    write('role.json', ids);
    const asked = ['prove', 'role.json', '--only', 'acme/*'] as const;
    expect(await refgate(...asked)).toMatchObject({
      code: 2,
      out: expect.stringContaining(
        '`git.example.net` is taken for a GitLab because of the subjects in the policy',
      ),
    });
    const { code, out } = await refgate(...asked, '--gitlab-url', 'https://git.example.net');
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/tokens of `gitlab.com`: .*; tokens of `git.example.net`: /),
    });
  });

  test('kinds of GitLab tokens are undecided of an issuer that is none, and of an unknown one', async () => {
    for (const [name, host] of [
      ['GitLab.com and GitHub', 'token.actions.githubusercontent.com'],
      ['GitLab.com and an unknown host', 'id.unknown.example'],
    ] as const) {
      write('role.json', documentOf(name));
      const { code, out } = await refgate('prove', 'role.json', '--never', 'tag');
      expect({ code, out }).toMatchObject({
        code: 2,
        out: expect.stringContaining(`tokens of \`${host}\`: `),
      });
    }
  });

  test('a role of another issuer is not implied because the first one has none of its tokens', async () => {
    const role = (name: string, document: object) => ({
      RoleName: name,
      Arn: `arn:aws:iam::111122223333:role/${name}`,
      AssumeRolePolicyDocument: document,
    });
    const one = { ...documentOf('GitLab.com and GitHub') };
    const roles = [
      role('web', { ...one, Statement: one.Statement.slice(0, 1) }),
      role('hub', { ...one, Statement: one.Statement.slice(1) }),
    ];
    write('roles.json', { Roles: roles });
    for (const pair of [
      ['web', 'hub'],
      ['hub', 'web'],
    ]) {
      const { code, out } = await refgate('prove', 'roles.json', '--implies', ...pair);
      expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('refuted') });
    }
    expect(await refgate('prove', 'roles.json', '--disjoint', 'web', 'hub')).toMatchObject({ code: 0 });
  });

  test('a batch is about the issuer of its line, and names the others beside a proof', async () => {
    const policy = documentOf('GitLab.com, and every project of a GitLab');
    const never = { id: 1, property: 'implies', policy, other: documentOf('GitLab.com and a GitLab') };
    write('batch.jsonl', JSON.stringify(never));
    const { out } = await refgate('prove', '--batch', 'batch.jsonl');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'proved',
      reason: expect.stringMatching(
        /; tokens of `git.example.net`, also trusted, are not part of the question$/,
      ),
    });
  });

  test('explain answers a pipeline for each GitLab, and for no issuer that is none', async () => {
    write('role.json', documentOf('a Deny for the first of them'));
    const asked = ['--pipeline', '{path: acme/api, branch: main}'];
    const both = await refgate('explain', 'role.json', ...asked);
    expect(both.code).toBe(2);
    expect(both.out).toContain('as a pipeline of `https://gitlab.com`');
    expect(both.out).toContain('as a pipeline of `https://git.example.net`');
    expect(
      await refgate('explain', 'role.json', ...asked, '--issuer', 'https://git.example.net'),
    ).toMatchObject({
      code: 0,
    });
    write('role.json', documentOf('GitHub and GitLab.com'));
    expect(await refgate('explain', 'role.json', ...asked)).toMatchObject({ code: 0 });
  });

  test('a policy in another file is the same role: less access is not a new access', async () => {
    write('old.json', documentOf('GitLab.com, and every project of a GitLab'));
    write('new.json', documentOf('GitLab.com and a GitLab'));
    const { code, out } = await refgate('diff', 'old.json', 'new.json');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('new.json changes') });
  });
});

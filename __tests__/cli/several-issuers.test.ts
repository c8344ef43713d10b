import { cliFolder } from '../support/cli-folder';

const { write, refgate } = cliFolder();

const allow = (host: string, sub: string) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringLike: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: sub } },
});
const MAIN = allow('gitlab.com', 'project_path:acme/api:ref_type:branch:ref:main');
const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });

/** A second statement lets in tokens of another issuer: of a GitLab, and of one that is none. */
describe.each([
  ['git.example.net', 'project_path:acme/*', 'project_path:*'],
  ['token.actions.githubusercontent.com', 'repo:acme/*', 'repo:*'],
])('a role that also trusts %s', (host, narrow, wide) => {
  const also = `the trust policy also trusts \`${host}\`, whose tokens were not asked about`;

  test('no property is proved of it, in either order of its statements', async () => {
    for (const [name, statements] of [
      ['first.json', [MAIN, allow(host, wide)]],
      ['second.json', [allow(host, wide), MAIN]],
    ] as const) {
      write(name, policy(...statements));
      const { code, out } = await refgate('prove', name, '--never', 'tag', '--issuer', 'https://gitlab.com');
      expect(code).toBe(2);
      expect(out).toContain(also);
      expect(out).not.toContain('✓');
    }
  });

  test('its description says that it is no whole list', async () => {
    write('both.json', policy(MAIN, allow(host, wide)));
    expect(await refgate('prove', '--describe', 'both.json')).toMatchObject({
      code: 2,
      out: expect.stringContaining(`and tokens of \`${host}\`, which are not in this list`),
    });
  });

  test('what the other issuer gains is never "no new access"; the same policy is', async () => {
    write('old.json', policy(MAIN, allow(host, narrow)));
    write('new.json', policy(MAIN, allow(host, wide)));
    const { code, out } = await refgate('diff', 'old.json', 'new.json');
    expect(code).toBe(2);
    expect(out).toContain(also);
    expect(await refgate('diff', 'old.json', 'old.json')).toMatchObject({ code: 0 });
  });

  test('that the other issuer is gone gains nothing', async () => {
    write('old.json', policy(MAIN, allow(host, wide)));
    write('new.json', policy(MAIN));
    const { code, out } = await refgate('diff', 'old.json', 'new.json');
    expect(code).not.toBe(1);
    expect(out).toContain(also);
  });
});

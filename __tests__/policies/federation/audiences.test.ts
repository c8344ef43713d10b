import { renderPipelineFile } from '../../../policies/ci/index';
import {
  accountAudiences,
  parseFederation,
  parseTable,
  type Federation,
} from '../../../policies/federation/index';

const DECLARATION = `
gitlab: { url: https://gitlab.example.com, audience: acme_protected_mirror }
projects:
  stack: { path: acme/stack, protected_branches: { develop: { push: maintainer, merge: maintainer } }, protected_tags: {} }
accounts:
  main: { id: '111122223333', region: eu-west-1 }
  beijing: { id: '444455556666', region: cn-north-1, audience: sts.cn-north-1.amazonaws.com.cn }
  empty: { id: '777788889999', region: eu-west-1, audience: acme_empty }
roles:
  protected: { account: main, name: acme-protected, trust: [{ project: stack, branches: [develop] }] }
  pr: { account: main, name: acme-pr, audience: acme_pr_mirror, trust: [{ project: stack, branches: ['pr*'] }] }
  cn: { account: beijing, name: acme-cn, trust: [{ project: stack, branches: [develop] }] }
table:
  - { pipeline: { project: stack, branch: develop }, assumes: [protected, cn] }
  - { pipeline: { project: stack, branch: pr12, audience: acme_pr_mirror }, assumes: [pr] }
`;

function parsed(text = DECLARATION): Federation {
  const read = parseFederation(text, 'federation.yaml');
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.federation;
}

describe('one audience per role or account', () => {
  test('a role demands its own audience, else that of its account, else that of the file', () => {
    const { roles } = parsed();
    expect([...roles].map(([key, { grant }]) => [key, grant.audience])).toEqual([
      ['protected', 'acme_protected_mirror'],
      ['pr', 'acme_pr_mirror'],
      ['cn', 'sts.cn-north-1.amazonaws.com.cn'],
    ]);
  });

  test('the client ids of a provider are the audiences of all roles of the account', () => {
    const federation = parsed();
    expect([...federation.accounts.values()].map((account) => accountAudiences(federation, account))).toEqual(
      [['acme_pr_mirror', 'acme_protected_mirror'], ['sts.cn-north-1.amazonaws.com.cn'], ['acme_empty']],
    );
  });

  test('a row without an audience is tried with each audience, and assumes the roles of that one only', () => {
    const rows = parsed().table.map(({ label, assumes, token }) => [
      label,
      assumes,
      token.kind === 'pipeline' ? token.pipeline.audience : '',
    ]);
    expect(rows).toEqual([
      ['stack branch develop', ['protected'], 'acme_protected_mirror'],
      ['stack branch develop aud acme_pr_mirror', [], 'acme_pr_mirror'],
      ['stack branch develop aud sts.cn-north-1.amazonaws.com.cn', ['cn'], 'sts.cn-north-1.amazonaws.com.cn'],
      ['stack branch pr12 aud acme_pr_mirror', ['pr'], 'acme_pr_mirror'],
    ]);
  });

  test('a table of its own is read in the same way, by the names of the declaration', () => {
    const federation = parsed();
    const table = parseTable(
      'table: [{ pipeline: { project: stack, branch: develop }, assumes: [pr] }]',
      't.yaml',
      {
        ...federation,
        roleAudiences: new Map([['pr', 'acme_pr_mirror']]),
      },
    );
    expect(table).toMatchObject({
      ok: true,
      rows: [{ label: 'stack branch develop aud acme_pr_mirror', assumes: ['pr'] }],
    });
  });

  test('an audience that is not valid is refused at its place', () => {
    const read = parseFederation(
      DECLARATION.replace('audience: acme_pr_mirror, trust', "audience: 'a b', trust"),
      'f.yaml',
    );
    expect(read).toMatchObject({
      ok: false,
      problems: [{ pointer: '/roles/pr/audience', position: { line: 11 } }],
    });
  });

  test('the emitted job of a role asks for the audience of the role', () => {
    const file = renderPipelineFile(parsed());
    const job = (key: string): string => file.slice(file.indexOf(`assume-${key}:`)).split('\n\n')[0] ?? '';
    expect(job('pr')).toContain('id_tokens:\n    AWS_TOKEN:\n      aud: acme_pr_mirror #');
    expect(job('cn')).toContain('aud: sts.cn-north-1.amazonaws.com.cn #');
    expect(job('protected')).not.toContain('aud:');
  });
});

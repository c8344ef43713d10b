import { formatProblem, parseFederation } from '../../../policies/index';
import { cliFolder } from '../../support/cli-folder';

const REST = `
projects: { api: { path: acme/api, id: 101, namespace_id: 12 } }
accounts: { production: { id: '111122223333', region: eu-west-1 } }
roles: { deploy: { account: production, trust: [{ project: api, branches: [main] }] } }
`;

const problems = (gitlab: string): readonly string[] => {
  const parsed = parseFederation(`# one\n${gitlab}${REST}`, 'federation.yaml');
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

test.each([
  ['a list', 'gitlab:\n  - { url: https://gitlab.com }\n  - { url: https://gitlab.example.com }'],
  ['names', 'gitlab:\n  com: { url: https://gitlab.com }\n  own: { url: https://gitlab.example.com }'],
])('several instances in one file, %s: refused once, with the way to do it', (_, gitlab) => {
  const [first, ...more] = problems(gitlab);
  expect(more).toEqual([]);
  expect(first).toContain('a declaration is about one GitLab instance at /gitlab (federation.yaml:2:1)');
  expect(first).toContain('got `https://gitlab.com`, `https://gitlab.example.com`');
  expect(first).toContain('write a declaration for each instance');
});

test('one instance is none of that, nor is one that is misspelt', () => {
  expect(problems('gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }')).toEqual([]);
  expect(problems('gitlab: { ulr: https://gitlab.com, audience: x }').join()).not.toContain('is about one');
  expect(problems('gitlab: []').join()).not.toContain('is about one');
});

const { write, refgate } = cliFolder();

/** The way that the message names: what the one file trusts, no token of the other instance can assume. */
test('a file for each instance: the same project on the other one is refused at the provider', async () => {
  const project = 'path: acme/api, id: 101, protected_branches: {}, protected_tags: {}';
  const impostor = (iss: string): string =>
    `{ claims: { iss: '${iss}', aud: x, sub: 'project_path:acme/api:ref_type:branch:ref:main', project_id: '101', namespace_id: '12' }, assumes: [] }`;
  const file = (url: string, other: string, more: string): string => `
gitlab: { url: ${url}, audience: x${more} }
projects: { api: { ${project}, namespace_id: 12 } }
accounts: { production: { id: '111122223333', region: eu-west-1 } }
roles: { deploy: { account: production, trust: [{ project: api, branches: [main] }] } }
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy] }
  - ${impostor(other)}
`;
  write('com.yaml', file('https://gitlab.com', 'https://gitlab.example.com', ''));
  write('own.yaml', file('https://gitlab.example.com', 'https://gitlab.com', ', reused_paths: refused'));
  for (const name of ['com.yaml', 'own.yaml']) {
    const { out } = await refgate('check', name, '--format', 'json');
    const { rows } = JSON.parse(out) as {
      readonly rows: readonly {
        readonly cells: readonly {
          readonly outcome: string;
          readonly layer: string;
          readonly holds: boolean;
        }[];
      }[];
    };
    expect(rows.map(({ cells: [cell] }) => [cell?.outcome, cell?.holds])).toEqual([
      ['allow', true],
      ['deny', true],
    ]);
    expect(rows[1]?.cells[0]?.layer).toBe('provider');
  }
});

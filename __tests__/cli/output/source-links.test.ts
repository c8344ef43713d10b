import { sourceLinks } from '../../../cli/output/source-links';

const GITLAB = {
  CI_PROJECT_DIR: '/builds/acme/infra',
  CI_PROJECT_URL: 'https://gitlab.example.com/acme/infra',
  CI_COMMIT_SHA: 'abc',
};
const cwd = '/builds/acme/infra/aws';

test.each([
  ['a file of the folder', 'roles.tf', 'https://gitlab.example.com/acme/infra/-/blob/abc/aws/roles.tf#L7'],
  ['odd characters', 'a b#1.tf', 'https://gitlab.example.com/acme/infra/-/blob/abc/aws/a%20b%231.tf#L7'],
  ['a file above', '../x.yaml', 'https://gitlab.example.com/acme/infra/-/blob/abc/x.yaml#L7'],
  ['a file outside of the checkout', '/etc/hosts', undefined],
])('in a GitLab job: %s', (_name, file, url) => {
  expect(sourceLinks({ cwd, env: GITLAB })?.(file, 7)).toBe(url);
});

test('a merged-results pipeline links the commit of the source branch, which exists there', () => {
  const env = { ...GITLAB, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'def' };
  expect(sourceLinks({ cwd, env })?.('x.tf', 1)).toMatch(/\/blob\/def\/aws\/x\.tf#L1$/);
  // outside of merged results GitLab sets it to nothing
  expect(sourceLinks({ cwd, env: { ...env, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '' } })?.('x.tf', 1)).toMatch(
    /\/blob\/abc\//,
  );
});

test('in a GitHub job', () => {
  const env = {
    GITHUB_WORKSPACE: '/w',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_SHA: 'abc',
  };
  expect(sourceLinks({ cwd: '/w', env })?.('x.tf', 3)).toBe('https://github.com/acme/infra/blob/abc/x.tf#L3');
});

test('elsewhere there are no links', () => {
  expect(sourceLinks({ cwd, env: { CI_PROJECT_DIR: '/x' } })).toBeUndefined();
});

import { projectPathProblem } from '../../../policies/gitlab/paths';

test.each([
  'acme/api',
  'acme/platform/api',
  'a/b/c/d/e/svc',
  'Acme/Platform/API',
  'j.doe/_x',
  '.a/.b',
  'a/b.',
  'a/blobs',
])('`%s` may be the path of a project', (path) => {
  expect(projectPathProblem(path)).toBeUndefined();
});

test.each([
  ['', 'it names no group or user'],
  ['api', 'it names no group or user'],
  ['/acme/api', 'it begins or ends with `/`'],
  ['acme/api/', 'it begins or ends with `/`'],
  ['https://gitlab.com/acme/api', 'it is a URL'],
  ['acme//api', 'it has two slashes in a row'],
  ['acme/api.git', '`api.git` ends in `.git` or `.atom`'],
  ['acme.atom/api', '`acme.atom` ends in `.git` or `.atom`'],
  ['acme./api', 'the group `acme.` ends in `.`'],
  ['-acme/api', '`-acme` starts with `-`'],
  ['acme/a b', '` ` is not allowed, only letters, digits, `_`, `-` and `.`'],
  ['acme/*', '`*` is not allowed, only letters, digits, `_`, `-` and `.`'],
  ['acme/wikis', '`wikis` is reserved by GitLab'],
  [`acme/${'a'.repeat(256)}`, 'a part is longer than 255 characters'],
  [Array(22).fill('a').join('/'), 'groups nest at most 20 levels deep'],
])('`%s` may not: %s', (path, reason) => {
  expect(projectPathProblem(path)?.message.endsWith(`cannot exist: ${reason}`)).toBe(true);
});

import Ajv2020 from 'ajv/dist/2020';
import { readGitlabSnapshot, snapshotJsonSchema } from '../../../policies/index';
import { expectGolden } from '../report/fixtures/golden';
import { agreeingWorld } from '../../support/audit-world';

const { snapshot } = agreeingWorld();
const read = (value: unknown) => readGitlabSnapshot(JSON.stringify(value, null, 2), 'gitlab.json');
const [project] = snapshot.projects;

test('a snapshot is read: what was not seen is unknown, never a default', () => {
  const { projects, listed, instance } = read({
    ...snapshot,
    gitlab: { url: 'https://gitlab.example.com', version: '18.9', reused_paths: 'refused' },
    projects: [
      { ...project, protected_branches: null, protect_merge_request_pipelines: null, branches: null },
    ],
  });
  expect(instance).toMatchObject({
    issuer: 'https://gitlab.example.com',
    version: { major: 18, minor: 9 },
    reusedPaths: 'refused',
  });
  expect(listed).toEqual(['acme']);
  expect(projects[0]).toMatchObject({
    id: '101',
    namespaceId: '12',
    protectedBranches: 'unknown',
    protectedTags: [{ pattern: 'v*', push: 'maintainer', merge: 'maintainer' }],
    protectMergeRequestPipelines: undefined,
    branches: undefined,
  });
});

test.each<[string, unknown, RegExp]>([
  [
    'another version',
    { ...snapshot, refgate_gitlab_snapshot: 2 },
    /ERR_SCHEMA: invalid snapshot of GitLab: .* at \/refgate_gitlab_snapshot \(gitlab.json:2:/,
  ],
  ['a member that nobody knows', { ...snapshot, more: 1 }, /ERR_SCHEMA: .*[Uu]nrecognized key/],
  [
    'a part that is omitted',
    { ...snapshot, projects: [{ ...project, protected_tags: undefined }] },
    /at \/projects\/0\/protected_tags/,
  ],
  [
    'two projects with one id',
    { ...snapshot, projects: [project, { ...project, path: 'acme/x' }] },
    /two projects have the id `101`/,
  ],
  [
    'two projects with one path',
    { ...snapshot, projects: [project, { ...project, id: 5, path: 'ACME/platform/api' }] },
    /two projects have the path `acme\/platform\/api`/,
  ],
  [
    'a release that is none',
    { ...snapshot, gitlab: { url: 'https://gitlab.com', version: 'new' } },
    /invalid release `new`/,
  ],
  [
    'a subject that names no project',
    { ...snapshot, projects: [{ ...project, sub_claim: ['ref'] }] },
    /begins with a component that names no project/,
  ],
])('%s is refused', (_note, value, message) => {
  expect(() => read(value)).toThrow(message);
});

test('no JSON is refused with its place', () => {
  expect(() => readGitlabSnapshot('{ "a": ', 'gitlab.json')).toThrow(/ERR_JSON: .*gitlab.json:1/);
});

test('the committed schema is current; `UPDATE_GOLDEN=1` writes it', () => {
  expectGolden('../../../gitlab-snapshot.schema.json', `${JSON.stringify(snapshotJsonSchema(), null, 2)}\n`);
});

test('the published schema takes what is read', () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(snapshotJsonSchema());
  expect(validate(snapshot)).toBe(true);
  expect(validate({ ...snapshot, listed: 1 })).toBe(false);
});

import {
  CLAIMS,
  claimRow,
  LEADING_COMPONENTS,
  simulate,
  SUB_CLAIM_COMPONENTS,
  type ClaimRow,
} from '../../../policies/gitlab/index';
import { EVERY_ISSUER_KEYS, GITLAB_COM_KEYS, stsRequest } from '../../../policies/context/index';
import { API, GITLAB_COM, GOLDEN_PIPELINES } from '../../support/golden-pipelines';

// The rows are what refgate knows about single claims; these tests hold them against what is minted and what STS makes of it.

const rows = Object.entries(CLAIMS) as [string, ClaimRow][];

test('AWS makes nine claims of gitlab.com condition keys, and `sub` and `aud` of every issuer', () => {
  expect(EVERY_ISSUER_KEYS).toEqual(['sub', 'aud']);
  expect(GITLAB_COM_KEYS.toSorted()).toEqual([
    'namespace_id',
    'pipeline_source',
    'project_id',
    'ref_protected',
    'runner_environment',
    'user_access_level',
    'user_email',
    'user_id',
    'user_login',
  ]);
});

test('`sub` can have eleven components, of which six may lead', () => {
  expect(SUB_CLAIM_COMPONENTS.toSorted()).toEqual([
    'deployment_tier',
    'environment_protected',
    'job_project_id',
    'job_project_path',
    'project_id',
    'project_path',
    'ref',
    'ref_protected',
    'ref_type',
    'source_project_id',
    'source_project_path',
  ]);
  expect(LEADING_COMPONENTS.toSorted()).toEqual([
    'job_project_id',
    'job_project_path',
    'project_id',
    'project_path',
    'source_project_id',
    'source_project_path',
  ]);
  expect(SUB_CLAIM_COMPONENTS.every((name) => claimRow(name)?.values.kind !== 'other')).toBe(true);
});

test('what names an object is not a claim', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'email', ''])
    expect(claimRow(name)).toBeUndefined();
});

describe('every token that GitLab mints is as the rows say', () => {
  test.each(Object.entries(GOLDEN_PIPELINES))('%s', (_id, pipeline) => {
    const simulation = simulate(pipeline);
    for (const { claims } of simulation.kind === 'tokens' ? simulation.tokens : []) {
      const minted: Readonly<Record<string, unknown>> = { ...claims };
      for (const [name, { present, values, since }] of rows) {
        const value = minted[name];
        const has = value !== undefined && value !== null;
        if (has && present === 'environment') expect(minted.environment).toBeDefined();
        if (!has)
          expect({ name, optional: present !== 'every_job' || since !== undefined }).toEqual({
            name,
            optional: true,
          });
        if (typeof value !== 'string') continue;
        if (values.kind === 'id') expect(value).toMatch(/^[1-9]\d*$/);
        if (values.kind === 'words') expect(values.words).toContain(value);
        expect(values.kind).not.toBe('other');
      }
      for (const name of Object.keys(minted)) expect(claimRow(name)).toBeDefined();
    }
  });
});

describe.each([
  ['https://gitlab.com', [...EVERY_ISSUER_KEYS, ...GITLAB_COM_KEYS]],
  ['https://gitlab.example.com', EVERY_ISSUER_KEYS],
] as const)('STS fills the keys of the rows for %s', (issuer, expected) => {
  test('and no others', () => {
    const strings = rows.filter(([, { values }]) => values.kind !== 'other');
    const claims = Object.fromEntries(strings.map(([name]) => [name, 'x']));
    const answer = stsRequest({ ...claims, iss: issuer }, { issuer, account: '111122223333' });
    const host = `${issuer.slice('https://'.length)}:`;
    const keys = answer.ok ? [...answer.request.context.keys()] : [];
    const own = keys.flatMap((key) => (key.startsWith(host) ? [key.slice(host.length)] : []));
    expect(own.filter((key) => key !== 'oaud').toSorted()).toEqual([...expected].toSorted());
  });
});

describe("a fork's merge request in the parent project", () => {
  const fork = { ...API, path: 'mallory/api', id: '909', namespaceId: '77' };
  const sub = (...subClaim: (typeof API.subClaim)[number][]): string | undefined => {
    const simulation = simulate({
      instance: GITLAB_COM,
      project: { ...API, subClaim },
      source: 'merge_request_event',
      audience: 'sts.amazonaws.com',
      target: { kind: 'merge_request', mergeRequest: { from: 'main', into: 'main', kind: 'detached', fork } },
    });
    return simulation.kind === 'tokens' ? simulation.tokens[0]?.claims.sub : undefined;
  };

  test.each([
    [['project_path', 'ref'], 'project_path:mallory/api:ref:main'],
    [['source_project_path', 'ref'], 'source_project_path:mallory/api:ref:main'],
    [['source_project_id', 'ref'], 'source_project_id:909:ref:main'],
    [['job_project_path', 'ref'], 'job_project_path:acme/platform/api:ref:main'],
    [['job_project_id', 'project_path', 'ref'], 'job_project_id:101:project_path:mallory/api:ref:main'],
  ] as const)('%j mints `%s`: a component of the job project shows the parent', (components, expected) => {
    expect(sub(...components)).toBe(expected);
  });
});

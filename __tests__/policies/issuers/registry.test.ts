import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ISSUERS, issuerOf, opennessOf, type Issuer } from '../../../policies/issuers/index';
import { parsePattern } from '../../../policies/trust/index';

const folder = join(__dirname, '../../../policies/issuers');
const read = (sub: string) => parsePattern(sub, { wildcards: true, variables: true });

/** What is missing in a record; a new issuer with one of these is not finished. */
function problemsOf(issuer: Issuer): readonly string[] {
  const levels = (['tenant', 'workload', 'context'] as const).filter((level) => issuer[level] !== undefined);
  const shown = issuer.cases.map(({ open }) => open);
  const named = [...issuer.subjects, ...Object.values(issuer.keys)].flatMap((form) =>
    [...form.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name as string),
  );
  return [
    ...(/^[a-z]+(?:-[a-z]+)*$/.test(issuer.id) ? [] : ['its id is not kebab-case']),
    ...(issuer.hosts.length > 0 ? [] : ['it has no host']),
    ...(issuer.subjects.length > 0 ? [] : ['it has no subject']),
    ...(issuer.sources.every((url) => url.startsWith('https://')) && issuer.sources.length > 0
      ? []
      : ['it has no public source']),
    ...(['anything', ...levels, 'closed', 'not_known'] as const)
      .filter((level) => !shown.includes(level) && !(issuer.knowledge === 'gitlab' && level === 'workload'))
      .map((level) => `no case shows \`${level}\``),
    ...named
      .filter((name) => !Object.hasOwn(issuer.fields, name))
      .map((name) => `\`${name}\` is not a field`),
    ...levels
      .flatMap((level) => issuer[level]?.by.flat() ?? [])
      .filter((name) => !Object.hasOwn(issuer.fields, name))
      .map((name) => `\`${name}\` identifies and is not a field`),
  ];
}

test.each(ISSUERS.map((issuer) => [issuer.id, issuer] as const))('%s: the record is whole', (_, issuer) => {
  expect(problemsOf(issuer)).toEqual([]);
});

test('a record without cases or sources is not whole', () => {
  const bare = { ...(ISSUERS[1] as Issuer), cases: [], sources: [] } as unknown as Issuer;
  expect(problemsOf(bare)).toContain('no case shows `anything`');
  expect(problemsOf(bare)).toContain('it has no public source');
});

describe.each(ISSUERS.map((issuer) => [issuer.id, issuer] as const))('%s: subjects', (_, issuer) => {
  test.each(issuer.cases.map(({ sub, open }) => [sub, open] as const))('%s: %s', (sub, open) => {
    expect(opennessOf(read(sub), issuer)).toBe(open);
  });
});

test('ids and hosts are unique', () => {
  const ids = ISSUERS.map(({ id }) => id);
  const hosts = ISSUERS.flatMap((issuer) => issuer.hosts);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(hosts).size).toBe(hosts.length);
});

test('every file of an issuer is in the registry, and imports no other issuer', () => {
  const shared = [
    'identify',
    'index',
    'issuer',
    'openness',
    'registry',
    'sub-claim-identity',
    'subject-form',
    'two-readings',
  ];
  const files = readdirSync(folder).map((name) => name.replace(/\.ts$/, ''));
  const records = files.filter((name) => !shared.includes(name));
  expect(records.toSorted()).toEqual(ISSUERS.map(({ id }) => id).toSorted());
  for (const record of records) {
    const code = readFileSync(join(folder, `${record}.ts`), 'utf8');
    for (const other of records) expect(code).not.toContain(`from './${other}'`);
  }
});

test('adding a record is enough to know an issuer', () => {
  const forge: Issuer = {
    ...(ISSUERS.find(({ id }) => id === 'eks') as Issuer),
    id: 'forge',
    name: 'Forge',
    hosts: ['id.forge.{region}.example'],
    fields: { team: { stops: ';' }, job: { stops: ';' } },
    subjects: ['t={team};j={job}'],
    workload: { noun: 'job', by: [['team', 'job']] },
  };
  expect(issuerOf('id.forge.north.example')).toMatchObject({ known: false, id: 'unknown' });
  expect(issuerOf('id.forge.north.example', {}, [...ISSUERS, forge])).toMatchObject({
    known: true,
    id: 'forge',
  });
  expect(opennessOf(read('t=*'), forge)).toBe('anything');
  expect(opennessOf(read('t=red;j=*'), forge)).toBe('workload');
  expect(opennessOf(read('t=red;j=build'), forge)).toBe('closed');
  expect(opennessOf(read('team/red'), forge)).toBe('not_known');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, ISSUER_FINDINGS } from '../../../policies/index';
import { BROKEN_SERVERS } from '../../cli/doctor/broken-servers';
import { BROKEN_DOCUMENTS } from './broken-documents';
import { BROKEN_HOSTS, withHost } from './broken-hosts';
import { facts, KEY, ecKey } from './sound-issuer';

test('an issuer without a mistake has none', () => {
  expect(diagnose(facts())).toMatchObject({
    verdict: 'holds',
    findings: [],
    headline:
      'no error in what was looked at; not looked at: addresses and certificates, the time of answers',
  });
});

test('keys of every kind that STS takes are no mistake', () => {
  const jwks = [KEY, ecKey('p256'), ecKey('p384', 'P-384'), ecKey('p521', 'P-521')];
  expect(diagnose(facts({ jwks })).findings).toEqual([]);
});

test.each(BROKEN_DOCUMENTS)('$finding: $note', ({ change, finding, severity, aws, says }) => {
  const diagnosis = diagnose(facts(change));
  const found = diagnosis.findings.filter((each) => each.finding === finding && says.test(each.message));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity });
  const errors = (found[0]?.causes ?? []).map(({ code, text }) =>
    code === undefined ? text : `${code}: ${text}`,
  );
  if (aws === 'none') expect(errors).toEqual([]);
  else expect(errors).toContainEqual(expect.stringContaining(aws));
  const isOpen = severity === 'unknown' && diagnosis.findings.every((each) => each.severity !== 'error');
  const verdict = diagnosis.findings.some((each) => each.severity === 'error')
    ? 'broken'
    : isOpen
      ? 'cannot_tell'
      : 'holds';
  expect(diagnosis.verdict).toBe(verdict);
});

test('nothing that was published as a secret is repeated', () => {
  const jwks = [{ ...KEY, d: 'c2VjcmV0LXZhbHVl', k: 'c2VjcmV0LXZhbHVl' }];
  expect(JSON.stringify(diagnose(facts({ jwks })))).not.toContain('c2VjcmV0LXZhbHVl');
});

describe('what was not looked at', () => {
  test('was tried in vain: the verdict is open', () => {
    const jwks = { seen: false, wanted: true, reason: 'connection refused' } as const;
    expect(diagnose({ ...facts(), jwks })).toMatchObject({
      verdict: 'cannot_tell',
      headline: 'cannot tell: connection refused',
    });
  });

  test('nothing at all is not an answer', () => {
    const nothing = { seen: false, wanted: false, reason: 'not given' } as const;
    const none = {
      issuer: nothing,
      discovery: nothing,
      jwks: nothing,
      hosts: nothing,
      answers: nothing,
      token: nothing,
      providers: nothing,
    };
    expect(diagnose(none)).toMatchObject({
      verdict: 'cannot_tell',
      headline: 'cannot tell: nothing was looked at',
    });
  });
});

describe('the registry', () => {
  test('every id is there once, with public sources', () => {
    const ids = ISSUER_FINDINGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { sources } of ISSUER_FINDINGS)
      for (const source of sources) expect(source).toMatch(/^https:\/\//);
  });

  test('every text of AWS is on the page of troubleshooting', () => {
    const page = readFileSync(join(__dirname, '../../../docs/troubleshooting.md'), 'utf8');
    const texts = BROKEN_DOCUMENTS.flatMap(({ change }) =>
      diagnose(facts(change)).findings.flatMap(({ causes }) => causes),
    );
    const missing = texts
      .map(({ text }) => text.replaceAll('  ', ' '))
      .filter((text) => !page.includes(text));
    expect([...new Set(missing)]).toEqual([]);
  });

  test('every finding has a broken example', () => {
    const shown = new Set(
      [...BROKEN_DOCUMENTS, ...BROKEN_SERVERS, ...BROKEN_HOSTS].map(({ finding }) => finding),
    );
    for (const id of SHOWN_BY_SERVERS) shown.add(id);
    expect(ISSUER_FINDINGS.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });
});

/** Tests of their own in `__tests__/cli/doctor/servers.test.ts`. */
const SHOWN_BY_SERVERS = ['host-not-reached', 'address-refusing', 'chain-incomplete', 'answer-slow'];

describe('hosts that no server on this machine can be', () => {
  test.each(BROKEN_HOSTS)('$finding: $note', ({ host, tls, providers, finding, says }) => {
    const { findings } = diagnose(withHost(host, tls, providers === undefined ? {} : { providers }));
    expect(findings.find((each) => each.finding === finding)?.message).toMatch(says);
  });

  test('a thumbprint that is registered is enough for a private authority, another is not', () => {
    const tls = { trust: 'given_ca' } as const;
    const other = withHost({}, tls, { providers: [{ thumbprints: ['b'.repeat(40)] }] });
    expect(diagnose(other).findings).toEqual([
      expect.objectContaining({
        finding: 'private-authority',
        severity: 'error',
        message: expect.stringContaining(`has \`${'b'.repeat(40)}\``) as unknown,
      }),
    ]);
    const own = withHost({}, tls, { providers: [{ thumbprints: ['A'.repeat(40)] }] });
    expect(diagnose(own).findings).toEqual([]);
  });

  test('an address that the user gave says nothing about the public name', () => {
    const host = { addresses: [{ address: '10.0.0.5', family: 4 as const }], addressesAre: 'given' as const };
    expect(diagnose(withHost(host)).findings).toEqual([]);
  });
});

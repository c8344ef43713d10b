import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleFacts, runCatalog } from '../../../policies/catalog/index';
import { parseFederation } from '../../../policies/federation/index';
import { providerArn } from '../../../policies/context/index';
import { toPolicy } from '../../../policies/grant/index';
import { parsePolicy } from '../../../policies/trust/index';

const file = 'federation.yaml';
const parsed = parseFederation(readFileSync(join(__dirname, '../../..', file), 'utf8'), file);
if (!parsed.ok) throw new Error(`${file} does not parse`);
const { federation } = parsed;

test('the facts of a role are those of its federation', () => {
  const [role] = federation.roles.values();
  if (role === undefined) throw new Error('no role');
  expect(roleFacts(federation, role)).toEqual({
    instance: federation.instance,
    providers: [
      { issuer: federation.instance.issuer, account: role.account.id, clientIds: [federation.audience] },
    ],
    account: role.account.id,
    role: role.key,
    projects: [...federation.projects.values()],
    permissions: role.permissions,
    maxSessionSeconds: role.maxSessionSeconds,
  });
});

test.each([...federation.roles])('no error is found in the sample role %s', (_key, role) => {
  const written = toPolicy(role.grant, providerArn(federation.instance.issuer, role.account.id));
  const policy = written.ok ? parsePolicy(written.document) : written;
  if (!written.ok || !policy.ok) throw new Error('the sample does not compile');
  const subject = { policy: policy.policy, document: written.document, ...roleFacts(federation, role) };
  expect(runCatalog(subject).findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

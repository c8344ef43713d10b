// oxlint-disable-next-line import/no-unassigned-import -- it registers the matchers and their types
import '../../../policies/testing/jest';
import { API, API_SUB } from '../../support/prover-world';

const policy = (...conditions: readonly Record<string, Record<string, unknown>>[]): object => ({
  Version: '2012-10-17',
  Statement: conditions.map((Condition) => ({
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
  })),
});

const sub = (pattern: string, more: Record<string, string> = {}) =>
  policy({
    StringLike: { 'gitlab.com:sub': pattern },
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', ...more },
  });
const pins = { 'gitlab.com:project_id': '101', 'gitlab.com:namespace_id': '12' };
const deploy = sub(`${API_SUB}main`, { ...pins, 'gitlab.com:ref_protected': 'true' });
const plan = sub(`${API_SUB}*`, pins);
const projects = [API];
const grant = {
  issuer: 'https://gitlab.com',
  audience: 'sts.amazonaws.com',
  rules: [{ project: API, refs: [{ type: 'branch', pattern: 'main' }], protected: true }],
} as const;

test('each matcher holds, and is refused', () => {
  expect(deploy).toAdmitOnly('protected_refs', { projects });
  expect(plan).not.toAdmitOnly('protected_refs', { projects });
  expect(deploy).toAdmitOnly(grant);
  expect(plan).not.toAdmitOnly(grant);
  expect(deploy).toAdmitOnly({ projects: [API.path] }, { projects });
  expect(sub('project_path:acme/*')).not.toAdmitOnly({ groups: ['acme/platform'] });
  expect(deploy).toAdmitAll(grant);
  expect(deploy).not.toAdmitAll({ ...grant, audience: 'other' });
  expect(deploy).toNeverAdmit('impostor', { projects });
  expect(plan).not.toNeverAdmit('merge_request', { projects });
  expect(deploy).toImply(plan);
  expect(plan).not.toImply(deploy);
  expect(JSON.stringify(deploy)).toBeDisjointFrom({ document: sub('project_path:*:ref_type:tag:*') });
  expect(deploy).not.toBeDisjointFrom(plan);
});

test('the message shows the token', () => {
  expect(() => expect(plan).toAdmitOnly('protected_refs', { projects })).toThrow(
    /expected a proof, but it is refuted: .*branch `feature\/x`, not protected\n\n\{\n {2}"iss": "https:\/\/gitlab.com"/,
  );
  expect(() => expect(deploy).not.toImply(plan)).toThrow(
    'expected a token that breaks it, but it is proved: every token that can assume the policy can assume the other policy',
  );
});

test('what cannot be determined fails both ways', () => {
  const open = policy({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } });
  expect(() => expect(open).toNeverAdmit('tag')).toThrow(
    "cannot tell: it depends on the caller's address: `aws:SourceIp`",
  );
  expect(() => expect(open).not.toNeverAdmit('tag')).toThrow('cannot tell');
});

test('assumptions can be switched', () => {
  const path = sub('project_path:acme/platform/api:*');
  const only = { projects: [API.path] };
  expect(path).not.toAdmitOnly(only, { projects });
  expect(path).toAdmitOnly(only, { projects, assume: { 'no-reused-paths': true } });
});

test.each(['forks', ['tag']])('%j is not a kind of token: whoever asks is told, negated or not', (kind) => {
  const asked = kind as 'tag';
  const message = /unknown kind of token `(forks|tag)`; expected one of `fork`, `impostor`, /;
  if (Array.isArray(kind)) expect(() => expect(deploy).toNeverAdmit(asked)).toThrow(message);
  else expect(() => expect(deploy).not.toNeverAdmit(asked)).toThrow(message);
});

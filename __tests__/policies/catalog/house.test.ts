import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCatalog, type Finding } from '../../../policies/catalog/index';
import { parsePolicy } from '../../../policies/trust/index';

function findings(name: string): readonly Finding[] {
  const document: unknown = JSON.parse(
    readFileSync(join(__dirname, '../../cases/inputs/catalog', `${name}.json`), 'utf8'),
  );
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('does not parse');
  const result = runCatalog({ policy: parsed.policy, document });
  expect(result.undecided).toEqual([]);
  return result.findings;
}

const short = (name: string) => findings(name).map(({ check, pointer }) => `${check} ${pointer}`);
const LIKE = '/Statement/0/Condition/StringLike/gitlab.com:sub';

test.each([
  ['impostor-seen', 'a path without ids'],
  ['impostor-beside-an-exclusion', 'the same, beside a harmless exclusion'],
])('%s: %s', (name) => {
  expect(short(name)).toEqual([`impostor-admitted ${LIKE}`]);
});

test('impostor-in-a-group: a whole group, beside a harmless Deny', () => {
  expect(short('impostor-in-a-group')).toEqual([`open-group-prefix ${LIKE}`, `impostor-admitted ${LIKE}`]);
});

test('what no token needs is found: a dead statement, a shadowed one, a value', () => {
  expect(short('redundant')).toEqual([
    'dead-statement /Statement/1',
    'shadowed-statement /Statement/2',
    'shadowed-value /Statement/0/Condition/StringEquals/gitlab.com:pipeline_source/0',
  ]);
});

test('of a dead statement nothing is said about who can assume the role', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'gitlab.com:environment': 'production' },
        StringNotLike: { 'gitlab.com:sub': 'project_path:acme/sandbox/*' },
      },
    },
  };
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new Error('does not parse');
  const found = runCatalog({ policy: parsed.policy, document: policy }).findings;
  expect(found.map(({ check }) => check)).toEqual([
    'no-token-can-assume',
    'refused-by-iam',
    'unsupported-key',
  ]);
});

test('a condition that no token decides is named, and is not an identity', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'gitlab.com:sub': 'project_path:*' },
          IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        },
      },
    ],
  };
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw new Error('does not parse');
  const found = runCatalog({ policy: parsed.policy, document: policy }).findings;
  const anyProject = found.find(({ check }) => check === 'any-project');
  expect(anyProject?.message).toMatch(
    /^`project_path:\*` accepts any project, depending on the caller's address: `aws:SourceIp`$/,
  );
});

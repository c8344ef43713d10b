import { judge, readJsonArtifact } from '../../../policies/index';

const lines = (condition: string, effect = '"Effect": "Allow",'): string => `{
  "Version": "2012-10-17",
  "Statement": {
    ${effect}
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": ${condition}
  }
}
`;

const judged = (text: string) =>
  judge({ artifacts: [readJsonArtifact(text, { file: 'policy.json' }).artifact] });

test('a finding in a policy of its own is at the line of the value', () => {
  const { trusts } = judged(lines('{ "StringEquals": { "gitlab.com:sub": "project_path:acme/*" } }'));
  const finding = trusts[0]!.findings.find(({ check }) => check === 'wildcard-under-string-equals');
  expect(finding).toMatchObject({ position: { file: 'policy.json', line: 7, column: 56 } });
});

test('a malformed policy has the place, what is wrong, and what IAM would say', () => {
  expect(judged(lines('{}', '')).gaps).toEqual([
    {
      address: 'policy.json',
      concerns: 'trust',
      reason:
        'the statement has no `Effect` at /Statement/Effect; IAM would refuse to store it: Missing required field Effect',
      position: { file: 'policy.json', line: 3, column: 16 },
    },
  ]);
});

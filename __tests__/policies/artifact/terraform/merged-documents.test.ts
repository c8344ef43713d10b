import { readTerraformJson } from '../../../../policies/index';

const FEDERATED = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

function merged(...sources: readonly string[]): ReturnType<typeof readTerraformJson> {
  return readTerraformJson({
    data: { aws_iam_policy_document: { t: { source_policy_documents: sources } } },
    resource: {
      aws_iam_role: { r: { assume_role_policy: '${data.aws_iam_policy_document.t.json}' } },
    },
  });
}

const STATEMENT = {
  Effect: 'Allow',
  Principal: { Federated: FEDERATED },
  Action: 'sts:AssumeRoleWithWebIdentity',
};

test('members of a merged policy document are found in any case, as the provider finds them', () => {
  const written = `{"version":"2012-10-17","STATEMENT":[{"effect":"Allow","principal":{"Federated":"${FEDERATED}"},"aCtion":"sts:AssumeRoleWithWebIdentity"}]}`;
  expect(merged(written).roles[0]?.document).toEqual({ Version: '2012-10-17', Statement: [STATEMENT] });
});

test('letters outside of ASCII that fold to `k` and `s` count, and the last of several members', () => {
  const open = JSON.stringify([STATEMENT]);
  const written = `{"Statement":[],"ſtatement":${open}}`;
  expect(merged(written).roles[0]?.document).toMatchObject({ Statement: [STATEMENT] });
});

test.each([
  ['{"Statement":[{"effect":["Allow"]}]}', '`Effect` of a merged policy document is not a string'],
  ['{"statement":{"Effect":"Allow"}}', '`Statement` of a merged policy document is not a list'],
  ['{"VERSION":1}', '`Version` of a merged policy document is not a string'],
])('%s is refused, as the provider refuses it', (written, reason) => {
  const { roles, unresolved } = merged(written);
  expect(roles).toEqual([]);
  expect(unresolved[0]?.reason).toContain(reason);
});

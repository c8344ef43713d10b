import type { Report } from '../../policies/index';
import { cliFolder } from '../support/cli-folder';

// Configurations that people ask about, with what the answer has to say beside the verdict.

const { write, refgate } = cliFolder();

async function check(...args: readonly string[]) {
  const { code, out } = await refgate('check', ...args, '--format', 'json');
  const { findings, notices = [], rows } = JSON.parse(out) as Report;
  return { code, ids: findings.map((finding) => finding.check), findings, notices, rows };
}

const documentOf = (version: string | undefined): string => `
${version === undefined ? '' : `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${version}"\n    }\n  }\n}`}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::444455556666:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = ["trunk", "next"]
      content {
        test     = "StringEquals"
        variable = "gitlab.com:sub"
        values   = ["project_path:orchard/press:ref_type:branch:ref:\${condition.value}"]
      }
    }
  }
}
resource "aws_iam_role" "press" {
  name               = "press"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

describe('two condition blocks with one test and variable', () => {
  test.each([
    ['~> 4.67', /an older one keeps only one of them; the files ask for `~> 4\.67`/],
    [undefined, /an older one keeps only one of them$/],
  ])('%s: both branches can assume the role, and an older provider is named', async (version, text) => {
    write('main.tf', documentOf(version));
    write(
      'rows.csv',
      'path,id,branch,audience,assumes\norchard/press,7,trunk,sts.amazonaws.com,press\norchard/press,7,next,sts.amazonaws.com,press\n',
    );
    const { code, rows, notices } = await check('main.tf', '--table', 'rows.csv');
    expect(code).toBe(0);
    expect(rows.map(({ cells }) => cells[0]?.outcome)).toEqual(['allow', 'allow']);
    expect(notices).toEqual([
      expect.objectContaining({
        address: 'data.aws_iam_policy_document.trust',
        reason: expect.stringMatching(text) as unknown,
      }),
    ]);
  });

  test('nothing is said where the files exclude older providers', async () => {
    write('main.tf', documentOf('>= 5.15'));
    expect((await check('main.tf')).notices).toEqual([]);
  });
});

test('a module that lets the caller choose the one claim, and gets `aud`: no subject, and IAM refuses to store it', async () => {
  write(
    'main.tf',
    `variable "match_field" { default = "aud" }
resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    condition {
      test     = "StringLike"
      variable = "\${aws_iam_openid_connect_provider.this.url}:\${var.match_field}"
      values   = ["https://gitlab.com"]
    }
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.this.arn]
    }
  }
}
resource "aws_iam_role" "this" {
  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}
`,
  );
  const { code, ids } = await check('main.tf', '--account', '444455556666');
  expect(code).toBe(1);
  expect(ids).toEqual(expect.arrayContaining(['missing-sub', 'refused-by-iam']));
  const described = await refgate('prove', 'main.tf', '--describe', '--account', '444455556666');
  expect(described.out).toContain('projects that are not declared');
});

test.each([
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
])(
  'a provider of the wrong partition for %s: the ARN, and the STS endpoint that the job calls',
  async (partition, region) => {
    const Role = {
      RoleName: 'press',
      Arn: `arn:${partition}:iam::444455556666:role/press`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: 'arn:aws:iam::444455556666:oidc-provider/gitlab.com' },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'gitlab.com:aud': 'sts.amazonaws.com',
                'gitlab.com:sub': 'project_path:orchard/press:ref_type:branch:ref:trunk',
              },
            },
          },
        ],
      },
    };
    write('role.json', { Role });
    const { findings } = await check('role.json');
    const found = findings.find((one) => one.check === 'no-token-can-assume');
    expect(found?.fix).toContain('have the job call an STS endpoint of a region there');
    const { code, out } = await refgate(
      'explain',
      'role.json',
      '--pipeline',
      '{path: orchard/press, branch: trunk}',
    );
    expect(code).toBe(1);
    expect(out).toContain(`set \`arn:${partition}:iam::444455556666:oidc-provider/gitlab.com\``);
    expect(out).toContain(`set \`variables: { AWS_REGION: ${region} }\` in the job`);
  },
);

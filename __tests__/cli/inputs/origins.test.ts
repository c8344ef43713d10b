import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import type { Report } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

// A finding in a folder of Terraform is where the guilty part is written, whatever makes the policy of it.

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-origins-'))));
afterEach(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

async function check(files: Files): Promise<Report> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  await run(['check', 'infra', '--format', 'json'], terminal);
  return JSON.parse(terminal.stdout()) as Report;
}

/** Where the findings of a check are, each with what is written there. */
function places({ findings }: Report, id: string): readonly string[] {
  return findings
    .filter((finding) => finding.check === id)
    .map(({ position }) => {
      const { file = '', line = 0, column = 0 } = position ?? {};
      const text = readFileSync(join(folder, file), 'utf8').split('\n')[line - 1] ?? '';
      return `${file}:${line}:${column} ${text.slice(column - 1, column + 29)}`;
    });
}

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const OPEN = 'any-ref-of-project';

const document = (statement: string, more = ''): string => `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["${PROVIDER}"]
    }
${statement}
  }
}
${more}
resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

const encoded = (conditions: string, policy = 'assume_role_policy ='): string => `${policy} jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "${PROVIDER}" }
        Condition = {
${conditions}
        }
      },
    ]
  })`;

const role = (body: string): string => `resource "aws_iam_role" "ci" {\n  name = "ci"\n  ${body}\n}\n`;

const json = (sub: string): string => `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Principal": { "Federated": "${PROVIDER}" },
      "Condition": {
        "StringLike": { "gitlab.com:sub": ${sub} }
      }
    }
  ]
}
`;

const CASES: readonly (readonly [name: string, check: string, files: Files, expected: readonly string[]])[] =
  [
    [
      'a `condition` block of a policy document',
      'missing-aud',
      {
        'infra/main.tf': document(
          '    condition {\n      test     = "StringLike"\n      variable = "gitlab.com:sub"\n      values   = ["project_path:a/b:*", "project_path:a/c:*"]\n    }',
        ),
      },
      ['infra/main.tf:8:5 condition {'],
    ],
    [
      'each element of `values` by itself',
      OPEN,
      {
        'infra/main.tf': document(
          '    condition {\n      test     = "StringLike"\n      variable = "gitlab.com:sub"\n      values = [\n        "project_path:a/b:*",\n        "project_path:a/c:*",\n      ]\n    }',
        ),
      },
      ['infra/main.tf:12:9 "project_path:a/b:*",', 'infra/main.tf:13:9 "project_path:a/c:*",'],
    ],
    [
      'the second of two `condition` blocks that are merged',
      OPEN,
      {
        'infra/main.tf': document(
          ['"project_path:a/b:ref_type:branch:ref:main"', '"project_path:a/c:*"']
            .map(
              (value) =>
                `    condition {\n      test     = "StringLike"\n      variable = "gitlab.com:sub"\n      values   = [${value}]\n    }`,
            )
            .join('\n'),
        ),
      },
      ['infra/main.tf:16:19 "project_path:a/c:*"]'],
    ],
    [
      'a `dynamic` condition',
      OPEN,
      {
        'infra/main.tf': document(
          '    dynamic "condition" {\n      for_each = { sub = "project_path:a/b:*" }\n      content {\n        test     = "StringLike"\n        variable = "gitlab.com:${condition.key}"\n        values   = [condition.value]\n      }\n    }',
        ),
      },
      ['infra/main.tf:13:21 condition.value]'],
    ],
    [
      'a document that another one is made of',
      OPEN,
      {
        'infra/main.tf': `${document(
          '    condition {\n      test     = "StringLike"\n      variable = "gitlab.com:sub"\n      values   = ["project_path:a/b:*"]\n    }',
        ).replace('policy_document.trust.json', 'policy_document.all.json')}
data "aws_iam_policy_document" "all" {
  source_policy_documents = [for one in [data.aws_iam_policy_document.trust] : one.json]
}
`,
      },
      ['infra/main.tf:11:19 "project_path:a/b:*"]'],
    ],
    [
      'a member of `jsonencode`',
      OPEN,
      {
        'infra/main.tf': role(encoded('          StringLike = { "gitlab.com:sub" = "project_path:a/b:*" }')),
      },
      ['infra/main.tf:11:45 "project_path:a/b:*" }'],
    ],
    [
      'each value of a list in `jsonencode`',
      OPEN,
      {
        'infra/main.tf': role(
          encoded(
            '          StringLike = {\n            "gitlab.com:sub" = ["project_path:a/b:*",\n              "project_path:a/c:*"]\n          }',
          ),
        ),
      },
      ['infra/main.tf:12:33 "project_path:a/b:*",', 'infra/main.tf:13:15 "project_path:a/c:*"]'],
    ],
    [
      'what a local holds',
      OPEN,
      {
        'infra/main.tf': role(encoded('          StringLike = { "gitlab.com:sub" = local.subs }')),
        'infra/locals.tf':
          'locals {\n  more = ["project_path:a/c:*"]\n  subs = concat(["project_path:a/b:*"], local.more)\n}\n',
      },
      ['infra/locals.tf:3:18 "project_path:a/b:*"], local.m', 'infra/locals.tf:2:11 "project_path:a/c:*"]'],
    ],
    [
      'the element of a `for_each`',
      OPEN,
      {
        'infra/main.tf': role(
          `for_each = { a = { sub = "project_path:a/b:*" } }\n  ${encoded('          StringLike = { "gitlab.com:sub" = each.value.sub }')}`,
        ),
      },
      ['infra/main.tf:3:28 "project_path:a/b:*" } }'],
    ],
    [
      'the argument of a module, and what a module returns',
      OPEN,
      {
        'infra/main.tf': `module "trust" {\n  source = "./trust"\n  sub    = "project_path:a/b:*"\n}\n${role('assume_role_policy = module.trust.json')}`,
        'infra/trust/main.tf': `variable "sub" {}\n\noutput "json" {\n  ${encoded('          StringLike = { "gitlab.com:sub" = var.sub }', 'value =')}\n}\n`,
      },
      ['infra/main.tf:3:12 "project_path:a/b:*"'],
    ],
    [
      'the default of a variable',
      OPEN,
      {
        'infra/main.tf': `${role(encoded('          StringLike = { "gitlab.com:sub" = var.sub }'))}variable "sub" {\n  default = "project_path:a/b:*"\n}\n`,
      },
      ['infra/main.tf:18:13 "project_path:a/b:*"'],
    ],
    [
      'a heredoc',
      OPEN,
      {
        'infra/main.tf': role(
          `assume_role_policy = <<-EOT\n${json('["project_path:${lower("A")}/b:*",\n          "project_path:a/c:*"]')}EOT`,
        ),
      },
      ['infra/main.tf:12:44 "project_path:${lower("A")}/b:', 'infra/main.tf:13:11 "project_path:a/c:*"] }'],
    ],
    [
      'a key that is computed, in a heredoc',
      OPEN,
      {
        'infra/main.tf': `locals {\n  host = "gitlab.com"\n}\n${role(
          `assume_role_policy = <<EOT\n${json('"project_path:a/b:*"').replace('"gitlab.com:sub"', '"${local.host}:sub"')}EOT`,
        )}`,
      },
      ['infra/main.tf:15:46 "project_path:a/b:*" }'],
    ],
    [
      'a template file outside of the folder',
      OPEN,
      {
        '.git/HEAD': '',
        'infra/main.tf': role(
          'assume_role_policy = templatefile("${path.module}/../trust.tftpl", { a = "a" })',
        ),
        'trust.tftpl': json('"project_path:${a}/b:*"'),
      },
      ['trust.tftpl:9:43 "project_path:${a}/b:*" }'],
    ],
    [
      'what a template repeats',
      OPEN,
      {
        'infra/main.tf': role('assume_role_policy = templatefile("trust.tftpl", { paths = ["a/b", "a/c"] })'),
        'infra/trust.tftpl': json(
          '[\n%{ for n, p in paths }%{ if n > 0 },%{ endif }"project_path:${p}:*"\n%{ endfor }]',
        ),
      },
      ['infra/trust.tftpl:10:47 "project_path:${p}:*"', 'infra/trust.tftpl:10:47 "project_path:${p}:*"'],
    ],
  ];

test.each(CASES)('%s', async (_, id, files, expected) => {
  const report = await check(files);
  expect(places(report, id)).toEqual(expected);
});

test('a part of a role that is partly known has its place, too', async () => {
  const report = await check({
    'infra/main.tf': `variable "ref" {}\n${role(
      encoded(
        '          StringLike = { "gitlab.com:sub" = ["project_path:a/b:*", "project_path:a/c:${var.ref}"] }',
      ),
    )}`,
  });
  expect(places(report, OPEN)).toEqual(['infra/main.tf:12:46 "project_path:a/b:*", "project']);
});

test('a member that appears twice in `jsonencode` is where the second one is, as in JSON', async () => {
  const { unresolved } = await check({
    'infra/main.tf': role(
      encoded(
        '          StringLike = {\n            "gitlab.com:sub" = "project_path:a/b:*"\n            "gitlab.com:sub" = "project_path:a/c:*"\n          }',
      ),
    ),
  });
  expect(unresolved).toMatchObject([
    {
      reason: expect.stringContaining('the member `gitlab.com:sub` appears twice in one object'),
      position: { line: 13, column: 13 },
    },
  ]);
});

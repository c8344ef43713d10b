import { writeHcl, type JsonObject } from '../../../modules/hcl/index';

function hcl(tree: JsonObject, file = 'main.tf'): string {
  return writeHcl(tree).get(file) ?? '';
}

function local(value: JsonObject[string]): string {
  return hcl({ locals: { v: value } })
    .replace(/^locals \{\n {2}v = /, '')
    .replace(/\n\}\n$/, '')
    .replaceAll('\n  ', '\n');
}

describe('values', () => {
  const rows: [note: string, value: JsonObject[string], text: string][] = [
    ['a reference is bare', '${aws_iam_role.r.arn}', 'aws_iam_role.r.arn'],
    ['text around a reference stays a template', 'a-${var.x}', '"a-${var.x}"'],
    ['escaped sequences stay escaped', '$${aws:username}', '"$${aws:username}"'],
    ['quotes and backslashes are escaped', 'a "b" \\d', '"a \\"b\\" \\\\d"'],
    ['a line break is an escape, not a heredoc', 'a\nb', '"a\\nb"'],
    ['a number in text stays text', '42', '"42"'],
    ['falsy values stay', [false, 0, '', null], '[false, 0, "", null]'],
    [
      'keys are quoted only where needed',
      { a: 1, 'b c': 2, for: 3 },
      '{\n  a     = 1\n  "b c" = 2\n  "for" = 3\n}',
    ],
    ['a computed key is in parentheses', { '${var.k}': 1 }, '{\n  (var.k) = 1\n}'],
    [
      '`=` is aligned only over single lines',
      { aa: 1, b: { c: 2 }, d: 3 },
      '{\n  aa = 1\n  b = {\n    c = 2\n  }\n  d = 3\n}',
    ],
    ['expressions get their spaces', '${var.a==1?"x":max(1,-2)}', 'var.a == 1 ? "x" : max(1, -2)'],
    ['a document that stays the same becomes jsonencode', '{"a":["b"]}', 'jsonencode({\n  a = ["b"]\n})'],
    ['a document that would change its text stays text', '{"b":1,"a":2}', '"{\\"b\\":1,\\"a\\":2}"'],
  ];
  test.each(rows)('%s', (_, value, text) => {
    expect(local(value)).toBe(text);
  });
});

test('a policy becomes jsonencode, with references bare, in templates, or as text', () => {
  const policy =
    '{"Version":"2012-10-17","Principal":"${aws_iam_openid_connect_provider.p.arn}","Sid":"${var.n}","Resource":"arn:${var.p}:x"}';
  expect(hcl({ resource: { aws_iam_role: { r: { assume_role_policy: policy } } } }))
    .toBe(`resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Principal = aws_iam_openid_connect_provider.p.arn
    Sid       = tostring(var.n)
    Resource  = "arn:\${var.p}:x"
  })
}
`);
});

test('a reference that is known to be text needs no conversion', () => {
  const policy =
    '{"a":"${var.text}","b":"${var.other}","c":"${local.text}","d":"${local.other}","e":"${each.key}"}';
  const tree: JsonObject = {
    variable: { text: { type: 'string' }, other: {} },
    locals: { text: 'a-${var.other}', other: '${var.other}' },
    resource: { aws_iam_policy: { p: { policy } } },
  };
  expect(hcl(tree)).toContain(`jsonencode({
    a = var.text
    b = tostring(var.other)
    c = local.text
    d = tostring(local.other)
    e = each.key
  })`);
});

test('what Terraform itself defines: blocks, bare references, literals, and the order of the style guide', () => {
  const tree: JsonObject = {
    '//': { metadata: 1 },
    terraform: {
      required_providers: {
        aws: { source: 'hashicorp/aws', version: '>= 5', configuration_aliases: ['aws.two'] },
      },
      backend: { s3: { bucket: 'b', key: '${x}' } },
      required_version: '>= 1.5',
    },
    provider: { aws: [{ region: 'eu-west-1' }, { alias: 'two' }] },
    variable: {
      v: {
        default: '',
        nullable: false,
        type: 'list(object({a=string}))',
        description: '${aws:x}',
        validation: [{ condition: '${true}', error_message: 'm' }],
      },
    },
    resource: {
      aws_x: {
        a: {
          depends_on: ['aws_x.b', '${aws_x.c}'],
          lifecycle: {
            ignore_changes: 'all',
            precondition: [{ error_message: 'm ${var.v}', condition: '${var.v == ""}' }],
          },
          tags: '${var.v}',
          provisioner: [{ 'local-exec': { command: 'echo', when: 'destroy' } }],
          provider: 'aws.two',
          for_each: '${toset(["a"])}',
          '//': { metadata: {} },
        },
        b: { lifecycle: { ignore_changes: ['tags["x"]', 'name'], replace_triggered_by: ['aws_x.a'] } },
      },
    },
    module: { m: { a: { b: 1 }, source: './m', providers: { 'aws.two': 'aws' } } },
    moved: [{ from: 'aws_x.old', to: 'aws_x.a["k"]' }],
    import: [{ to: 'aws_x.b', id: '${var.v}' }],
    removed: [{ from: 'aws_x.gone', lifecycle: { destroy: false } }],
    check: { c: { assert: [{ condition: '${true}', error_message: 'm' }] } },
    output: { o: { value: '42', description: '%{x}', sensitive: true } },
  };
  const files = writeHcl(tree);
  expect([...files.keys()]).toStrictEqual([
    'versions.tf',
    'providers.tf',
    'variables.tf',
    'main.tf',
    'outputs.tf',
  ]);
  expect([...files.values()].join('\n')).toBe(`terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5"
      configuration_aliases = [aws.two]
    }
  }

  backend "s3" {
    bucket = "b"
    key    = "$\${x}"
  }
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias = "two"
}

variable "v" {
  description = "$\${aws:x}"
  type        = list(object({ a = string }))
  default     = ""
  nullable    = false

  validation {
    condition     = true
    error_message = "m"
  }
}

resource "aws_x" "a" {
  for_each = toset(["a"])
  provider = aws.two
  tags     = var.v

  provisioner "local-exec" {
    command = "echo"
    when    = destroy
  }

  lifecycle {
    ignore_changes = all

    precondition {
      condition     = var.v == ""
      error_message = "m \${var.v}"
    }
  }

  depends_on = [aws_x.b, aws_x.c]
}

resource "aws_x" "b" {
  lifecycle {
    ignore_changes       = [tags["x"], name]
    replace_triggered_by = [aws_x.a]
  }
}

module "m" {
  source = "./m"
  providers = {
    aws.two = aws
  }
  a = {
    b = 1
  }
}

moved {
  from = aws_x.old
  to   = aws_x.a["k"]
}

import {
  to = aws_x.b
  id = var.v
}

removed {
  from = aws_x.gone

  lifecycle {
    destroy = false
  }
}

check "c" {
  assert {
    condition     = true
    error_message = "m"
  }
}

output "o" {
  description = "%%{x}"
  value       = "42"
  sensitive   = true
}
`);
});

test('comments stand above their block, from a map or a function', () => {
  const tree: JsonObject = {
    provider: { aws: [{ alias: 'two' }] },
    resource: { aws_x: { a: {} } },
    variable: { v: {} },
    locals: { a: 1 },
  };
  const comments = new Map([
    ['aws_x.a', 'why\n\nand how'],
    ['var.v', 'a variable'],
  ]);
  const files = writeHcl(tree, { comments });
  expect(files.get('main.tf')).toBe('locals {\n  a = 1\n}\n\n# why\n#\n# and how\nresource "aws_x" "a" {}\n');
  expect(files.get('variables.tf')).toBe('# a variable\nvariable "v" {}\n');
  const asked: string[] = [];
  writeHcl(tree, { comments: (address) => void asked.push(address) });
  expect(asked).toStrictEqual(['provider.aws.two', 'var.v', 'locals', 'aws_x.a']);
});

describe('is refused', () => {
  const rows: [note: string, tree: JsonObject, message: string][] = [
    ['a block that Terraform does not have', { rescource: {} }, 'Terraform has no block `rescource`'],
    [
      'a template that does not end',
      { locals: { a: 'x ${var.a' } },
      'holds a `${` or `%{` that does not end',
    ],
    [
      'a quoted string that does not end',
      { locals: { a: '${"x}' } },
      'holds a quoted string that does not end',
    ],
    [
      'a heredoc in an expression',
      { locals: { a: '${<<E\nx\nE\n}' } },
      'holds a heredoc inside an interpolation',
    ],
    [
      'an object that may be a block or a map',
      { resource: { aws_x: { a: { tags: { k: 'v' } } } } },
      'cannot tell whether `tags` in `aws_x.a` is an argument or a nested block',
    ],
  ];
  test.each(rows)('%s', (_, tree, message) => {
    expect(() => writeHcl(tree)).toThrow(message);
  });
});

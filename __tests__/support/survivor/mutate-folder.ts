import type { Random } from './mutate';

/** The files of a Terraform folder by their names; in each file blocks of HCL. */
export type Folder = ReadonlyMap<string, readonly string[]>;

const NAMES = [
  'main.tf',
  'a.tf',
  'z.tf',
  'override.tf',
  'x_override.tf',
  'b.TF',
  '.c.tf',
  'd.tf~',
  '#e.tf#',
  'f.tofu',
  'é.tf',
  'g h.tf',
];
const ROLE = /^resource "?aws_iam_role"? "?(\w+)"? \{\n/;

/** Changes one thing in a folder: where a block is, how it is written, a block or a file beside it, or the bytes of a file. */
export function mutatedFolder(folder: Folder, random: Random): Folder {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const files = [...folder.keys()];
  const file = pick(files);
  const blocks = folder.get(file) ?? [];
  const at = random(Math.max(1, blocks.length));
  const block = blocks[at] ?? '';
  const put = (name: string, next: readonly string[]): Folder => new Map(folder).set(name, next);
  const change = (text: string): Folder => put(file, blocks.with(at, text));
  if (blocks.length === 0) return folder;
  switch (random(12)) {
    case 0: {
      const to = pick(NAMES);
      return new Map(put(file, blocks.toSpliced(at, 1))).set(to, [...(folder.get(to) ?? []), block]);
    }
    case 1:
      return put(file, blocks.toReversed());
    case 2:
      return change(commented(block, random));
    case 3:
      return change(withArgument(block, pick(ARGUMENTS)));
    case 4:
      return change(block.replace(/^(\w+) "(\w+)" "(\w+)"/, random(2) === 0 ? '$1 $2 $3' : '$1   "$2" "$3"'));
    case 5:
      return change(block.replaceAll('\n', random(2) === 0 ? '\r\n' : '\n\n'));
    case 6:
      return put(pick(NAMES), [...blocks, block]);
    case 7:
      return change(block.replace(/assume_role_policy = (.*)\n/, pick(WRITINGS)));
    case 8:
      return put(pick(['override.tf', 'z_override.tf', 'x.tf']), [pick(STRANGERS)]);
    case 9:
      return put(file, [...blocks, pick(STRANGERS)]);
    case 10:
      return put(file, [`\uFEFF${blocks[0] ?? ''}`, ...blocks.slice(1)]);
    default:
      return put(pick(['terraform.tfvars', 'a.auto.tfvars', 'override.tf.json', 'j.tf.json']), [
        pick(VALUES),
      ]);
  }
}

export function textsOf(folder: Folder): Readonly<Record<string, string>> {
  return Object.fromEntries([...folder].map(([name, blocks]) => [name, `${blocks.join('\n')}\n`]));
}

const ARGUMENTS = [
  'count = 0',
  'count = 1',
  'count = var.n',
  'for_each = toset([])',
  'for_each = { a = 1 }',
  'for_each = toset(var.names)',
  'provider = aws.other',
  'depends_on = [aws_iam_role.good]',
  'lifecycle {\n ignore_changes = [assume_role_policy]\n}',
  'dynamic "inline_policy" {\n for_each = []\n content {}\n}',
  'tags = null',
];

const WRITINGS = [
  'assume_role_policy = ($1)\n',
  'assume_role_policy = "${$1}"\n',
  'assume_role_policy = true ? $1 : "{}"\n',
  'assume_role_policy = var.n == 1 ? $1 : file("missing.json")\n',
  'assume_role_policy = jsonencode(jsondecode($1))\n',
  'assume_role_policy = coalesce(null, $1)\n',
  'assume_role_policy = join("", [$1])\n',
  'assume_role_policy = try($1, "{}")\n',
  'assume_role_policy = one([for p in [$1] : p])\n',
  'assume_role_policy = /* { */ $1 # }\n',
  'assume_role_policy = format("%s", $1)\n',
  'assume_role_policy = trimspace(" ${$1}\\n")\n',
];

const STRANGERS = [
  'locals {\n  a = 1\n}',
  'resource "aws_iam_role" "bad" {\n  description = "x"\n}',
  'resource "aws_iam_role" "good" {\n  name = "other"\n}',
  'variable "n" {\n  default = 0\n}',
  'variable "names" {\n  default = ["a"]\n}',
  'moved {\n  from = aws_iam_role.old\n  to = aws_iam_role.bad\n}',
  'removed {\n  from = aws_iam_role.old\n  lifecycle {\n    destroy = false\n  }\n}',
  'check "c" {\n  assert {\n    condition = true\n    error_message = "x"\n  }\n}',
  'terraform {\n  required_version = ">= 1.0"\n}',
  'output "o" {\n  value = 1\n}',
  '',
];

const VALUES = [
  'n = 0',
  'n = 1',
  'names = []',
  'names = ["b"]',
  '{"variable":{"n":{"default":1}}}',
  '{"resource":{"aws_iam_role":{"bad":{"description":"x"}}}}',
  '{"resource":{"aws_iam_role":{"good":{"count":0}}}}',
  '{"//":"x"}',
];

function withArgument(block: string, argument: string): string {
  return ROLE.test(block) ? block.replace(/\{\n/, `{\n  ${argument}\n`) : block;
}

function commented(block: string, random: Random): string {
  return [
    `/* ${block} */`,
    `# ${block.replaceAll('\n', '\n# ')}`,
    `// {\n${block}`,
    `/* a */ ${block}`,
    block.replace('{\n', '{ # }\n'),
    block.replace('{\n', '{ /* } */\n'),
  ][random(6)] as string;
}

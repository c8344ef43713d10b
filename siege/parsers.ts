import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseDigests,
  readAccountAnswer,
  readGitlabSnapshot,
  readReport,
  readViewFragment,
} from '../policies/index';
import { readAuditReport } from '../policies/index';
import { CommandLine, wrongAnswer, type Answer } from './command-line';
import {
  CI,
  CLAIMS,
  CLOUDFORMATION,
  CLOUDFORMATION_JSON,
  DECLARATION,
  EVAL_LINE,
  HCL,
  PLAN,
  PROVABLE,
  PROVE_LINE,
  PULUMI,
  ROLES,
  STATE,
  TABLE,
  TERRAFORM_JSON,
  TRUST,
} from './documents';
import type { Target } from './target';

const JSON_WORDS = ['"', '":', ',"', 'null', '{}', '[]', '""', '-1', '1e400', '\\u0000', '\\ud800', 'true'];
const POLICY_WORDS = [
  ...JSON_WORDS,
  '"Statement"',
  '"Effect":"Allow"',
  '"NotPrincipal"',
  '"StringLike"',
  '"ForAllValues:',
  'IfExists',
  '${aws:userid}',
  "${a, 'b'}",
  '"AWS":"*"',
];
const YAML_WORDS = [
  '- ',
  ': ',
  '{',
  '[',
  '&a',
  '*a',
  '<<: ',
  '!!str ',
  '!Sub ',
  '!If ',
  '|\n  ',
  '? ',
  '---\n',
  '#',
  '0o7',
  '.inf',
];
const HCL_WORDS = [
  'for ',
  ' if ',
  '...',
  'each.key',
  'count.index',
  'dynamic ',
  '<<EOT\n',
  'EOT\n',
  '${',
  '%{if true}',
  '%{endif}',
  'jsonencode(',
  'regex(',
  'file("x")',
  'null',
  'local.',
  'var.',
  '[*]',
  '/*',
];

interface CommandTarget extends Pick<Target, 'name' | 'valid' | 'words'> {
  readonly file: string;
  readonly args: readonly string[];
  readonly onStdin?: boolean;
  readonly wrong?: (answer: Answer, input: Buffer) => string | undefined;
}

/** A report in JSON is JSON, and so is an answer with an exit code that says that there is one. */
function notJson({ code, out }: Answer): string | undefined {
  if (out === '') return code === 2 ? undefined : 'nothing on standard output';
  try {
    JSON.parse(out);
    return undefined;
  } catch {
    return 'standard output is not JSON';
  }
}

/** Every line is answered, by one line of JSON. */
function unanswered({ out }: Answer, input: Buffer): string | undefined {
  const asked = input
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '').length;
  const lines = out.split('\n').slice(0, -1);
  for (const line of lines) JSON.parse(line);
  return lines.length > asked ? 'more answers than lines' : undefined;
}

/** A certificate that says something else does not hold. */
const acceptsChanged =
  (valid: string) =>
  ({ code }: Answer, input: Buffer): string | undefined => {
    if (code !== 0) return undefined;
    const same = JSON.stringify(JSON.parse(input.toString('utf8'))) === JSON.stringify(JSON.parse(valid));
    return same ? undefined : 'a changed certificate is valid';
  };

function commandTarget(line: CommandLine, target: CommandTarget): Target {
  const { name, valid, words, file, args, onStdin = false, wrong = notJson } = target;
  return {
    name,
    valid,
    words,
    attack: async (input) => {
      if (!onStdin) line.write(file, input);
      const answer = await line.refgate(args, onStdin ? input : undefined);
      return wrongAnswer(answer) ?? wrong(answer, input);
    },
  };
}

const JSON_OUT = ['--format', 'json'];
const WHERE = ['--account', '111122223333', '--gitlab-url', 'https://gitlab.com'];

/** Every form of input, as the command reads it, and the files that only functions read. */
export async function parserTargets(): Promise<readonly Target[]> {
  const line = new CommandLine();
  line.write('trust.json', TRUST);
  line.write('federation-of-ci.yaml', DECLARATION);
  line.write('provable.json', PROVABLE);
  await line.refgate([
    'prove',
    'provable.json',
    '--role',
    'provable.json',
    '--never',
    'tag',
    '--certificate',
    'proofs',
    ...WHERE,
  ]);
  const proofs = readdirSync(join(line.folder, 'proofs'));
  const certificate = readFileSync(join(line.folder, 'proofs', proofs[0]!), 'utf8');
  const { out: report } = await line.refgate(['check', 'trust.json', ...JSON_OUT, ...WHERE]);
  const token = [{ alg: 'RS256', kid: 'a' }, CLAIMS].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const form = (name: string, file: string, valid: string, words: readonly string[]): CommandTarget => ({
    name,
    file,
    valid: [valid],
    words,
    args: ['check', file, ...JSON_OUT, ...WHERE],
  });
  const commands: readonly CommandTarget[] = [
    {
      ...form('the declaration', 'd/federation.yaml', DECLARATION, YAML_WORDS),
      args: ['check', '--file', 'd/federation.yaml', ...JSON_OUT],
    },
    {
      ...form('a table in CSV', 'rows.csv', TABLE, [',', '"', '""', '\n', ';', 'assumes', 'branch']),
      args: ['check', 'trust.json', '--table', 'rows.csv', ...JSON_OUT, ...WHERE],
    },
    form('HCL', 'main.tf', HCL, HCL_WORDS),
    form('a configuration in JSON', 'main.tf.json', TERRAFORM_JSON, [...JSON_WORDS, ...HCL_WORDS]),
    form('a plan', 'plan.json', PLAN, [...JSON_WORDS, '"after_unknown"', '"child_modules"', '"actions"']),
    form('a state', 'terraform.tfstate', STATE, [...JSON_WORDS, '"deposed"', '"module"', '"mode":"data"']),
    form('a template in YAML', 'template.yaml', CLOUDFORMATION, [
      ...YAML_WORDS,
      '!GetAtt a.b',
      '!Select ',
      'Fn::ForEach::',
    ]),
    form('a template in JSON', 'template.json', CLOUDFORMATION_JSON, [
      ...JSON_WORDS,
      '"Fn::If"',
      '"Ref"',
      '${',
    ]),
    form('a policy', 'policy.json', TRUST, POLICY_WORDS),
    form('an answer of the AWS CLI', 'roles.json', ROLES, POLICY_WORDS),
    form('a stack of Pulumi', 'pulumi.json', PULUMI, [
      ...JSON_WORDS,
      '"delete":true',
      '"4dabf18193072939515e22adb298388d"',
    ]),
    {
      ...form('a CI file', 'ci.yml', CI, [...YAML_WORDS, '!reference [', 'extends: ', '=~ /', 'include: ']),
      args: ['ci', '--lint', 'ci.yml', '--file', 'federation-of-ci.yaml', ...JSON_OUT],
    },
    {
      name: 'a token',
      file: 'token.jwt',
      valid: [`${token.join('.')}.c2ln`],
      words: ['.', '=', 'e30', 'bnVsbA', 'W10', 'eyJ'],
      args: [
        'explain',
        'trust.json',
        '--token',
        'token.jwt',
        '--issuer',
        'https://gitlab.com',
        ...WHERE,
        ...JSON_OUT,
      ],
    },
    {
      name: 'claims',
      file: 'claims.json',
      valid: [JSON.stringify(CLAIMS)],
      words: [...JSON_WORDS, '"sub"', '"https://aws.amazon.com/tags"', '["a"]'],
      args: [
        'explain',
        'trust.json',
        '--claims',
        'claims.json',
        '--issuer',
        'https://gitlab.com',
        ...WHERE,
        ...JSON_OUT,
      ],
    },
    {
      name: 'lines for eval',
      file: '',
      valid: [`${EVAL_LINE}\n\n${EVAL_LINE}\n`],
      words: POLICY_WORDS,
      args: ['eval', '--batch', '-'],
      onStdin: true,
      wrong: unanswered,
    },
    {
      name: 'lines for prove',
      file: '',
      valid: [`${PROVE_LINE}\n${PROVE_LINE.replace('implies', 'only_protected_refs')}\n`],
      words: [...POLICY_WORDS, '"world"', '"gitlab"', '"admits_nothing"'],
      args: ['prove', '--batch', '-'],
      onStdin: true,
      wrong: unanswered,
    },
    {
      name: 'a certificate',
      file: 'certificate.json',
      valid: [certificate],
      words: [...JSON_WORDS, '-1', '-2', '"kind":"constant"', '"states"', '"words"', '"fold":"lower"'],
      args: ['verify', 'certificate.json', ...JSON_OUT],
      wrong: (answer, input) => notJson(answer) ?? acceptsChanged(certificate)(answer, input),
    },
  ];
  const read = (name: string, valid: string, reader: (text: string) => unknown): Target => ({
    name,
    valid: [valid],
    words: JSON_WORDS,
    attack: async (input) => {
      try {
        reader(input.toString('utf8'));
      } catch (error) {
        if ((error as Error).name !== 'RefgateError' || (error as { code?: unknown }).code === 'ERR_INTERNAL')
          throw error;
      }
      return undefined;
    },
  });
  const [first, ...others] = commands.map((target) => commandTarget(line, target));
  return [
    { ...first!, close: () => line.close() },
    ...others,
    read('a report', report, readReport),
    read('an audit', JSON.stringify({ version: 1, findings: [], roles: [] }), (text) =>
      readAuditReport(text, 'audit.json'),
    ),
    read(
      'a snapshot of GitLab',
      JSON.stringify({ version: 1, url: 'https://gitlab.com', projects: [] }),
      (text) => readGitlabSnapshot(text, 'gitlab.json'),
    ),
    read('an answer of an account', ROLES, (text) => readAccountAnswer(text, 'roles.json')),
    read('digests of a synth', `${'0'.repeat(64)}  stacks/a/cdk.tf.json\n`, (text) =>
      parseDigests(text, 'refgate.sha256'),
    ),
    read('the address of a page', '#project=api&ref=main', readViewFragment),
  ];
}

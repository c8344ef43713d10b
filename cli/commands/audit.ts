import { Command, Option } from 'commander';
import type { AuditFormat, FailOn } from '../../policies/index';
import { SEVERITIES } from '../../policies/severity';
import { readAccountDumps, readAuditSides } from '../inputs/audit-input';
import { namedAccounts, readLiveAccounts, type LiveOptions } from '../inputs/live-accounts';
import { readText } from '../inputs/text-input';
import { EXIT_OF, HOLDS, type Outcome } from '../output/exit';
import { progressLine } from '../output/progress';
import { reportTargets } from '../output/report-outputs';
import type { Terminal } from '../output/terminal';
import { writeOutput } from '../output/write-output';
import { VERSION } from '../version';

interface Options extends LiveOptions {
  readonly dryRun?: boolean;
  readonly iamPolicy?: boolean;
  readonly accountDump: readonly string[];
  readonly file?: string;
  readonly gitlabSnapshot?: string;
  readonly state: readonly string[];
  readonly before?: string;
  readonly format: AuditFormat;
  readonly output: readonly string[];
  readonly failOn: FailOn;
  readonly top: string;
  readonly allowEmpty?: boolean;
  readonly quiet?: boolean;
  readonly whoCanMint?: boolean;
}

const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

/** `refgate audit`: who can assume which role today, and what drifted. */
export function auditCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('audit')
    .description('say who can assume the roles of AWS accounts today, worst first, and what drifted')
    .option(
      '--account-dump <file>',
      'output of `aws iam get-account-authorization-details`, or of `list-open-id-connect-providers`; a folder of such files, or `-` (may be repeated)',
      collect,
      [],
    )
    .option(
      '--profile <name>',
      'read the account of this AWS profile; needs `@aws-sdk/client-iam` and `@aws-sdk/client-sts` (may be repeated)',
      collect,
      [],
    )
    .option('--accounts <ids>', 'accounts to read, with commas', (text: string) => text.split(','), [])
    .option(
      '--assume-role-pattern <arn>',
      'role to assume in each of `--accounts`, such as arn:aws:iam::{account}:role/audit',
    )
    .option('--external-id <id>', 'external ID for `--assume-role-pattern`')
    .option('--region <region>', 'region of the endpoints (default: that of the profile, else us-east-1)')
    .option('--parallel <number>', 'accounts to read at the same time', '8')
    .option(
      '--save <dir>',
      'keep the answer of each account there, for `--account-dump` and to go on after an interruption',
    )
    .option('--max-age <minutes>', 'how old an answer in `--save` may be to be used again', '60')
    .option('--dry-run', 'list every request that would be sent, and send none')
    .option('--iam-policy', 'print the least policy that reading accounts needs')
    .option('-f, --file <file>', 'the declaration (default: federation.yaml, if it exists)')
    .option('--gitlab-snapshot <file>', 'what was seen of GitLab: projects, rules, settings, freed paths')
    .option('--state <file>', 'Terraform state, from `terraform show -json` (may be repeated)', collect, [])
    .option('--before <file>', 'JSON of an earlier audit: report what changed since')
    .addOption(
      new Option('--format <format>', 'output format')
        .choices(['pretty', 'json', 'sarif', 'markdown', 'html'])
        .default('pretty'),
    )
    .option(
      '--output <file>',
      'write the report there instead of standard output; `format=file`, any number of times, for other formats in the same run',
      collect,
      [],
    )
    .addOption(
      new Option('--fail-on <severity>', 'lowest severity of a finding that fails')
        .choices(SEVERITIES)
        .default('warning'),
    )
    .option('--top <number>', 'roles and findings to show in pretty and markdown', '20')
    .option('--who-can-mint', 'say of each role the least privilege in GitLab that mints a token for it')
    .option('--allow-empty', 'pass accounts without any role that trusts the GitLab')
    .option('-q, --quiet', 'print nothing when nothing is found')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      outcome.code = await runAudit(options, terminal);
    });
}

async function runAudit(options: Options, terminal: Terminal): Promise<number> {
  const { audit, AUDIT_FORMATS, readAuditReport, renderAudit, toAuditReport, withAuditChanges } =
    await import('../../policies/index');
  const targets = await reportTargets(options.output, options.format, AUDIT_FORMATS);
  const top = await topOf(options.top);
  const sources = await namedAccounts(options);
  if (options.iamPolicy === true) return printPolicy(sources, options, terminal);
  if (options.accountDump.length + sources.length === 0) throw await noAccount();
  if (options.dryRun === true) return printRequests(sources, terminal);
  const dumps = await readAccountDumps(options.accountDump, terminal);
  const live =
    sources.length === 0 ? { accounts: [], notRead: [] } : await readLiveAccounts(options, terminal);
  const accounts = [...dumps, ...live.accounts];
  const sides = await readAuditSides(options, terminal);
  const progress = progressLine(terminal);
  let found: ReturnType<typeof audit>;
  try {
    found = audit(
      { accounts, notRead: live.notRead, ...sides, whoCanMint: options.whoCanMint },
      (done, total) => progress.step({ stage: 'auditing role', done, total }),
    );
  } finally {
    progress.end();
  }
  const { failOn, allowEmpty, before } = options;
  const now = toAuditReport(found, { version: VERSION, failOn, allowEmpty });
  const report =
    before === undefined
      ? now
      : withAuditChanges(now, readAuditReport(await readText(before, terminal), before), before);
  const code = EXIT_OF[report.verdict];
  const file = sides.federation?.file ?? options.accountDump[0] ?? options.save ?? 'aws';
  for (const { format, output } of targets) {
    if (output === undefined && options.quiet === true && code === HOLDS) continue;
    const text = renderAudit(report, format, {
      columns: terminal.columns,
      colors: output === undefined && terminal.colors,
      top,
      file,
    });
    await writeOutput(text, { output, quiet: options.quiet }, terminal);
  }
  return code;
}

type Sources = Awaited<ReturnType<typeof namedAccounts>>;

async function printRequests(sources: Sources, terminal: Terminal): Promise<number> {
  const { plannedRequests } = await import('../../net/index');
  for (const source of sources)
    terminal.out(
      `${[source.name, ...plannedRequests(source).map((request) => `  ${request}`)].join('\n')}\n`,
    );
  if (sources.length === 0) terminal.out('no request\n');
  return HOLDS;
}

async function printPolicy(
  sources: Sources,
  { output: outputs, quiet }: Pick<Options, 'output' | 'quiet'>,
  terminal: Terminal,
): Promise<number> {
  const { leastPolicy } = await import('../../net/index');
  const [output] = outputs;
  await writeOutput(`${JSON.stringify(leastPolicy(sources), null, 2)}\n`, { output, quiet }, terminal);
  return HOLDS;
}

async function topOf(text: string): Promise<number> {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${text}\` of \`--top\``,
    expected: 'a number from 1 to 999999',
  });
}

async function noAccount(): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  return new RefgateError({
    code: 'ERR_USAGE',
    message: 'no AWS account to audit',
    expected:
      '`--account-dump FILE` with the output of `aws iam get-account-authorization-details`, `--profile NAME`, or `--accounts` with `--assume-role-pattern`',
  });
}

const EXAMPLE = `
Reads files, or accounts by requests that change nothing (\`--dry-run\` lists
them). Writes no file but \`--output\` and those in \`--save\`. Roles that
strangers can assume come first, then roles by what they can do: administer,
write, read.

Examples:
  $ aws iam get-account-authorization-details > account.json
  $ aws iam list-open-id-connect-providers > providers.json
  $ refgate audit --account-dump account.json --account-dump providers.json
  $ refgate audit --account-dump dumps/ --gitlab-snapshot gitlab.json --state state.json
  $ refgate audit --account-dump dumps/ --gitlab-snapshot gitlab.json --who-can-mint
  $ refgate audit --profile production --profile staging --save dumps/
  $ refgate audit --accounts 111122223333,444455556666 --assume-role-pattern 'arn:aws:iam::{account}:role/audit'
  $ refgate audit --account-dump dumps/ --output json=audit.json --output sarif=audit.sarif --output html=audit.html
  $ refgate audit --account-dump dumps/ --before last-week.json --format markdown
`;

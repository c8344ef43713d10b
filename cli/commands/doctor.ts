import { Command, Option } from 'commander';
import type { Diagnosis, DiagnosisFormat } from '../../policies/index';
import { providerFacts } from '../doctor/provider-facts';
import { savedDocuments } from '../doctor/saved-documents';
import { tokenFacts } from '../doctor/token-facts';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { writeOutput } from '../output/write-output';

interface Options {
  readonly discovery?: string;
  readonly jwks?: string;
  readonly token?: string;
  readonly tokenEnv?: string;
  readonly provider?: string;
  readonly format: DiagnosisFormat;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** `refgate doctor`: what AWS finds wrong with an issuer. */
export function doctorCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('doctor')
    .description('find what makes AWS refuse an issuer: documents, keys, certificates, the provider in IAM')
    .argument('[url]', 'the issuer, to the letter, such as https://gitlab.example.com')
    .option(
      '--discovery <file>',
      'a saved discovery document, in place of the one at the issuer; `-` is standard input',
    )
    .option('--jwks <file>', 'a saved key set; `-` is standard input')
    .option(
      '--token <file>',
      'an ID token of a job to compare; `-` is standard input; never printed, never sent anywhere',
    )
    .option('--token-env <name>', 'environment variable that holds the ID token')
    .option('--provider <input>', 'where the provider in IAM is written: anything that `refgate check` reads')
    .addOption(
      new Option('--format <format>', 'output format').choices(['pretty', 'json', 'junit']).default('pretty'),
    )
    .option('--output <file>', 'write there, and not to standard output')
    .option('-q, --quiet', 'print nothing when all holds; the exit code says it')
    .addHelpText('after', EXAMPLE)
    .action(async (url: string | undefined, options: Options) => {
      outcome.code = await examine(url, options, terminal);
    });
}

async function examine(url: string | undefined, options: Options, terminal: Terminal): Promise<number> {
  const { diagnose, renderDiagnosis, RefgateError } = await import('../../policies/index');
  const isSaved = options.discovery !== undefined || options.jwks !== undefined;
  if (!isSaved || (url !== undefined && !/^https?:\/\//i.test(url)))
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: isSaved ? `invalid issuer \`${url}\`` : 'no documents are given',
      expected:
        'a URL such as `https://gitlab.example.com`, or `--discovery` and `--jwks` with saved documents',
    });
  const now = Math.floor(Date.now() / 1000);
  const documents = await savedDocuments(options, terminal);
  const jwks = documents.jwks.seen ? documents.jwks.value.text : undefined;
  const diagnosis = diagnose({
    issuer:
      url === undefined
        ? { seen: false, wanted: false, reason: 'no URL was given' }
        : { seen: true, value: url },
    ...documents,
    token: await tokenFacts(options, jwks, now, terminal),
    providers: await providerFacts(options.provider, terminal),
  });
  const code = EXIT[diagnosis.verdict];
  if (options.quiet !== true || options.output !== undefined || code !== HOLDS)
    await writeOutput(renderDiagnosis(diagnosis, options.format, terminal), options, terminal);
  return code;
}

const EXIT: Readonly<Record<Diagnosis['verdict'], number>> = {
  holds: HOLDS,
  broken: BROKEN,
  cannot_tell: CANNOT_TELL,
};

const EXAMPLE = `
Each finding names the error that AWS answers because of it, and the fix.

Examples:
  $ refgate doctor https://gitlab.example.com --discovery openid-configuration.json --jwks keys.json
  $ refgate doctor --jwks keys.json --token-env AWS_TOKEN
`;

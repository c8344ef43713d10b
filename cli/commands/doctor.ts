import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { DiagnosisFormat } from '../../policies/index';
import { withoutCredentials } from '../../policies/errors';
import { providerFacts } from '../doctor/provider-facts';
import type { LiveDocuments } from '../doctor/live-documents';
import { readFederation } from '../inputs/federation-file';
import { savedDocuments } from '../doctor/saved-documents';
import { tokenFacts } from '../doctor/token-facts';
import { EXIT_OF, HOLDS, type Outcome } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { whileWaiting } from '../output/progress';
import { writeOutput, writeTo } from '../output/write-output';

interface Options {
  readonly file?: string;
  readonly discovery?: string;
  readonly jwks?: string;
  readonly token?: string;
  readonly tokenEnv?: string;
  readonly provider?: string;
  readonly resolve?: readonly string[];
  readonly ca?: string;
  readonly times: string;
  readonly writeChain?: string;
  readonly format: DiagnosisFormat;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** Where `refgate init` writes the declaration. */
const DECLARATION = 'federation.yaml';

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** `refgate doctor`: what AWS finds wrong with an issuer. */
export function doctorCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('doctor')
    .description('find what makes AWS refuse an issuer: documents, keys, certificates, the provider in IAM')
    .argument('[url]', 'the issuer, exactly, such as https://gitlab.example.com')
    .option(
      '-f, --file <file>',
      `without a URL: the declaration that names the issuer (default: ${DECLARATION})`,
    )
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
    .option(
      '--resolve <host:address>',
      'connect to this address for the host, as `curl --resolve`; `host:address:port` takes another port, too (may be repeated)',
      collect,
    )
    .option('--ca <file>', 'root certificates of your own authority in PEM, which AWS does not know')
    .option('--times <number>', 'requests for each document', '5')
    .option('--write-chain <file>', 'write the certificates there in the right order, for the server to send')
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

async function examine(argument: string | undefined, options: Options, terminal: Terminal): Promise<number> {
  const { diagnose, renderDiagnosis } = await import('../../policies/index');
  const isSaved = options.discovery !== undefined || options.jwks !== undefined;
  const url = await issuerUrl(argument, options, isSaved, terminal);
  const now = Math.floor(Date.now() / 1000);
  const documents =
    url === undefined || isSaved
      ? await savedDocuments(options, terminal)
      : await fromNetwork(url, options, terminal);
  const jwks = documents.jwks.seen ? documents.jwks.value.text : undefined;
  const diagnosis = diagnose({
    issuer:
      url === undefined
        ? { seen: false, wanted: false, reason: 'no URL was given' }
        : { seen: true, value: url },
    discovery: documents.discovery,
    jwks: documents.jwks,
    hosts: documents.hosts,
    answers: documents.answers,
    token: await tokenFacts(options, jwks, now, terminal),
    providers: await providerFacts(options.provider, terminal),
  });
  const code = EXIT_OF[diagnosis.verdict];
  if (options.quiet !== true || options.output !== undefined || code !== HOLDS)
    await writeOutput(
      withoutCredentials(renderDiagnosis(diagnosis, options.format, terminal)),
      options,
      terminal,
    );
  return code;
}

/** The issuer that is named, or that of the declaration; saved documents are examined without one. */
async function issuerUrl(
  argument: string | undefined,
  { file }: Options,
  isSaved: boolean,
  terminal: Terminal,
): Promise<string | undefined> {
  if (argument === undefined) {
    if (isSaved && file === undefined) return undefined;
    const path = resolve(terminal.cwd, file ?? DECLARATION);
    if (file !== undefined || existsSync(path))
      return (await readFederation(path, file ?? DECLARATION)).instance.issuer;
  } else if (/^https?:\/\/[^/]/i.test(argument) && URL.canParse(argument)) return argument;
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message:
      argument === undefined
        ? `no issuer is given, and there is no \`${DECLARATION}\``
        : `invalid issuer \`${argument}\``,
    expected:
      'a URL such as `https://gitlab.example.com`, a declaration, or `--discovery` and `--jwks` with saved documents',
  });
}

async function fromNetwork(url: string, options: Options, terminal: Terminal): Promise<LiveDocuments> {
  const [{ givenAddress }, { liveDocuments }, { givenRoots, publicRoots }] = await Promise.all([
    import('../doctor/connect-to'),
    import('../doctor/live-documents'),
    import('../doctor/roots'),
  ]);
  const given = (options.resolve ?? []).map(givenAddress);
  const work = liveDocuments(url, {
    given,
    times: await timesOf(options.times),
    publicRoots: publicRoots(),
    givenRoots: options.ca === undefined ? [] : await givenRoots(options.ca, terminal),
    timeoutMs: 10_000,
    now: () => Math.floor(Date.now() / 1000),
  });
  const documents = await whileWaiting(`looking at ${url}`, work, terminal);
  if (options.writeChain !== undefined) await writeChain(options.writeChain, documents, terminal);
  return documents;
}

/** The chain of the first host as the server should send it. */
async function writeChain(file: string, { probed }: LiveDocuments, terminal: Terminal): Promise<void> {
  const { inOrder } = await import('../doctor/probe-host');
  const [host] = probed;
  if (host === undefined || host.chain.length === 0) {
    terminal.err(`no certificates were seen, so \`${file}\` is not written\n`);
    return;
  }
  const chain = [...(await inOrder(host.chain)), ...host.missing];
  await writeTo(file, chain.map((certificate) => certificate.toString()).join(''), terminal);
  terminal.err(`wrote ${file}: ${chain.length === 1 ? 'one certificate' : `${chain.length} certificates`}\n`);
}

async function timesOf(text: string): Promise<number> {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `invalid value \`${text}\` of \`--times\``,
    expected: 'a number from 1 to 99',
  });
}

const EXAMPLE = `
Connects to the issuer, and to nothing else but the host of its keys and the
address where a certificate says that its issuer is. Each finding names the
error that AWS answers because of it, and the fix. \`HTTPS_PROXY\` is not used:
AWS connects directly, and a proxy may send certificates of its own.

Examples:
  $ refgate doctor https://gitlab.example.com
  $ refgate doctor --file federation.yaml --provider state.json
  $ refgate doctor https://gitlab.example.com --resolve gitlab.example.com:10.0.0.5 --ca root.pem
  $ refgate doctor https://gitlab.example.com --discovery openid-configuration.json --jwks keys.json
  $ refgate doctor --jwks keys.json --token-env AWS_TOKEN
`;

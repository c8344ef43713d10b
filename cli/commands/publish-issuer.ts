import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { readText } from '../inputs/text-input';
import { BROKEN, CANNOT_TELL, HOLDS, type Outcome } from '../output/exit';
import { whileWaiting } from '../output/progress';
import type { Terminal } from '../output/terminal';
import { writeTo } from '../output/write-output';

interface Options {
  readonly issuer: string;
  readonly output: string;
  readonly published?: string;
  readonly nextKey?: readonly string[];
  readonly dropKey?: readonly string[];
  readonly acceptNewKeys?: boolean;
  readonly resolve?: readonly string[];
  readonly ca?: string;
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** `refgate publish-issuer`: the two documents of an instance that AWS cannot reach, for a place that it can. */
export function publishIssuerCommand(terminal: Terminal, outcome: Outcome): Command {
  return new Command('publish-issuer')
    .description('copy the documents of an instance that AWS cannot reach, checked, for a public bucket')
    .argument('<url>', 'the instance, such as https://gitlab.internal.example.com')
    .requiredOption('--issuer <url>', 'the public URL that the copy is published under')
    .requiredOption('--output <dir>', 'folder that the two documents are written into')
    .option(
      '--published <file>',
      'the key set that is published now: its keys stay, and one of them must be of the instance',
    )
    .option(
      '--next-key <file>',
      'public key in PEM that the instance is going to sign with (may be repeated)',
      collect,
    )
    .option(
      '--drop-key <kid>',
      'key that must go at once, such as one that leaked (may be repeated)',
      collect,
    )
    .option('--accept-new-keys', 'take keys that have nothing in common with the published ones')
    .option(
      '--resolve <host:address>',
      'connect to this address for the host, as `refgate doctor` (may be repeated)',
      collect,
    )
    .option('--ca <file>', 'root certificates of your own authority in PEM')
    .addHelpText('after', EXAMPLE)
    .action(async (url: string, options: Options) => {
      outcome.code = await publish(url, options, terminal);
    });
}

async function publish(url: string, options: Options, terminal: Terminal): Promise<number> {
  const { issuerProblem, publishedCopy, RefgateError } = await import('../../policies/index');
  const problem = issuerProblem(options.issuer);
  if (problem !== undefined) throw new RefgateError(problem);
  if (!url.startsWith('https://') || !URL.canParse(url))
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `invalid instance \`${url}\``,
      expected: "an https URL: keys that came in plain text can be anybody's",
    });
  const [{ givenAddress }, { liveDocuments }, { givenRoots, publicRoots }] = await Promise.all([
    import('../doctor/connect-to'),
    import('../doctor/live-documents'),
    import('../doctor/roots'),
  ]);
  const nextKeys = await Promise.all((options.nextKey ?? []).map((file) => nextKey(file, terminal)));
  const published =
    options.published === undefined
      ? undefined
      : { name: options.published, text: await readText(options.published, terminal) };
  const work = liveDocuments(url, {
    given: (options.resolve ?? []).map(givenAddress),
    times: 1,
    verified: true,
    publicRoots: publicRoots(),
    givenRoots: options.ca === undefined ? [] : await givenRoots(options.ca, terminal),
    timeoutMs: 10_000,
    now: () => Math.floor(Date.now() / 1000),
  });
  const { probed: _probed, ...documents } = await whileWaiting(`reading ${url}`, work, terminal);
  const notSeen = { seen: false, wanted: false, reason: 'not asked' } as const;
  const copy = publishedCopy({
    facts: { issuer: { seen: true, value: url }, ...documents, token: notSeen, providers: notSeen },
    issuer: options.issuer,
    nextKeys,
    acceptNewKeys: options.acceptNewKeys === true,
    drop: options.dropKey ?? [],
    published,
  });
  if (!copy.ok) {
    for (const reason of copy.reasons) terminal.err(`not published: ${reason}\n`);
    return copy.outcome === 'refused' ? BROKEN : CANNOT_TELL;
  }
  await writeTo(join(options.output, 'oauth/discovery/keys'), copy.jwks, terminal);
  await writeTo(join(options.output, '.well-known/openid-configuration'), copy.discovery, terminal);
  const list = (what: string, kids: readonly string[]): string =>
    kids.length === 0 ? '' : `${what}: ${kids.join(', ')}\n`;
  terminal.out(
    `${list('keys of the instance', copy.current)}${list('next keys', copy.next)}${list('kept', copy.kept)}`,
  );
  return HOLDS;
}

/** A public key as GitLab publishes it: the `kid` is its thumbprint. @see https://www.rfc-editor.org/rfc/rfc7638 */
async function nextKey(file: string, terminal: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const { RefgateError } = await import('../../policies/index');
  const text = await readText(file, terminal);
  const wrong = (message: string, fix: string): Error =>
    new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `\`${file}\` ${message}`,
      expected: 'an RSA public key in PEM',
      fix,
    });
  if (text.includes('PRIVATE KEY'))
    throw wrong('holds a private key', 'write its public part with `openssl rsa -pubout`');
  try {
    const { kty, n, e } = createPublicKey(text).export({ format: 'jwk' });
    if (kty !== 'RSA') throw new Error('not RSA');
    const { calculateJwkThumbprint } = await import('jose');
    return { kty, kid: await calculateJwkThumbprint({ kty, n, e } as never), e, n, use: 'sig', alg: 'RS256' };
  } catch {
    throw wrong('holds no RSA public key', 'write it with `openssl rsa -pubout`');
  }
}

const EXAMPLE = `
Writes .well-known/openid-configuration and oauth/discovery/keys into the
folder, or nothing: documents that AWS would refuse, that came over an
unverified connection, or that are of another instance are not published.
Upload the keys first.

Example:
  $ refgate publish-issuer https://gitlab.internal.example.com --issuer https://oidc.example.com --published keys.json --output public
`;

import type { AnswerFacts, DocumentFacts, HostFacts, JwksFacts, Observed } from '../../policies/index';
import { resolveHost, type GivenAddress, type Resolved } from './connect-to';
import { fetchDocument, type FetchedDocument, type FetchOptions } from './fetch-document';
import { probeHost, type ProbedHost, type ProbeOptions } from './probe-host';
import { jwksFacts } from './saved-documents';

export interface LiveOptions extends ProbeOptions {
  readonly given: readonly GivenAddress[];
  /** Requests for each document. */
  readonly times: number;
  /** Called before each step. */
  readonly step?: (what: string) => void;
  /** Whether documents are taken only over a connection whose certificate verifies. @default false */
  readonly verified?: boolean;
  /** Milliseconds of a clock, for the time of answers. */
  readonly clock?: () => number;
}

/** The two documents and the hosts of an issuer, as they were seen over the network. */
export interface LiveDocuments {
  readonly discovery: Observed<DocumentFacts>;
  readonly jwks: Observed<JwksFacts>;
  readonly hosts: Observed<readonly HostFacts[]>;
  readonly answers: Observed<readonly AnswerFacts[]>;
  /** The certificates of each host. */
  readonly probed: readonly ProbedHost[];
}

const failed = (reason: string) => ({ seen: false, wanted: true, reason }) as const;

/** Looks at an issuer as AWS does: its name, its certificates, the discovery document, and the keys that it names. Never throws. */
export async function liveDocuments(issuer: string, options: LiveOptions): Promise<LiveDocuments> {
  const base = new URL(issuer);
  if (base.protocol !== 'https:') {
    const notHttps = { seen: false, wanted: false, reason: 'the issuer is not https' } as const;
    return { discovery: notHttps, jwks: notHttps, hosts: notHttps, answers: notHttps, probed: [] };
  }
  const url = new URL(`${base.pathname.replace(/\/+$/, '')}/.well-known/openid-configuration`, base);
  const first = await look(url, 'discovery', [], options);
  const discovery = first.document;
  const jwksUrl = discovery.seen ? jwksUriOf(discovery.value.text) : undefined;
  if (jwksUrl === undefined) {
    const reason = discovery.seen
      ? 'the discovery document names no `jwks_uri` over https'
      : 'the discovery document was not seen';
    return { ...together([first]), discovery, jwks: failed(reason) };
  }
  const second = await look(jwksUrl, 'jwks', [first], options);
  const { document } = second;
  return {
    ...together([first, second]),
    discovery,
    jwks: document.seen
      ? { seen: true, value: jwksFacts(document.value.name, document.value.text) }
      : document,
  };
}

interface Look {
  readonly key: string;
  readonly resolved: Resolved;
  readonly probed?: ProbedHost;
  readonly answers?: AnswerFacts;
  readonly document: Observed<DocumentFacts>;
}

/** One document: its host, unless an earlier look was at the same, and several requests. */
async function look(
  url: URL,
  document: AnswerFacts['document'],
  earlier: readonly Look[],
  options: LiveOptions,
): Promise<Look> {
  const port = url.port === '' ? 443 : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const key = `${host}:${port}`;
  const known = earlier.find((each) => each.key === key);
  options.step?.(`resolving ${host}`);
  const resolved = known?.resolved ?? (await resolveHost(host, port, options.given));
  if (!resolved.ok) return { key, resolved, document: failed(resolved.reason) };
  options.step?.(`looking at the certificates of ${host}`);
  const probed = known?.probed ?? (await probeHost(host, resolved, options));
  const { facts } = probed;
  const refusing = new Set(facts.refusing.map(({ address }) => address));
  const address = facts.addresses.find((each) => !refusing.has(each.address))?.address;
  if (address === undefined)
    return {
      key,
      resolved,
      probed,
      document: failed(facts.tls.seen ? 'no address answers' : facts.tls.reason),
    };
  const fetched: FetchedDocument[] = [];
  for (let time = 1; time <= options.times; time += 1) {
    options.step?.(`asking for ${url.href} (${time} of ${options.times})`);
    fetched.push(await fetchDocument(url, { address, port: facts.port }, fetchOptions(options)));
    // a host that does not answer is not asked again and again
    if (time === 2 && fetched.every(({ facts: { status } }) => status === undefined)) break;
  }
  const answers = { document, url: url.href, requests: fetched.map((each) => each.facts) };
  return { key, resolved, probed, answers, document: documentOf(url, fetched) };
}

function fetchOptions({ clock, verified, publicRoots, givenRoots }: LiveOptions): FetchOptions {
  return { now: clock, ...(verified === true ? { roots: [...publicRoots, ...givenRoots] } : {}) };
}

function documentOf(url: URL, fetched: readonly FetchedDocument[]): Observed<DocumentFacts> {
  const good = fetched.find(({ facts, body }) => facts.status === 200 && body !== undefined);
  if (good?.body !== undefined) return { seen: true, value: { name: url.href, text: good.body } };
  const { status, failure } = fetched[0]?.facts ?? {};
  return failed(`${url.href}: ${failure ?? `the answer has status ${status}`}`);
}

function together(looks: readonly Look[]): Omit<LiveDocuments, 'discovery' | 'jwks'> {
  const probed = [
    ...new Map(
      looks.flatMap((each) => (each.probed === undefined ? [] : [[each.key, each.probed] as const])),
    ).values(),
  ];
  const answers = looks.flatMap((each) => each.answers ?? []);
  const unresolved = looks.flatMap(({ resolved }) => (resolved.ok ? [] : [resolved.reason]));
  return {
    probed,
    hosts:
      unresolved[0] === undefined
        ? { seen: true, value: probed.map(({ facts }) => facts) }
        : failed(unresolved[0]),
    answers: answers.length > 0 ? { seen: true, value: answers } : failed('no request was answered'),
  };
}

function jwksUriOf(text: string): URL | undefined {
  try {
    const { jwks_uri: uri } = JSON.parse(text) as { readonly jwks_uri?: unknown };
    const url = typeof uri === 'string' ? new URL(uri) : undefined;
    return url?.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

import { quote } from '../errors';
import { diagnose } from './diagnose';
import { discoveryOf } from './documents';
import type { DocumentFacts, IssuerFacts } from './facts';
import { keysOf, type SeenKey } from './jwk';

/** What a copy of an issuer is made of. */
export interface IssuerCopy {
  /** The instance, as AWS cannot reach it. */
  readonly facts: IssuerFacts;
  /** The URL that the copy is published under; `iss` of the tokens, and the URL of the provider in IAM. */
  readonly issuer: string;
  /** The key set that is published now; absent for the first copy. */
  readonly published?: DocumentFacts;
  /** Keys that the instance is going to sign with, as JSON Web Keys. */
  readonly nextKeys?: readonly Readonly<Record<string, unknown>>[];
  /** Whether keys that have nothing in common with the published ones are taken. @default false */
  readonly acceptNewKeys?: boolean;
  /** `kid` of keys that must go at once, such as a key that leaked. */
  readonly drop?: readonly string[];
}

/** The two documents of a copy, or why there is none. */
export type PublishedCopy =
  | {
      readonly ok: true;
      /** Text of `/.well-known/openid-configuration`. */
      readonly discovery: string;
      /** Text of `/oauth/discovery/keys`. */
      readonly jwks: string;
      /** `kid` of each key, by where it is from. */
      readonly current: readonly string[];
      readonly next: readonly string[];
      readonly kept: readonly string[];
    }
  | { readonly ok: false; readonly outcome: 'refused' | 'cannot_tell'; readonly reasons: readonly string[] };

/** Path of the keys under the issuer. */
const JWKS_PATH = '/oauth/discovery/keys';

/**
 * Makes the two documents that are published in place of those of an instance. Refuses what AWS would refuse, and what is not of this
 * instance: whoever decides about these documents can mint tokens for every role. Public members of keys alone are copied. Keys that are
 * published and that the instance has no more stay, because tokens that they signed may still be on their way.
 * @see https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance
 */
export function publishedCopy(copy: IssuerCopy): PublishedCopy {
  const { facts, issuer, published, nextKeys = [], acceptNewKeys = false, drop = [] } = copy;
  const notSeen = [facts.discovery, facts.jwks].flatMap((part) => (part.seen ? [] : [part.reason]));
  if (notSeen.length > 0) return { ok: false, outcome: 'cannot_tell', reasons: notSeen };
  const discovery = discoveryOf(facts)?.members;
  const named = discovery?.issuer;
  const instance = facts.issuer.seen ? facts.issuer.value : undefined;
  if (discovery === undefined || (named !== instance && named !== issuer))
    return refused(
      `the document is of another issuer: \`issuer\` is ${quote(String(named))}, expected was ${quote(instance ?? '')} or ${quote(issuer)}`,
    );
  const keys = [
    ...(keysOf(facts) ?? []).map(({ members }) => publicPart(members)),
    ...nextKeys.map(publicPart),
  ];
  const current = kidsOf(keysOf(facts) ?? []);
  const before = published === undefined ? [] : keysIn(published);
  if (before === undefined)
    return refused(`the published key set ${quote(published?.name ?? '')} cannot be read`);
  const beforeKids = kidsOf(before);
  const isKnown = beforeKids.length === 0 || current.some((kid) => beforeKids.includes(kid));
  if (!isKnown && !acceptNewKeys)
    return refused(
      `no key of the instance is published now: it is another instance, or its keys were changed without notice (now ${current.map(quote).join(', ')}; published ${beforeKids.map(quote).join(', ')})`,
    );
  const wanted = new Set(keys.map(({ kid }) => kid));
  const kept = before.map(({ members }) => publicPart(members)).filter(({ kid }) => !wanted.has(kid));
  const all = [...keys, ...kept].filter(({ kid }) => !drop.includes(String(kid)));
  const jwks = text({ keys: all });
  const document = text({ ...discovery, issuer, jwks_uri: `${issuer}${JWKS_PATH}` });
  const errors = judge(issuer, document, jwks);
  if (errors.length > 0) return { ok: false, outcome: 'refused', reasons: errors };
  const names = (list: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
    list.map(({ kid }) => String(kid)).filter((kid) => !drop.includes(kid));
  return {
    ok: true,
    discovery: document,
    jwks,
    current: current.filter((kid) => !drop.includes(kid)),
    next: names(nextKeys),
    kept: names(kept),
  };
}

const refused = (reason: string): PublishedCopy => ({ ok: false, outcome: 'refused', reasons: [reason] });

/** What AWS would refuse of the copy itself. */
function judge(issuer: string, discovery: string, jwks: string): readonly string[] {
  const notSeen = { seen: false, wanted: false, reason: 'not published yet' } as const;
  const { findings } = diagnose({
    issuer: { seen: true, value: issuer },
    discovery: { seen: true, value: { name: 'openid-configuration', text: discovery } },
    jwks: { seen: true, value: { name: 'keys', text: jwks } },
    hosts: notSeen,
    answers: notSeen,
    token: notSeen,
    providers: notSeen,
  });
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ finding, message }) => `${finding}: ${message}`);
}

function keysIn(document: DocumentFacts): readonly SeenKey[] | undefined {
  const notSeen = { seen: false, wanted: false, reason: '' } as const;
  return keysOf({
    issuer: notSeen,
    discovery: notSeen,
    jwks: { seen: true, value: document },
    hosts: notSeen,
    answers: notSeen,
    token: notSeen,
    providers: notSeen,
  });
}

/** The members that GitLab publishes, and those of an EC key. @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/controllers/jwks_controller.rb */
const PUBLIC_MEMBERS = ['kty', 'kid', 'e', 'n', 'crv', 'x', 'y', 'use', 'alg', 'key_ops'] as const;

function publicPart(key: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    PUBLIC_MEMBERS.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]] as const])),
  );
}

const kidsOf = (keys: readonly SeenKey[]): readonly string[] =>
  keys.map(({ members }) => String(members.kid));

const text = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

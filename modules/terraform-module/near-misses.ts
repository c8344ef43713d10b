import type { Account, Federation, PolicyDocument, Role, TrustRequest } from '../../policies/index';
import {
  compilePolicy,
  issuerHost,
  meetingRequest,
  parsePolicy,
  providerArn,
  toPolicy,
} from '../../policies/index';
import { READ_KEYS } from './table-requests';

/** A token that differs from an admitted one in a single claim, or in none. */
export interface NearMiss {
  readonly id: string;
  /** What it is: ``as for role deploy, with another aud``. */
  readonly label: string;
  readonly claims: Readonly<Record<string, string>>;
  /** Keys of the account's roles that admit it, sorted: the judge's verdict on what the roles mean. */
  readonly assumes: readonly string[];
}

/** More would only make `terraform test` slow. */
const MOST = 300;

/**
 * For every statement that a role of the account has, a token that it admits, and the same with one claim changed at a time: so
 * that each condition of each statement is needed by at least one request, whatever the table tries.
 */
export function nearMisses(federation: Federation, account: Account): readonly NearMiss[] {
  const { issuer } = federation.instance;
  const principal = providerArn(issuer, account.id, account.partition);
  const roles = [...federation.roles.values()].filter((role) => role.account === account);
  const judges = roles.map((role) => judgeOf(role, principal));
  const seen = new Set<string>();
  const found = roles.flatMap((role) =>
    statementsOf(role, principal).flatMap((claims) => [
      { label: `as for ${role.key}`, claims },
      ...variations(claims).map(({ what, claims: changed }) => ({
        label: `as for ${role.key}, but ${what}`,
        claims: changed,
      })),
    ]),
  );
  const fresh = found.filter(({ claims }) => {
    const key = JSON.stringify(claims);
    return !seen.has(key) && seen.add(key).size > 0;
  });
  const width = String(Math.min(fresh.length, MOST)).length;
  const host = issuerHost(issuer).toLowerCase();
  return fresh.slice(0, MOST).map(({ label, claims }, index) => {
    const request = requestOf(claims, host, principal);
    return {
      id: `n${String(index + 1).padStart(width, '0')}`,
      label,
      claims,
      assumes: roles
        .filter((_, place) => judges[place]?.(request) === true)
        .map(({ key }) => key)
        .toSorted(),
    };
  });
}

type Claims = Readonly<Record<string, string>>;

/** Whether a role, as it is meant, admits a request. */
function judgeOf(role: Role, principal: string): (request: TrustRequest) => boolean {
  const parsed = parsePolicy(documentOf(role, principal));
  if (!parsed.ok) return () => false;
  const compiled = compilePolicy(parsed.policy);
  const met = meetingRequest(role.grant);
  return (request) =>
    compiled.decide({ ...request, context: new Map([...request.context, ...met]) }) === 'allow';
}

function requestOf(claims: Claims, host: string, principal: string): TrustRequest {
  return {
    principal,
    actions: ['sts:AssumeRoleWithWebIdentity'],
    context: new Map(Object.entries(claims).map(([name, value]) => [`${host}:${name}`, value])),
    isUnknown: () => false,
  };
}

function documentOf(role: Role, principal: string): PolicyDocument {
  const written = toPolicy(role.grant, principal);
  return written.ok ? written.document : { Version: '2012-10-17', Statement: [] };
}

/** For each statement the claims of a token that it admits. */
function statementsOf(role: Role, principal: string): readonly Claims[] {
  const statements = documentOf(role, principal).Statement.filter(
    ({ Principal: named }) => 'Federated' in named,
  );
  return statements.map(({ Condition: condition = {} }) => {
    const entries = Object.entries(condition).flatMap(([operator, keys]) =>
      Object.entries(keys)
        .filter(([key]) => !key.startsWith('aws:'))
        .map(
          ([key, values]) =>
            [key.slice(key.lastIndexOf(':') + 1), example([values].flat()[0] ?? '', operator)] as const,
        ),
    );
    return Object.fromEntries(entries.toSorted(([a], [b]) => order(a) - order(b)));
  });
}

/** Text that a value matches: `*` stands for `x`, an escape for its character. */
function example(value: unknown, operator: string): string {
  return String(value).replace(
    /\$\{([*?$])\}|\*/g,
    (whole, escaped: string | undefined) => escaped ?? (operator === 'StringLike' ? 'x' : whole),
  );
}

function order(name: string): number {
  return READ_KEYS.findIndex((key) => key === name);
}

function variations(claims: Claims): readonly { readonly what: string; readonly claims: Claims }[] {
  const { sub = '' } = claims;
  const other = sub.includes(':ref_type:tag:') ? 'branch' : 'tag';
  const subjects = [
    {
      what: `the ref is a ${other}`,
      sub: sub.replace(/:ref_type:(?:branch|tag)(?=:|$)/, `:ref_type:${other}`),
    },
    { what: 'the ref goes on', sub: `${sub}-x` },
    { what: 'the ref begins otherwise', sub: sub.replace(/:ref:/, ':ref:x-') },
    { what: 'the project is another', sub: sub.replace(/^([^:]*):/, '$1:x-') },
  ];
  const changes: Readonly<Record<string, string>> = {
    aud: 'x',
    namespace_id: '999999999',
    project_id: '999999999',
    pipeline_source: 'unknown',
    runner_environment: claims.runner_environment === 'self-hosted' ? 'gitlab-hosted' : 'self-hosted',
    ref_protected: 'false',
  };
  return [
    ...subjects
      .filter((variation) => variation.sub !== sub)
      .map((variation) => ({ what: variation.what, claims: { ...claims, sub: variation.sub } })),
    ...Object.entries(changes)
      .filter(([name, value]) => name in claims && claims[name] !== value)
      .map(([name, value]) => ({ what: `${name} is ${value}`, claims: { ...claims, [name]: value } })),
  ];
}

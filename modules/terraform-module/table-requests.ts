import type { Account, Federation } from '../../policies/index';
import { issuerHost, simulate, stsRequest } from '../../policies/index';

type TableRow = Federation['table'][number];

/** A token of a row as AWS takes it into a request: the condition keys, without the host. */
export interface TableRequest {
  /** `07`, or `07a` and `07b` where the row's pipeline may get two tokens. */
  readonly id: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** A row of the table, for the roles of one account. */
export interface TableCase {
  /** From 1, as reports count them. */
  readonly number: number;
  readonly row: TableRow;
  /** None where AWS or GitLab refuses before a trust policy is read. */
  readonly requests: readonly TableRequest[];
  /** Why there is no request. */
  readonly refused: readonly string[];
  /** Keys of the account's roles that the row may assume, sorted. */
  readonly assumes: readonly string[];
}

/** The keys that a generated trust policy may read. */
export const READ_KEYS = [
  'sub',
  'aud',
  'namespace_id',
  'project_id',
  'pipeline_source',
  'runner_environment',
  'ref_protected',
] as const;

/** The table of a federation as requests to the roles of one account. Any audience counts as registered: the trust has to refuse it. */
export function tableCases(federation: Federation, account: Account): readonly TableCase[] {
  const roles = new Set(
    [...federation.roles.values()].filter((role) => role.account === account).map(({ key }) => key),
  );
  const width = String(federation.table.length).length;
  return federation.table.map((row, index) => {
    const number = index + 1;
    const answers = tokensOf(row).map((token) =>
      typeof token === 'string' ? token : requestClaims(token, federation, account),
    );
    const found = answers.filter((answer) => typeof answer !== 'string');
    const id = String(number).padStart(width, '0');
    return {
      number,
      row,
      requests: found.map((claims, place) => ({
        id: found.length === 1 ? id : `${id}${letter(place)}`,
        claims,
      })),
      refused: answers.filter((answer) => typeof answer === 'string'),
      assumes: row.assumes.filter((key) => roles.has(key)).toSorted(),
    };
  });
}

/** Payloads, or why there is none. */
function tokensOf({ token }: TableRow): readonly (Readonly<Record<string, unknown>> | string)[] {
  if (token.kind === 'claims') return [token.claims];
  const simulation = simulate(token.pipeline);
  if (simulation.kind === 'no_token') return [simulation.reason];
  return simulation.tokens.map(({ claims }) => ({ ...claims }));
}

function requestClaims(
  claims: Readonly<Record<string, unknown>>,
  { instance: { issuer } }: Federation,
  { id, partition }: Account,
): Readonly<Record<string, string>> | string {
  const answer = stsRequest(claims, { issuer, account: id, partition });
  if (!answer.ok) return answer.reason;
  const { context } = answer.request;
  const host = issuerHost(issuer).toLowerCase();
  return Object.fromEntries(
    READ_KEYS.flatMap((key) => {
      const value = context.get(`${host}:${key}`);
      return typeof value === 'string' ? [[key, value] as const] : [];
    }),
  );
}

function letter(place: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + place);
}

import { iamArn, parseIamArn } from '../../arn';
import { parseJsonText } from '../../trust/index';
import { OWN_ACCOUNT } from '../own-account';
import type { AwsAccount } from './account';
import { isBody, type Body } from './block';
import { issuerHost } from './eks-cluster';
import { Unknown, type PartialText } from './value';

const PLACE = /\ue000\d+\ue001/;
const ONLY_PLACE = /^\ue000\d+\ue001$/;
const KEY = /^(\ue000\d+\ue001):(sub|aud)$/;
const SERVICE_ACCOUNT = 'system:serviceaccount:';

/**
 * The text of a trust policy whose unknown parts are issuers of Kubernetes clusters, with stand-ins for them: every statement with such an
 * issuer demands the subject of a service account, which no GitLab writes. `undefined` where something else is unknown.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function ofServiceAccounts({ parts }: PartialText, aws: AwsAccount): string | undefined {
  const unknown = [...new Set(parts.filter((part) => part instanceof Unknown))];
  const marked = parts.map((part) =>
    part instanceof Unknown ? `\ue000${unknown.indexOf(part)}\ue001` : part,
  );
  const parsed = parseJsonText(marked.join(''));
  if (!parsed.ok || !isBody(parsed.value)) return undefined;
  const { Statement: statements, ...rest } = parsed.value;
  const filled = [statements].flat().map((one) => (hasPlace(one) ? filledStatement(one, aws, unknown) : one));
  if (hasPlace(rest) || filled.includes(undefined)) return undefined;
  return JSON.stringify({ ...rest, Statement: filled });
}

function filledStatement(statement: unknown, aws: AwsAccount, unknown: readonly Unknown[]): Body | undefined {
  if (!isBody(statement)) return undefined;
  const { Principal: principal, Condition: condition, ...rest } = statement;
  if (hasPlace(rest) || !isBody(principal) || !isBody(condition)) return undefined;
  const { Federated: federated, ...others } = principal;
  const [only] = [federated].flat();
  if (hasPlace(others) || [federated].flat().length !== 1 || typeof only !== 'string') return undefined;
  const hosts = new Set<string>();
  let demandsServiceAccount = false;
  const conditions: [string, Body][] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isBody(keys) || hasPlace(operator)) return undefined;
    const entries: [string, unknown][] = [];
    for (const [key, value] of Object.entries(keys)) {
      const [, place, claim] = KEY.exec(key) ?? [];
      if (hasPlace(value) || (place === undefined && hasPlace(key))) return undefined;
      if (place !== undefined) hosts.add(place);
      if (claim === 'sub' && /^String(?:Equals|Like)$/.test(operator) && ofAccounts(value))
        demandsServiceAccount = true;
      entries.push([place === undefined ? key : `\ue000:${claim}`, value]);
    }
    conditions.push([operator, Object.fromEntries(entries)]);
  }
  const [place, ...more] = hosts;
  if (!demandsServiceAccount || place === undefined || more.length > 0) return undefined;
  const expression = unknown[Number(/\d+/.exec(place)?.[0])]?.expression ?? place;
  const host = issuerHost(expression, aws.region, aws.partition);
  const arn = providerArn(only, place, host, aws);
  if (arn === undefined) return undefined;
  const named = JSON.stringify(Object.fromEntries(conditions)).replaceAll('\ue000', host);
  return { ...rest, Principal: { ...others, Federated: arn }, Condition: JSON.parse(named) as unknown };
}

/** The ARN of the issuer's provider: an expression of its own, or the issuer's in a written ARN. */
function providerArn(written: string, place: string, host: string, aws: AwsAccount): string | undefined {
  const own = aws.account ?? OWN_ACCOUNT;
  if (ONLY_PLACE.test(written)) return iamArn(aws.partition, own, `oidc-provider/${host}`);
  const { partition, account, resource } = parseIamArn(written) ?? {};
  if (partition === undefined || account === undefined || resource !== `oidc-provider/${place}`)
    return undefined;
  const filled = [partition, account].map((text, at) =>
    ONLY_PLACE.test(text) ? (at === 0 ? aws.partition : own) : text,
  );
  return filled.some(hasPlace)
    ? undefined
    : iamArn(filled[0] ?? '', filled[1] ?? '', `oidc-provider/${host}`);
}

function ofAccounts(value: unknown): boolean {
  const values = [value].flat();
  return (
    values.length > 0 && values.every((one) => typeof one === 'string' && one.startsWith(SERVICE_ACCOUNT))
  );
}

function hasPlace(value: unknown): boolean {
  return PLACE.test(JSON.stringify(value) ?? '');
}

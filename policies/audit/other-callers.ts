import { CHECKS, runCatalog, type CheckInput, type Finding } from '../catalog/index';
import { quote } from '../errors';
import type { ReadTrust } from '../judge/index';
import { callerInWords, otherCallers, parseProviderArn, type OtherCaller, type Policy } from '../trust/index';
import type { WhoLine } from './access';
import { finding, type AuditFinding } from './finding';

/** The check that tells when everybody of AWS can assume a role, whatever is demanded of them. */
const EVERYBODY = 'aws-principal-star';
const everybodyChecks = CHECKS.filter(({ id }) => id === EVERYBODY);

/** A line for each caller of a role that is no token of an OIDC provider. */
export function otherCallerLines(trust: ReadTrust, checkInput: CheckInput): readonly WhoLine[] {
  const { policy } = trust;
  if (policy === undefined) return [];
  const open = openStatements(checkInput);
  const lines = otherCallers(policy).map((caller): WhoLine => ({
    text: `${callerInWords(caller)}, without a token (statement ${caller.statement + 1})`,
    exposure: caller.kind === 'anyone' && open.has(caller.statement) ? 'strangers' : 'other_callers',
    projects: [],
    caller: isOutside(caller, trust) ? 'outside' : 'inside',
  }));
  return [...new Map(lines.map((line) => [line.text, line])).values()];
}

function openStatements(checkInput: CheckInput): ReadonlySet<number> {
  const { findings } = runCatalog(checkInput, { checks: everybodyChecks });
  return new Set(findings.flatMap(({ statement }) => (statement === undefined ? [] : [statement.index])));
}

/** Everybody, whom another account or another identity provider vouches for; a service acts for the account of the role. */
function isOutside({ kind, account, principal }: OtherCaller, { written }: ReadTrust): boolean {
  if (kind === 'service') return false;
  if (kind !== 'identity') return account === undefined || account !== written.account;
  return !principal.includes(':saml-provider/');
}

/**
 * What the catalog finds wrong with tokens of issuers that the audit does not ask about, and which of them nobody judged.
 * @param audited hosts whose tokens were asked about, as `comparable` writes them
 */
export function otherIssuerFindings(
  { written, policy, issuers = [] }: ReadTrust,
  checkInput: CheckInput,
  audited: ReadonlySet<string>,
): readonly AuditFinding[] {
  const others = issuers.filter(({ host }) => !audited.has(comparable(host)));
  if (others.length === 0) return [];
  const role = written.arn ?? written.address;
  const { account } = written;
  const hosts = new Set(others.map(({ host }) => comparable(host)));
  const { findings } = runCatalog(checkInput);
  const errors = findings.filter(
    (one) => one.severity === 'error' && (audited.size === 0 || isAbout(one, policy, hosts)),
  );
  return [
    ...errors.map(({ check, message }) =>
      finding('other-issuer-open', {
        message: `${quote(role)} trusts ${others.map(({ host }) => quote(host)).join(', ')}: ${message} (${quote(check)})`,
        role,
        account,
        what: check,
      }),
    ),
    ...others.flatMap(({ host, notJudged }) =>
      notJudged === undefined
        ? []
        : [
            finding('not-judged', {
              message: `${quote(role)} trusts ${quote(host)}, which was not judged: ${notJudged}`,
              role,
              account,
              what: host,
            }),
          ],
    ),
  ];
}

function isAbout({ statement }: Finding, policy: Policy | undefined, hosts: ReadonlySet<string>): boolean {
  const principal = policy?.statements.find(({ index }) => index === statement?.index)?.principal;
  if (principal?.kind !== 'listed') return false;
  return principal.federated.some((arn) => hosts.has(comparable(parseProviderArn(arn)?.host ?? '')));
}

/** A host of an issuer without regard to case and a slash at its end. */
export function comparable(host: string): string {
  return host.toLowerCase().replace(/\/+$/, '');
}

import { SEVERITIES, type Finding, type Suppression, type WrittenArtifact } from '../../policies/index';
import { judge, quote, readTerraformJson } from '../../policies/index';
import type { Judge } from './trust-validation';

/** What of the catalog counts, and what was accepted. */
export interface CatalogJudgeProps {
  /**
   * The mildest finding that counts.
   * @default error
   */
  readonly severity?: Finding['severity'];
  /**
   * Findings that were looked at and accepted, each with its reason.
   * @default none
   */
  readonly suppressions?: readonly Suppression[];
  /**
   * The AWS account of the roles, twelve digits.
   * @default what `allowed_account_ids` of the `aws` provider says; a stack that names no account is judged as one of some account, which
   * is that of the OIDC providers in it
   */
  readonly account?: string;
}

/** Stands for the account of a stack that names none. */
const SOME_ACCOUNT = '000000000000';

/**
 * A judge that runs the catalog of checks over trust policies that nobody declared. A policy that cannot be read is a line too:
 * what cannot be judged does not pass.
 */
export function catalogJudge(props: CatalogJudgeProps = {}): Judge {
  return ({ stack, json }) => {
    const read = (account: string | undefined): WrittenArtifact =>
      readTerraformJson(json, { file: `stacks/${stack}/cdk.tf.json`, account });
    const artifact = read(props.account);
    const unread = unreadIn(artifact);
    const again = new Set(unread.map(({ address }) => address));
    if (props.account !== undefined || again.size === 0) {
      return [...findingLines(artifact, props), ...unread.map(unreadLine)];
    }
    const assumed = read(SOME_ACCOUNT);
    return [
      ...findingLines(artifact, props, (address) => !again.has(address)),
      ...findingLines(assumed, props, (address) => again.has(address)),
      ...unreadIn(assumed).map(unreadLine),
    ];
  };
}

function findingLines(
  artifact: WrittenArtifact,
  { severity = 'error', suppressions }: CatalogJudgeProps,
  concerns: (address: string) => boolean = () => true,
): readonly string[] {
  const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1);
  return judge({ artifacts: [artifact], suppressions })
    .trusts.filter(({ written }) => concerns(written.address))
    .flatMap(({ written, policy, findings }) => [
      ...(policy === undefined ? [`${quote(written.address)}: the trust policy is not a policy`] : []),
      ...findings
        .filter((finding) => counted.includes(finding.severity))
        .map(({ check, message, fix }) => `${quote(written.address)}: ${message} (${check}); ${fix}`),
    ]);
}

type Unread = WrittenArtifact['unresolved'][number];

/** What keeps a role from being judged; a module call may hold any number of them. */
function unreadIn({ unresolved }: WrittenArtifact): readonly Unread[] {
  return unresolved.filter(({ concerns }) => concerns === 'module' || concerns === 'trust');
}

function unreadLine({ address, reason }: Unread): string {
  return `${quote(address)}: cannot tell whom it admits: ${reason}`;
}

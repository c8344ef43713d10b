import type { Finding, Suppression } from '../policies/index';
import { judge, quote, readTerraformJson } from '../policies/index';
import type { Judge } from './trust-validation';

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
}

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'note'];

/**
 * A judge that runs the catalog of checks over trust policies that nobody declared. A policy that cannot be read is a line too:
 * what cannot be judged does not pass.
 */
export function catalogJudge({ severity = 'error', suppressions }: CatalogJudgeProps = {}): Judge {
  const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1);
  return ({ stack, json, addresses }) => {
    const artifact = readTerraformJson(json, { file: `stacks/${stack}/cdk.tf.json` });
    const { trusts } = judge({ artifacts: [artifact], suppressions });
    const concerns = (address: string): boolean =>
      addresses === undefined || addresses.includes(resourceOf(address));
    const found = trusts
      .filter(({ written }) => concerns(written.address))
      .flatMap(({ written, policy, findings }) => [
        ...(policy === undefined ? [`${quote(written.address)}: the trust policy is no policy`] : []),
        ...findings
          .filter((finding) => counted.includes(finding.severity))
          .map(({ check, message, fix }) => `${quote(written.address)}: ${message} (${check}); ${fix}`),
      ]);
    const unread = artifact.unresolved
      .filter(
        (entry) => entry.concerns === 'module' || (entry.concerns === 'trust' && concerns(entry.address)),
      )
      .map(({ address, reason }) => `${quote(address)}: cannot tell whom it admits: ${reason}`);
    return [...found, ...unread];
  };
}

/** `aws_iam_role.ci["api"]` is an instance of `aws_iam_role.ci`. */
function resourceOf(address: string): string {
  return address.replace(/\[.*$/, '');
}

import { dnsSuffix } from './aws-names';
import type { AwsAccount } from './account';
import type { Value } from './value';

/**
 * Attributes that only AWS knows and that have a stand-in: the issuer of an EKS cluster. Its host is known, its path is not, and no GitLab is
 * behind it whatever the path is.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function isStandIn(type: string, attribute: string): boolean {
  return /^(?:data\.)?aws_eks_cluster$/.test(type) && attribute === 'identity';
}

/** Clusters have 32 hexadecimal digits in capitals; and none begins with so many of one. */
const STAND_IN = /oidc\.eks\.[\w-]+\.amazonaws\.com(?:\.cn)?\/id\/F{24}[0-9A-F]{8}/;

/** The issuer of a cluster that is known only after apply, as it is in a text; `undefined` without one. */
export function standInIssuer(text: string): string | undefined {
  return STAND_IN.exec(text)?.[0];
}

/**
 * The attribute `identity` of a cluster with an issuer of its own. Where the region is not known it has one that any cluster may have: the
 * subjects of all regions are alike.
 */
export function clusterIdentity(address: string, { region = 'us-east-1', partition }: AwsAccount): Value {
  const issuer = `https://${issuerHost(address, region, partition)}`;
  return [new Map([['oidc', [new Map([['issuer', issuer]])]]])];
}

/** A stand-in for an issuer, as it is in ARNs and condition keys. */
export function issuerHost(address: string, region = 'us-east-1', partition = 'aws'): string {
  return `oidc.eks.${region}.${dnsSuffix(partition)}/id/${'F'.repeat(24)}${digits(address)}`;
}

/** Eight hexadecimal digits that tell two addresses apart (FNV-1a). */
function digits(address: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const unit of address) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01_00_01_93);
  return (hash >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

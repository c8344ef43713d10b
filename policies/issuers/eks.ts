import type { Issuer } from './issuer';

const NAME = { stops: ':' };

/** Service accounts of an EKS cluster (IAM roles for service accounts). Each cluster has an issuer of its own. */
export const eks: Issuer = {
  id: 'eks',
  name: 'Amazon EKS',
  hosts: ['oidc.eks.{region}.amazonaws.com/id/{cluster}', 'oidc.eks.{region}.amazonaws.com.cn/id/{cluster}'],
  knowledge: 'subject',
  soleAudience: true,
  fields: { namespace: NAME, service_account: NAME },
  subjects: ['system:serviceaccount:{namespace}:{service_account}'],
  keys: {},
  workload: { noun: 'service account', by: [['namespace', 'service_account']] },
  notKnown: 'who may create pods and service accounts in a namespace',
  sources: [
    'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'system:serviceaccount:*', open: 'anything' },
    { sub: 'system:serviceaccount:*:*', open: 'anything' },
    { sub: 'system:serviceaccount:*:deployer', open: 'workload' },
    { sub: 'system:serviceaccount:prod:*', open: 'workload' },
    { sub: 'system:serviceaccount:prod-*:deployer', open: 'workload' },
    { sub: 'system:serviceaccount:prod:deployer', open: 'closed' },
    { sub: 'system:node:a', open: 'not_known' },
  ],
};

import type { Issuer } from './issuer';

const NAME = { stops: ':' };

/** Runs of HCP Terraform. A Terraform Enterprise of one's own has its own host and is not recognised. */
export const hcpTerraform: Issuer = {
  id: 'hcp-terraform',
  name: 'HCP Terraform',
  hosts: ['app.terraform.io'],
  knowledge: 'subject',
  fields: {
    organization: NAME,
    project: NAME,
    workspace: NAME,
    run_phase: NAME,
    stack: NAME,
    deployment: NAME,
    operation: NAME,
  },
  subjects: [
    'organization:{organization}:project:{project}:workspace:{workspace}:run_phase:{run_phase}',
    'organization:{organization}:project:{project}:stack:{stack}:deployment:{deployment}:operation:{operation}',
  ],
  keys: {},
  tenant: { noun: 'organization', by: [['organization']] },
  workload: { noun: 'workspace or stack', by: [['workspace'], ['project', 'stack', 'deployment']] },
  context: { noun: 'run phase', by: [['run_phase'], ['operation']] },
  notKnown: 'who may start a run in the workspace, and speculative plans of pull requests',
  sources: [
    'https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/workload-identity-tokens',
    'https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/aws-configuration',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'organization:*', open: 'anything' },
    { sub: 'organization:*:project:*:workspace:*:run_phase:apply', open: 'anything' },
    { sub: 'organization:acme*', open: 'tenant' },
    { sub: 'organization:*:project:infra:workspace:prod:run_phase:apply', open: 'tenant' },
    { sub: 'organization:acme:*', open: 'workload' },
    { sub: 'organization:acme:project:infra:workspace:*:run_phase:apply', open: 'workload' },
    { sub: 'organization:acme:project:infra:workspace:prod*:run_phase:apply', open: 'workload' },
    { sub: 'organization:acme:project:*:workspace:prod:run_phase:*', open: 'context' },
    { sub: 'organization:acme:project:*:workspace:prod:run_phase:apply', open: 'closed' },
    { sub: 'organization:acme:project:infra:stack:net:deployment:prod:operation:apply', open: 'closed' },
    { sub: 'workspace:prod', open: 'not_known' },
  ],
};

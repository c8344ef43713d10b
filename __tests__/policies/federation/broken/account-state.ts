import type { BrokenCase } from './broken-case';

export const ACCOUNT_STATE: readonly BrokenCase[] = [
  {
    note: 'a backend of two kinds',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { s3: { bucket: acme, key: a, region: eu-west-1 }, cloud: { organization: acme, workspace: a } } }',
    problems: [
      'ERR_ACCOUNT: a state has one backend at /accounts/production/backend (federation.yaml:13:65); got `s3` and `cloud`; expected exactly one of `s3`, `http`, `cloud`; remove the others',
    ],
  },
  {
    note: 'a backend of no kind',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: {} }',
    problems: [
      'ERR_ACCOUNT: the backend is missing at /accounts/production/backend (federation.yaml:13:65); expected exactly one of `s3`, `http`, `cloud`; name one, or remove `backend`',
    ],
  },
  {
    note: 'a backend that refgate does not write',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { local: { path: /tmp/x } } }',
    problems: [
      'ERR_ACCOUNT: the backend is missing at /accounts/production/backend (federation.yaml:13:65); expected exactly one of `s3`, `http`, `cloud`; name one, or remove `backend`',
      'ERR_SCHEMA: unknown key `local` at /accounts/production/backend/local (federation.yaml:13:67); expected one of `s3`, `http`, `cloud`; remove it',
    ],
  },
  {
    note: 'a bucket in upper case',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { s3: { bucket: Acme, key: a, region: eu-west-1 } } }',
    problems: [
      'ERR_ACCOUNT: `Acme` is not a name of an S3 bucket at /accounts/production/backend/s3/bucket (federation.yaml:13:81); expected 3 to 63 lower-case letters, digits, `.` or `-`',
    ],
  },
  {
    note: 'a bucket as URL',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { s3: { bucket: "s3://acme", key: a, region: eu-west-1 } } }',
    problems: [
      'ERR_ACCOUNT: `s3://acme` is not a name of an S3 bucket at /accounts/production/backend/s3/bucket (federation.yaml:13:81); expected 3 to 63 lower-case letters, digits, `.` or `-`; write the name only',
    ],
  },
  {
    note: 'a state key that begins with a slash',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { s3: { bucket: acme, key: /a//b, region: eu-west-1 } } }',
    problems: [
      'ERR_ACCOUNT: `/a//b` is not a key of a state object at /accounts/production/backend/s3/key (federation.yaml:13:92); expected a path without `/` at either end, such as `refgate/production.tfstate`; write `a/b`',
    ],
  },
  {
    note: 'an S3 state without a region',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { s3: { bucket: acme, key: a } } }',
    problems: [
      'ERR_SCHEMA: missing key `region` at /accounts/production/backend/s3/region (federation.yaml:13:67); add `region: eu-west-1`',
    ],
  },
  {
    note: 'an http address',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "http://gitlab.com/api" } } }',
    problems: [
      'ERR_ACCOUNT: `http://gitlab.com/api` is not an https address at /accounts/production/backend/http/address (federation.yaml:13:84); expected an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`; begin it with `https://`',
    ],
  },
  {
    note: 'an http address with a token',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "http://me:glpat-1@gitlab.com/api" } } }',
    problems: [
      'ERR_ACCOUNT: the address of the state has credentials at /accounts/production/backend/http/address (federation.yaml:13:84); expected an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`; remove what stands before `@`; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    ],
  },
  {
    note: 'an address with a token',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "https://me:glpat-1@gitlab.com/api" } } }',
    problems: [
      'ERR_ACCOUNT: the address of the state has credentials at /accounts/production/backend/http/address (federation.yaml:13:84); expected an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`; remove what stands before `@`; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    ],
  },
  {
    note: 'an address with a token as a parameter',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "https://gitlab.com/api?private_token=x" } } }',
    problems: [
      'ERR_ACCOUNT: the address of the state has a token or a password at /accounts/production/backend/http/address (federation.yaml:13:84); expected an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`; remove it; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    ],
  },
  {
    note: 'a lock address with a token of GitLab',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "https://gitlab.com/api", lock_address: "https://gitlab.com/glpat-abcdefghij0123456789" } } }',
    problems: [
      'ERR_ACCOUNT: the address of the state has a token or a password at /accounts/production/backend/http/lock_address (federation.yaml:13:124); expected an address such as `https://gitlab.com/api/v4/projects/101/terraform/state/production`; remove it; set TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
    ],
  },
  {
    note: 'an address with a variable of the job',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "https://gitlab.com/api/${CI_PROJECT_ID}" } } }',
    problems: [
      'ERR_ACCOUNT: a backend expands nothing, and `https://gitlab.com/api/${CI_PROJECT_ID}` has a template at /accounts/production/backend/http/address (federation.yaml:13:84); expected the value itself; write it out, or hand it to `terraform init -backend-config=…`',
    ],
  },
  {
    note: 'a password beside the address',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { http: { address: "https://gitlab.com/api", password: x } } }',
    problems: [
      'ERR_SCHEMA: unknown key `password` at /accounts/production/backend/http/password (federation.yaml:13:110); expected one of `address`, `lock_address`; remove it',
    ],
  },
  {
    note: 'a workspace with a slash',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { cloud: { organization: acme, workspace: a/b } } }',
    problems: [
      'ERR_ACCOUNT: `a/b` is not a name for HCP Terraform at /accounts/production/backend/cloud/workspace (federation.yaml:13:107); expected 1 to 90 letters, digits, `-` or `_`',
    ],
  },
  {
    note: 'a host as URL',
    from: 'eu-west-1 }',
    to: 'eu-west-1, backend: { cloud: { organization: acme, workspace: a, hostname: "https://x.example.com" } } }',
    problems: [
      'ERR_ACCOUNT: `https://x.example.com` is not a host at /accounts/production/backend/cloud/hostname (federation.yaml:13:120); expected a host name, such as `app.terraform.io`; write the host only',
    ],
  },
  {
    note: 'two accounts in one state',
    from: 'region: eu-west-1 }\nroles:',
    to: 'region: eu-west-1, backend: { s3: { bucket: acme, key: a, region: eu-west-1 } } }\n  staging: { id: "444455556666", region: eu-west-1, backend: { s3: { bucket: acme, key: a, region: eu-west-1 } } }\nroles:',
    problems: [
      'ERR_ACCOUNT: the accounts `production` and `staging` keep their state in one place at /accounts/staging/backend (federation.yaml:14:53); got `s3://acme/a`, as at 13:56; expected one state for each stack: they would destroy each other; give one of them another place',
    ],
  },
  {
    note: 'adopt: false',
    from: 'eu-west-1 }',
    to: 'eu-west-1, adopt: false }',
    problems: [
      'ERR_SCHEMA: `adopt` has the wrong type at /accounts/production/adopt (federation.yaml:13:63); got the boolean `false`; expected `true` or a list',
    ],
  },
  {
    note: 'an address to adopt that is none',
    from: 'eu-west-1 }',
    to: 'eu-west-1, adopt: [deploy] }',
    problems: [
      'ERR_ACCOUNT: `deploy` is not an address of a resource at /accounts/production/adopt/0 (federation.yaml:13:64); expected type and name, such as `aws_iam_role.deploy`; copy it from `terraform state list`',
    ],
  },
  {
    note: 'an address to adopt twice',
    from: 'eu-west-1 }',
    to: 'eu-west-1, adopt: [aws_iam_role.deploy, aws_iam_role.deploy] }',
    problems: [
      'ERR_ACCOUNT: `aws_iam_role.deploy` is listed twice at /accounts/production/adopt (federation.yaml:13:63); remove one of them',
    ],
  },
  {
    note: 'a move to itself',
    from: 'eu-west-1 }',
    to: 'eu-west-1, moved: [{ from: aws_iam_role.deploy, to: aws_iam_role.deploy }] }',
    problems: [
      'ERR_ACCOUNT: `aws_iam_role.deploy` is moved to itself at /accounts/production/moved (federation.yaml:13:63); remove it',
    ],
  },
  {
    note: 'two moves of one resource',
    from: 'eu-west-1 }',
    to: 'eu-west-1, moved: [{ from: aws_iam_role.old, to: aws_iam_role.deploy }, { from: aws_iam_role.old, to: aws_iam_role.plan }] }',
    problems: [
      'ERR_ACCOUNT: two moves have `from: aws_iam_role.old` at /accounts/production/moved (federation.yaml:13:63); remove one of them',
    ],
  },
  {
    note: 'a move without an end',
    from: 'eu-west-1 }',
    to: 'eu-west-1, moved: [{ from: aws_iam_role.old }] }',
    problems: [
      'ERR_SCHEMA: missing key `to` at /accounts/production/moved/0/to (federation.yaml:13:64); add `to: aws_iam_role.deploy`',
    ],
  },
];

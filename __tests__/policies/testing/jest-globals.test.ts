import { expect, test } from '@jest/globals';
import { describeTrust } from '../../../policies/testing/jest-globals';
import { GOLDEN_PIPELINES } from '../../support/golden-pipelines';

const policy = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:main' },
    },
  },
};

test('the matchers are registered on the imported expect', () => {
  expect(policy).toAllowPipeline(GOLDEN_PIPELINES.G01!);
  expect(policy).toRefusePipeline(GOLDEN_PIPELINES.G20!);
});

describeTrust('a table', {
  policies: { deploy: policy },
  rows: [{ note: 'the branch', pipeline: GOLDEN_PIPELINES.G01!, assumes: ['deploy'] }],
});

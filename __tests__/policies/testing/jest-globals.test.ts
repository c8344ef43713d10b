import { expect, test } from '@jest/globals';
import { describeTrust } from '../../../policies/testing/jest-globals';
import { GOLDEN_PIPELINES } from '../../support/golden-pipelines';
import { MAIN_BRANCH_POLICY as policy } from '../../support/main-branch-policy';

test('the matchers are registered on the imported expect', () => {
  expect(policy).toAllowPipeline(GOLDEN_PIPELINES.G01!);
  expect(policy).toRefusePipeline(GOLDEN_PIPELINES.G20!);
});

describeTrust('a table', {
  policies: { deploy: policy },
  rows: [{ note: 'the branch', pipeline: GOLDEN_PIPELINES.G01!, assumes: ['deploy'] }],
});

import { guessTier } from '../../../policies/gitlab/deployment-tier';

test.each([
  ['production', 'production'],
  ['prod-eu', 'production'],
  ['LIVE', 'production'],
  ['staging', 'staging'],
  ['stg', 'staging'],
  ['pre-prod', 'staging'],
  ['demo', 'staging'],
  ['qa', 'testing'],
  ['acceptance', 'testing'],
  ['integration', 'testing'],
  ['review/feature-login', 'development'],
  ['dev', 'development'],
  ['cluster-7', 'other'],
] as const)('the environment `%s` is taken for %s', (name, tier) => {
  expect(guessTier(name)).toBe(tier);
});

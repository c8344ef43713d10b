export type { AccountAnswer, AccountReading, ReadAccountsOptions } from './iam/read-accounts';
export type { AccountSource } from './iam/account-source';
export { accountSources, leastPolicy, plannedRequests } from './iam/account-source';
export { readAccounts } from './iam/read-accounts';
export { awsPackages } from './iam/aws-packages';

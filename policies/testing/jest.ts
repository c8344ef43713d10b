/** For jest with its globals: name this module in `setupFilesAfterEnv`, and import it once for the types. */
import { TRUST_MATCHERS } from './all-matchers';
import { defineTrustTests, type TrustTable } from './describe-trust';
import type { TrustMatchers } from './trust-matchers';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- jest's types are a namespace
  namespace jest {
    // oxlint-disable-next-line no-unused-vars -- must repeat the type parameters of jest
    interface Matchers<R, T = {}> extends TrustMatchers<R> {}
  }
}

expect.extend(TRUST_MATCHERS);

/** Defines one jest test for each row and role of a table. */
export function describeTrust(title: string, table: TrustTable): void {
  defineTrustTests(title, table, { describe, test });
}

export type { TrustRow, TrustTable } from './describe-trust';
export type { ProviderOptions, TrustUnderTest } from './subject';
export type { AdmittedOnly, WorldOptions } from './proof-matchers';

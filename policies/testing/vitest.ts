/** For vitest: name this module in `setupFiles`, and import it once for the types. */
import { describe, expect, test } from 'vitest';
import { TRUST_MATCHERS } from './all-matchers';
import { defineTrustTests, type TrustTable } from './describe-trust';
import type { TrustMatchers } from './trust-matchers';

declare module 'vitest' {
  interface Assertion<T> extends TrustMatchers<T> {}
}

expect.extend(TRUST_MATCHERS as never);

/** Defines one vitest test for each row and role of a table. */
export function describeTrust(title: string, table: TrustTable): void {
  defineTrustTests(title, table, { describe, test });
}

export type { TrustRow, TrustTable } from './describe-trust';
export type { ProviderOptions, TrustUnderTest } from './subject';
export type { AdmittedOnly, WorldOptions } from './proof-matchers';

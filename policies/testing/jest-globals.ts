/** For jest without its globals: import this module once where `expect` comes from `@jest/globals`. */
import { describe, expect, test } from '@jest/globals';
import { TRUST_MATCHERS } from './all-matchers';
import { defineTrustTests, type TrustTable } from './describe-trust';
import type { TrustMatchers } from './trust-matchers';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> extends TrustMatchers<R> {}
}

expect.extend(TRUST_MATCHERS as never);

/** Defines one jest test for each row and role of a table. */
export function describeTrust(title: string, table: TrustTable): void {
  defineTrustTests(title, table, { describe, test });
}

export type { TrustRow, TrustTable } from './describe-trust';
export type { ProviderOptions, TrustUnderTest } from './subject';
export type { AdmittedOnly, WorldOptions } from './proof-matchers';

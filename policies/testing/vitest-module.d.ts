// What the adapter needs of vitest, so that vitest is not a dependency. Where vitest is installed its own types are used: this file is
// not part of the package.
declare module 'vitest' {
  export interface Assertion<T> {
    readonly not: Assertion<T>;
  }
  export const expect: {
    <T>(received: T): Assertion<T>;
    extend: (matchers: Readonly<Record<string, never>>) => void;
  };
  export function describe(title: string, body: () => void): void;
  export function test(title: string, body: () => void): void;
}

import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 wait before it compiles a function for speed: until some 1 MB of its bytecode has run, in place of 66 KB. A command lasts
 * seconds at most; what it saves by compiling early is less than what compiling costs (`docs/performance.md`). A batch of a million lines
 * reaches the fast code a fraction of a second later.
 * @see `node --v8-options`, `--interrupt-budget`
 */
export function compileLate(): void {
  setFlagsFromString('--interrupt-budget=1000000');
}

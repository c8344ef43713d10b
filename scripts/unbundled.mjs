import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps every module a file of its own: relative imports get the extension that the output has. A bundler that takes in the package
 * then omits whole modules of which nothing is used.
 * @param {'.mjs' | '.cjs'} extension
 */
export function unbundled(extension) {
  return {
    name: 'unbundled',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point' || path.endsWith('.json')) return undefined;
        const isFile = existsSync(`${join(resolveDir, path)}.ts`);
        return { path: `${path}${isFile ? '' : '/index'}${extension}`, external: true };
      });
    },
  };
}

/** The provider bindings are CommonJS folders: an ES module has to name the file in them. */
export const namedBindings = {
  name: 'named-bindings',
  setup({ onResolve }) {
    onResolve({ filter: /^@cdktf\/provider-[a-z]+\/lib\/[^/]+$/ }, ({ path }) => ({
      path: `${path}/index.js`,
      external: true,
    }));
  },
};

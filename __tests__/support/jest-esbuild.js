// Jest transform: types are checked by `tsc`; here TypeScript only has to become JavaScript, fast.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync } = require('esbuild');
const { fromBundle } = require('./bundles');

const SELF = readFileSync(__filename);

module.exports = {
  /** What stands for a module of a bundle does not depend on its text. */
  getCacheKey(source, filename) {
    return createHash('sha1')
      .update(SELF)
      .update(filename)
      .update(fromBundle(filename) ?? source)
      .digest('hex');
  },

  process(source, filename) {
    const code = fromBundle(filename);
    if (code !== undefined) return { code };
    return transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      sourcefile: filename,
      supported: { 'dynamic-import': false },
    });
  },
};

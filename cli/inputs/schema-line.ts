import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Where npm puts the schema that the package ships. */
const INSTALLED = join('node_modules', 'refgate', 'federation.schema.json');

/**
 * The comment by which editors find the JSON Schema of a declaration: the one that is installed with refgate, in the folder of the file or
 * above it, as a path from the file. Empty where none is installed: an editor would report a path that leads nowhere.
 * @param file path of the declaration
 * @see https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
 */
export function schemaLine(file: string, cwd: string): string {
  const folder = dirname(resolve(cwd, file));
  for (let at = folder; ; at = dirname(at)) {
    const schema = join(at, INSTALLED);
    if (existsSync(schema))
      return `# yaml-language-server: $schema=${relative(folder, schema).split(sep).join('/')}\n`;
    if (dirname(at) === at) return '';
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Texts by path. */
export type Files = ReadonlyMap<string, string>;

/** The files of the module that do not depend on a federation: its Terraform, its examples and the tests of its rules. */
export function moduleSource(): Files {
  const folder = sourceFolder();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = names.filter((name) => /\.(?:tf|tftest\.hcl)$/.test(name) && !name.includes('.terraform'));
  return new Map(
    files.map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(folder, name), 'utf8')]),
  );
}

/** The module that judges requests in tests, as it lies in `tests/decisions`. */
export function decisionsModule(): string {
  return readFileSync(path.join(sourceFolder(), 'tests/decisions/main.tf'), 'utf8');
}

/** Beside this file, or where the build puts it: plain Terraform, the same for everybody. */
function sourceFolder(): string {
  const places = ['source', 'terraform-module', '../terraform-module'].map((name) =>
    path.join(__dirname, name),
  );
  return (
    places.find((place) => existsSync(path.join(place, 'tests/decisions/main.tf'))) ??
    path.join(__dirname, 'source')
  );
}

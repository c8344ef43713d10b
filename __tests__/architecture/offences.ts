import { dirname, join, relative } from 'node:path';
import { layerOf, packageOf, resolveImport, root, type Edge, type Import } from './imports';

/**
 * A layer is a folder (or a file of its own); each lists the layers and packages it may import. `index` of a layer stands for
 * the layer itself.
 */
export type Law = Readonly<
  Record<string, { readonly layers: readonly string[]; readonly packages: readonly string[] }>
>;

/** What an import does that the law does not allow; `undefined` for one that obeys. */
export function violation(everyLaw: Law, entry: Import): string | undefined {
  const layer = layerOf(entry.from);
  const law = everyLaw[layer];
  const where = `${relative(root, entry.from)} imports '${entry.specifier}'`;
  if (law === undefined) return `${where}: \`${layer}\` is not in the law`;
  if (!entry.specifier.startsWith('.')) {
    return law.packages.includes(packageOf(entry.specifier))
      ? undefined
      : `${where}: \`${layer}\` may not use that package`;
  }
  const target = resolveImport(entry);
  if (relative(root, target) === 'package.json')
    return law.layers.includes('package.json') ? undefined : where;
  const targetLayer = layerOf(target);
  if (targetLayer === layer) return undefined;
  const path = relative(root, target).replace(/\.ts$/, '');
  const isLayer = law.layers.some(
    (allowed) =>
      allowed === targetLayer ||
      allowed === path ||
      (allowed === 'policies/*' && targetLayer.startsWith('policies/')),
  );
  return isLayer ? undefined : `${where}: \`${layer}\` may not import \`${targetLayer}\``;
}

/** Files that import each other, over however many others: the first circle through each file, types included. */
export function circles(graph: readonly Edge[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of graph) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const to of next.get(file) ?? []) visit(to);
    path.pop();
    done.add(file);
  };
  for (const { from } of graph) visit(from);
  return found;
}

/** An import of a file of another folder that has an index, past the index; files that the law names may be imported by themselves. */
export function pastIndex(law: Law, { from, to }: Edge, indexed: ReadonlySet<string>): string | undefined {
  if (law[layerOf(join(root, from))]?.layers.includes(to.replace(/\.ts$/, '')) === true) return undefined;
  const folders = dirname(to)
    .split('/')
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/'));
  const entered = folders.find((folder) => indexed.has(folder) && !from.startsWith(`${folder}/`));
  if (entered === undefined || to === `${entered}/index.ts`) return undefined;
  return `${from} imports '${to}', past \`${entered}/index\``;
}

/** What the law allows and no import needs. */
export function unusedPermissions(law: Law, imports: readonly Import[]): readonly string[] {
  const used = new Map<string, Set<string>>();
  for (const entry of imports) {
    const names = used.get(layerOf(entry.from)) ?? new Set();
    used.set(layerOf(entry.from), names);
    if (!entry.specifier.startsWith('.')) names.add(packageOf(entry.specifier));
    else {
      const path = relative(root, resolveImport(entry)).replace(/\.ts$/, '');
      names.add(path).add(layerOf(join(root, path)));
      if (path.startsWith('policies/')) names.add('policies/*');
    }
  }
  return Object.entries(law).flatMap(([layer, { layers, packages }]) =>
    [...layers, ...packages]
      .filter((name) => used.get(layer)?.has(name) !== true)
      .map((name) => `\`${layer}\` may import \`${name}\` and does not`),
  );
}

/** The literals of a code text that are the host or the issuer GitLab.com and nothing else: comments, texts and keys are not. */
export function gitlabComLiterals(code: string): readonly string[] {
  const plain = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...plain.matchAll(/(?<=[\s([,:=])'(?:https:\/\/)?gitlab\.com'/g)].map(([literal]) => literal);
}

/** Regular expressions that begin to read an ARN, and fields that are taken from one by their number. */
export const READS_ARN = /\/\^?(?:\([^)]*)?arn:[^'"`\n]*\/[a-z]*[.,;)]|\.split\(':'\)\[\d\]/;

/** A text that begins as an ARN and goes on with a value. */
export const WRITES_ARN = /`arn:\$\{/;

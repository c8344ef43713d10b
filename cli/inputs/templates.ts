import { readdir } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import {
  declaredParameters,
  readCloudFormation,
  stackExports,
  type NestedTemplate,
  type WrittenArtifact,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { assemblyAssets, assemblyStacks, type AssemblyStack } from './cloud-assembly';
import type { InputOptions } from './input';
import { nestedTemplates, type NestedTemplates } from './nested-templates';
import { templateParameters } from './template-parameters';
import { holdsTemplate } from './templates-beside';
import { readText } from './text-input';

/** A stack, with the text of its template. */
type StackText = Omit<AssemblyStack, 'name'> & NestedTemplate & { readonly name?: string };

/** Reads one template, with the templates that it names by local paths. */
export async function readTemplate(
  template: NestedTemplate,
  terminal: Terminal,
  options: InputOptions,
): Promise<readonly WrittenArtifact[]> {
  return readStackTexts([template], terminal, options);
}

/** Reads every stack of a `cdk.out`. @throws RefgateError as the readers of its manifest and templates do */
export async function readCloudAssembly(
  path: string,
  name: string,
  terminal: Terminal,
  options: InputOptions,
): Promise<readonly WrittenArtifact[]> {
  const stacks = await assemblyStacks(path, name);
  const texts = await Promise.all(
    stacks.map(async (stack) => ({ ...stack, text: await readText(stack.file, terminal) })),
  );
  const folders = new Set(stacks.map(({ file }) => posix.dirname(file)));
  const assets = await Promise.all(
    [...folders].map((folder) => assemblyAssets(resolve(terminal.cwd, folder), folder)),
  );
  const nested = await nestedTemplates(texts, terminal, new Map(assets.flatMap((each) => [...each])));
  const listed = new Set([...stacks.map(({ file }) => posix.normalize(file)), ...nested.files]);
  return [
    ...(await readStackTexts(texts, terminal, options, nested)),
    { roles: [], providers: [], unresolved: [], notices: await unlistedTemplates(path, name, listed) },
  ];
}

/** The templates of an assembly that neither a manifest nor another template lists, such as those of an earlier synthesis. */
async function unlistedTemplates(
  path: string,
  name: string,
  listed: ReadonlySet<string>,
): Promise<NonNullable<WrittenArtifact['notices']>> {
  const entries = await readdir(path, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<NonNullable<WrittenArtifact['notices']>> => {
      const file = posix.join(name, entry.name);
      // a stage is in a folder of its own
      if (entry.isDirectory() && entry.name.startsWith('assembly-'))
        return unlistedTemplates(join(path, entry.name), file, listed);
      if (!entry.isFile() || !/\.template\.(?:json|ya?ml)$/.test(entry.name) || listed.has(file)) return [];
      const reason =
        'a template that the manifest does not list is not read; synthesize into an empty folder, or name it, too, if it is deployed';
      return [{ address: file, reason }];
    }),
  );
  return found.flat().toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

/** The templates among the files of a folder. */
export async function templatesIn(
  path: string,
  name: string,
  terminal: Terminal,
): Promise<readonly NestedTemplate[]> {
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json|template)$/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted();
  const files = names.map(async (file) => {
    const text = await readText(join(path, file), terminal);
    return { text, file: posix.join(name, file) };
  });
  return (await Promise.all(files)).filter(({ text }) => holdsTemplate(text));
}

/** Folders of programs, and of what they make. */
const NOT_LOOKED_INTO = /^(?:node_modules|\..*|cdk\.out)$/;
/** More entries than this are not looked at. */
const MAX_ENTRIES = 2000;

/** What templates below a folder are not read: only those in it are, and those that one of them names. */
export async function templatesBelow(
  path: string,
  name: string,
): Promise<NonNullable<WrittenArtifact['notices']>> {
  const folders = (await readdir(path, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && !NOT_LOOKED_INTO.test(entry.name),
  );
  const below = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(join(path, folder.name))).slice(0, MAX_ENTRIES);
      return names.some((file) => /\.(?:ya?ml|json|template)$/.test(file)) ? [folder.name] : [];
    }),
  );
  return below.flat().map((folder) => ({
    address: posix.join(name, folder),
    reason: 'a folder in the folder of templates is not read; name it, too, if its templates are deployed',
  }));
}

/** Reads the templates of a folder: the address of a role begins with the name of its file where there are several. */
export async function readTemplates(
  templates: readonly NestedTemplate[],
  terminal: Terminal,
  options: InputOptions,
): Promise<readonly WrittenArtifact[]> {
  const named = templates.map((template) =>
    templates.length === 1
      ? template
      : { ...template, name: posix.basename(template.file).replace(/\..*$/, '') },
  );
  return readStackTexts(named, terminal, options);
}

/** What one stack exports is known to the others; that of one which imports itself, after the first pass. */
async function readStackTexts(
  stacks: readonly StackText[],
  terminal: Terminal,
  options: InputOptions,
  found?: NestedTemplates,
): Promise<readonly WrittenArtifact[]> {
  const texts = stacks.map(({ text }) => text);
  const given = await templateParameters(texts, options, terminal);
  const { find: nested } = found ?? (await nestedTemplates(stacks, terminal));
  const framed = stacks.map(({ text, file, name, account = options.account, region, parameters: own }) => {
    const declared = new Set(given.size === 0 ? [] : declaredParameters(text, file));
    const parameters = new Map([...(own ?? []), ...[...given].filter(([key]) => declared.has(key))]);
    const { partition, showSensitive } = options;
    return {
      text,
      frame: { file, prefix: name, account, region, partition, parameters, nested, showSensitive },
    };
  });
  let imports: ReadonlyMap<string, string> = new Map();
  for (let pass = 0; pass < (stacks.length > 1 ? 2 : 0); pass += 1) {
    const exported = framed.flatMap(({ text, frame }) => [...stackExports(text, { ...frame, imports })]);
    imports = new Map(exported);
  }
  return framed.map(({ text, frame }) => readCloudFormation(text, { ...frame, imports }));
}

import { isMap, parseDocument, type Document, type YAMLMap } from 'yaml';
import { RefgateError } from '../errors';
import { PULLED_PARTS, type PulledPart, type PulledProject, type UnseenPart } from './pulled-project';
import { unseenClaims, wantedParts, type DeclaredValues, type Plain } from './wanted';
import { applyEdits, inline, isSame, pairOf, plainOf, YamlEditor } from './yaml-edit';

/** A value of a declaration that GitLab has otherwise. */
export interface DeclarationChange {
  /** Key of the project. */
  readonly project: string;
  readonly part: PulledPart;
  /** Name or pattern of a rule; absent = the whole part. */
  readonly rule?: string;
  /** As YAML; absent = nothing was declared. */
  readonly before?: string;
  /** As YAML; absent = GitLab has no such rule. */
  readonly after?: string;
}

/** A declaration as GitLab has it. */
export interface UpdatedDeclaration {
  readonly text: string;
  readonly changes: readonly DeclarationChange[];
  /** Parts that the file says something about and that could not be seen, by the key of the project. */
  readonly unseen: readonly (UnseenPart & { readonly project: string })[];
}

/** What a declaration says of where a project is: enough to ask GitLab for it. */
export interface ProjectReference {
  readonly key: string;
  readonly path: string;
  /** Decimal digits. */
  readonly id?: string;
}

/** Aliases are replaced where their projects differ, which takes another pass; more than this says that the edits do not take. */
const MAX_PASSES = 5;

/** The address of the instance, whatever else is wrong with the declaration; empty where there is none. */
export function declaredGitlabUrl(text: string): string {
  const { document } = parse(text);
  const gitlab = isMap(document.contents) ? pairOf(document.contents, 'gitlab')?.value : undefined;
  const url = isMap(gitlab) ? plainOf(pairOf(gitlab, 'url')?.value, document) : undefined;
  return typeof url === 'string' ? url : '';
}

/** The projects that a declaration names, whatever else is wrong with it. */
export function projectReferences(text: string): readonly ProjectReference[] {
  const { document, projects } = parse(text);
  return [...projects].flatMap(([key, map]): ProjectReference[] => {
    const { path, id } = plainOf(map, document) as DeclaredValues;
    return typeof path === 'string'
      ? [{ key, path, id: id === undefined || id === null ? undefined : String(id) }]
      : [];
  });
}

/**
 * Writes what GitLab says of its projects into the text of a declaration. Everything else of the text stays: comments, order, layout.
 * @param pulled by the key of the project
 * @throws RefgateError `ERR_INTERNAL` when the text cannot be edited so that it says what GitLab says
 */
export function updateDeclaration(
  text: string,
  pulled: ReadonlyMap<string, PulledProject>,
): UpdatedDeclaration {
  const { document, projects } = parse(text);
  const changes: DeclarationChange[] = [];
  const unseen: (UnseenPart & { readonly project: string })[] = [];
  for (const [key, map] of projects) {
    const project = pulled.get(key);
    if (project === undefined) continue;
    const declared = plainOf(map, document) as DeclaredValues;
    changes.push(...changesOf(key, declared, wantedParts(declared, project)));
    unseen.push(...unseenClaims(declared, project).map((part) => ({ ...part, project: key })));
  }
  return { text: edited(text, pulled), changes, unseen };
}

function edited(text: string, pulled: ReadonlyMap<string, PulledProject>): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { document, projects } = parse(current);
    const editor = new YamlEditor(current, document);
    for (const [key, map] of projects) {
      const project = pulled.get(key);
      if (project === undefined) continue;
      const wanted = wantedParts(plainOf(map, document) as DeclaredValues, project);
      editor.setKeys(map, wanted as Readonly<Record<string, Plain>>, PULLED_PARTS);
    }
    if (editor.edits.length === 0) return current;
    current = applyEdits(current, editor.edits);
  }
  throw new RefgateError({
    code: 'ERR_INTERNAL',
    message: 'the declaration cannot be edited so that it says what GitLab says',
    fix: 'write out its aliases, and report this',
  });
}

function changesOf(
  project: string,
  declared: DeclaredValues,
  wanted: Readonly<Partial<Record<PulledPart, Plain>>>,
): readonly DeclarationChange[] {
  return PULLED_PARTS.flatMap((part): readonly DeclarationChange[] => {
    const [before, after] = [declared[part], wanted[part]];
    if (after === undefined || isSame(before, after)) return [];
    if (!isRules(before) || !isRules(after))
      return [
        { project, part, before: before === undefined ? undefined : inline(before), after: inline(after) },
      ];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((rule) =>
      isSame(before[rule], after[rule])
        ? []
        : [
            {
              project,
              part,
              rule,
              before: before[rule] === undefined ? undefined : inline(before[rule]),
              after: after[rule] === undefined ? undefined : inline(after[rule]),
            },
          ],
    );
  });
}

function isRules(value: Plain | undefined): value is { readonly [rule: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): {
  readonly document: Document;
  readonly projects: ReadonlyMap<string, YAMLMap>;
} {
  const document = parseDocument(text, { uniqueKeys: false, schema: 'core', resolveKnownTags: false });
  const projects = isMap(document.contents) ? pairOf(document.contents, 'projects')?.value : undefined;
  return {
    document,
    projects: new Map(
      isMap(projects)
        ? Object.keys(plainOf(projects, document) as object).flatMap((key) => {
            const map = pairOf(projects, key)?.value;
            return isMap(map) ? [[key, map] as const] : [];
          })
        : [],
    ),
  };
}

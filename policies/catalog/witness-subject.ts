import { compileGlob } from '../trust/index';
import type { View } from './statements';
import { isOpenEnded, literal, subPatterns, type SubPattern } from './sub-pattern';
import type { CheckSubject } from './subject';
import { fill } from './fill';
import { STRANGE_ID } from './witness-claims';

/** Parts of a subject that the caller chooses; the rest is as the pattern wants it. */
export type SubjectParts = Readonly<Partial<Record<'project_path' | 'ref_type' | 'ref', string>>>;

/**
 * A subject that GitLab could mint and that a pattern should match, with chosen parts in place of what the pattern says. Whether
 * it does match is for the evaluator to tell.
 */
export function witnessSubject(pattern: SubPattern, parts: SubjectParts = {}): string {
  const fields = pattern.components.map(({ name, value }): [string, string] => [
    name,
    parts[name as keyof SubjectParts] ?? usual(name, value),
  ]);
  const has = (name: string): boolean => fields.some(([field]) => field === name);
  if (!has('project_path') && !has('project_id')) {
    fields.unshift(['project_path', parts.project_path ?? 'mallory/evil']);
  }
  const isWhole = pattern.rest.length === 0 && !isOpenEnded(pattern);
  if (isWhole) return join(fields);
  if (!has('ref_type')) fields.push(['ref_type', parts.ref_type ?? 'branch']);
  if (!has('ref')) fields.push(['ref', parts.ref ?? trailingText(pattern) ?? 'main']);
  return join(fields);
}

/** A likely text for a component: what it says, a real ref type where it says anything. */
function usual(name: string, value: Parameters<typeof fill>[0]): string {
  if (name === 'ref_type' && literal(value) === undefined) {
    return ['branch', 'tag'].find((type) => compileGlob(value)(type)) ?? fill(value);
  }
  if (name === 'project_path' && value.every(({ kind }) => kind === 'any')) return 'mallory/evil';
  return fill(value, name === 'project_id' ? STRANGE_ID : undefined);
}

/** `main` in `*:ref:main`: the field after the last colon. */
function trailingText({ rest }: SubPattern): string | undefined {
  const text = fill(rest, '\u0000').split(':').at(-1) ?? '';
  const filled = text.replaceAll('\u0000', 'x');
  return text === '' || text === '\u0000' ? undefined : filled;
}

function join(fields: readonly (readonly [string, string])[]): string {
  return fields.flat().join(':');
}

/** What a stranger would put into `sub` to come in through a statement: one try for each of its patterns. */
export function strangerSubjects({ policy }: CheckSubject, view: View): readonly string[] {
  const listed = subPatterns(view, policy.version);
  if (listed.length === 0) return ['project_path:mallory/evil:ref_type:branch:ref:main'];
  return listed.map((pattern) => witnessSubject(pattern, { project_path: 'mallory/evil' }));
}

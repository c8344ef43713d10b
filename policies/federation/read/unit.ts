import type { z } from 'zod';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';
import { reportIssue } from './schema-issue';

/** An entry of the file. Fields that are missing or wrong have been reported and are absent. */
export type Fields<T> = { readonly [K in keyof T]?: T[K] };

/**
 * Checks one mapping of the file against its schema and keeps what is right about it, so that one mistake does not hide
 * the next.
 */
export function readUnit<S extends z.ZodObject>(
  collector: ProblemCollector,
  schema: S,
  path: Path,
): Fields<z.output<S>> {
  const value = collector.tree.find(path)?.value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(collector, schema, path, issue);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    if (!Object.hasOwn(value, key)) return [];
    const one = (field as z.ZodType).safeParse((value as Readonly<Record<string, unknown>>)[key]);
    return one.success ? [[key, one.data] as const] : [];
  });
  return Object.fromEntries(fields) as Fields<z.output<S>>;
}

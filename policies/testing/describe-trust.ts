import type { Pipeline } from '../index';
import { toAllowPipeline, toRefusePipeline } from './matchers';
import type { ProviderOptions, TrustUnderTest } from './subject';

/** A table of pipelines against trust policies: a role that a row does not list must refuse. */
export interface TrustTable extends ProviderOptions {
  /** Trust policies by role. */
  readonly policies: Readonly<Record<string, TrustUnderTest>>;
  readonly rows: readonly TrustRow[];
}

export interface TrustRow {
  /** Title of the row's tests. */
  readonly note: string;
  readonly pipeline: Pipeline;
  /** Roles that the pipeline may assume; may be empty. */
  readonly assumes: readonly string[];
}

/** What a runner gives: `describe` and `test`. */
export interface Runner {
  readonly describe: (title: string, body: () => void) => void;
  readonly test: (title: string, body: () => void) => void;
}

/**
 * Defines one test for each row and role.
 * @throws Error when a row lists a role that has no policy, or when there is no row or no policy: such a table proves nothing
 */
export function defineTrustTests(title: string, table: TrustTable, { describe, test }: Runner): void {
  const roles = Object.keys(table.policies);
  if (roles.length === 0 || table.rows.length === 0)
    throw new Error(`${title}: a table without rows or policies proves nothing`);
  for (const { note, assumes } of table.rows) {
    const stranger = assumes.find((role) => !roles.includes(role));
    if (stranger !== undefined)
      throw new Error(`${title}: row \`${note}\` lists \`${stranger}\`, which has no policy`);
  }
  describe(title, () => {
    for (const row of table.rows) {
      for (const role of roles) {
        const allowed = row.assumes.includes(role);
        test(`${row.note} ${allowed ? 'can' : 'cannot'} assume ${role}`, () => {
          const matcher = allowed ? toAllowPipeline : toRefusePipeline;
          const result = matcher(table.policies[role] as TrustUnderTest, row.pipeline, table);
          if (!result.pass) throw new Error(result.message());
        });
      }
    }
  });
}

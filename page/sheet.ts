import {
  decodeCell,
  type PageCell,
  type PageData,
  type PageExplanation,
  type PageReport,
  type PageRow,
  type RawClaims,
  type ReportRole,
} from '../policies/index';

export type Side = 'after' | 'before';

/** A column: a role, as each report has it. */
export interface Column {
  readonly key: string;
  readonly role: ReportRole;
  /** Position in each report; -1 where it is in none. */
  readonly at: Readonly<Record<Side, number>>;
}

/** A line: a row of the table, as each report has it. */
export interface Line {
  readonly row: PageRow;
  readonly at: Readonly<Record<Side, number>>;
}

/** Both reports laid over each other: roles by key, rows by label. */
export interface Sheet {
  readonly reports: Readonly<{ after: PageReport; before?: PageReport }>;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
  readonly cell: (line: Line, column: Column, side: Side) => PageCell | undefined;
  readonly explanation: (line: Line, column: Column, side: Side) => Explained | undefined;
  /** The token that a cell is about. */
  readonly token: (line: Line, column: Column, side: Side) => RawClaims | undefined;
}

/** What the report itself says about a cell. */
export interface Explained {
  readonly reason: string;
  readonly steps: readonly string[];
  readonly advice: readonly string[];
  readonly assuming: readonly string[];
}

export function makeSheet({ after, before }: PageData): Sheet {
  const reports = before === undefined ? { after } : { after, before };
  const side = (which: Side): PageReport | undefined => (which === 'after' ? after : before);
  const entry = (line: Line, column: Column, which: Side): PageExplanation | undefined => {
    const index = side(which)?.rows[line.at[which]]?.explained?.[column.at[which]] ?? -1;
    return side(which)?.explanations[index];
  };
  return {
    reports,
    columns: union(tableRoles(after), before === undefined ? [] : tableRoles(before), ({ key }) => key).map(
      ({ item, at }) => ({ key: item.key, role: item, at }),
    ),
    lines: union(after.rows, before?.rows ?? [], ({ label }) => label).map(({ item, at }) => ({
      row: item,
      at,
    })),
    cell: (line, column, which) => {
      const letter = side(which)?.rows[line.at[which]]?.letters[column.at[which]];
      return letter === undefined ? undefined : decodeCell(letter);
    },
    explanation: (line, column, which) => {
      const report = side(which);
      const found = entry(line, column, which);
      if (report === undefined || found === undefined) return undefined;
      const text = (index: number): string => report.texts[index] ?? '';
      return {
        reason: text(found.reason),
        steps: found.steps.map(text),
        advice: found.advice.map(text),
        assuming: found.assuming.map(text),
      };
    },
    token: (line, column, which) => {
      const index = entry(line, column, which)?.token ?? side(which)?.rows[line.at[which]]?.token ?? -1;
      return side(which)?.tokens[index];
    },
  };
}

function tableRoles({ roles, rows }: PageReport): readonly ReportRole[] {
  return roles.slice(0, rows[0]?.letters.length ?? 0);
}

/** The items of the later list, then those that only the earlier one has; the second of a name meets the second of that name. */
function union<T>(
  after: readonly T[],
  before: readonly T[],
  nameOf: (item: T) => string,
): readonly { readonly item: T; readonly at: Readonly<Record<Side, number>> }[] {
  const earlier = new Map(numbered(before, nameOf).map((name, i) => [name, i]));
  const found = numbered(after, nameOf).map((name, i) => {
    const old = earlier.get(name) ?? -1;
    earlier.delete(name);
    return { item: after[i] as T, at: { after: i, before: old } };
  });
  return [
    ...found,
    ...[...earlier.values()].map((i) => ({ item: before[i] as T, at: { after: -1, before: i } })),
  ];
}

function numbered<T>(items: readonly T[], nameOf: (item: T) => string): readonly string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return JSON.stringify([name, times]);
  });
}

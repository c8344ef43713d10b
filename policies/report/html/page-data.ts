import type { RawClaims } from '../../context/index';
import type { Instance, Pipeline, Project } from '../../gitlab/index';
import type { Report, ReportCell, ReportRow } from '../report';

/** A report as the page carries it: a letter for each cell, every text once, explanations as far as they fit. */
export interface PageReport extends Omit<Report, 'rows'> {
  readonly rows: readonly PageRow[];
  readonly texts: readonly string[];
  readonly tokens: readonly RawClaims[];
  readonly explanations: readonly PageExplanation[];
  /** Projects and instances of the rows' pipelines. */
  readonly projects: readonly Project[];
  readonly instances: readonly Instance[];
}

/** A row of the matrix as the page carries it. */
export interface PageRow extends Omit<ReportRow, 'cells' | 'pipeline'> {
  /** One letter a cell: {@link decodeCell}. */
  readonly letters: string;
  /** Index into `tokens`: what most cells of the row judge. */
  readonly token?: number;
  /** Index into `explanations` by column, where there is one; the page computes the others. */
  readonly explained?: Readonly<Record<number, number>>;
  /** What was simulated: {@link rowPipeline}. */
  readonly pipeline?: PagePipeline;
}

/** A pipeline with indexes into `projects` and `instances`. */
export interface PagePipeline extends Omit<Pipeline, 'project' | 'instance'> {
  readonly project: number;
  readonly instance: number;
}

/** Indexes into `texts`, and of the token that was judged. */
export interface PageExplanation {
  readonly reason: number;
  readonly steps: readonly number[];
  readonly advice: readonly number[];
  readonly assuming: readonly number[];
  readonly token?: number;
}

/** What the page starts with. */
export interface PageData {
  readonly after: PageReport;
  /** The earlier report, in the view before / after. */
  readonly before?: PageReport;
}

/** Characters of explanations that a page carries; beyond it only what is broken is explained, and the page computes the rest. */
const EXPLANATION_BUDGET = 4_000_000;

const EXPECTED = [undefined, true, false] as const;
const OUTCOMES = ['deny', 'allow', 'undetermined'] as const;
const LAYERS = ['trust', 'provider', 'token'] as const;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What a cell's letter says. */
export type PageCell = Pick<ReportCell, 'expected' | 'outcome' | 'holds' | 'layer'>;

const CELLS: ReadonlyMap<string, PageCell> = new Map(
  EXPECTED.flatMap((expected) =>
    OUTCOMES.flatMap((outcome) =>
      LAYERS.flatMap((layer) =>
        [true, false].map((holds): PageCell => ({ expected, outcome, layer, holds })),
      ),
    ),
  ).map((cell) => [letterOf(cell), cell]),
);

function letterOf({ expected, outcome, holds, layer }: PageCell): string {
  const said = expected === undefined ? 0 : expected ? 1 : 2;
  const place = ((said * 3 + OUTCOMES.indexOf(outcome)) * 3 + LAYERS.indexOf(layer)) * 2 + (holds ? 1 : 0);
  return LETTERS.charAt(place);
}

/** The cell of a letter; `undefined` for none. */
export function decodeCell(letter: string): PageCell | undefined {
  return CELLS.get(letter);
}

/** The pipeline that a row simulates; `undefined` for raw claims, and in reports of versions that did not record it. */
export function rowPipeline(
  { projects, instances }: PageReport,
  { pipeline }: PageRow,
): Pipeline | undefined {
  if (pipeline === undefined) return undefined;
  const [project, instance] = [projects[pipeline.project], instances[pipeline.instance]];
  return project === undefined || instance === undefined ? undefined : { ...pipeline, project, instance };
}

/**
 * Makes a report small enough to be in a page. Cost: linear in the cells; explanations are kept in the order of the table, those
 * of broken promises first.
 * @param budget characters of explanations
 */
export function toPageReport(report: Report, budget = EXPLANATION_BUDGET): PageReport {
  const texts = new Interner<string>((text) => text);
  const tokens = new Interner<RawClaims>((claims) => JSON.stringify(claims));
  const explanations = new Interner<PageExplanation>((entry) => JSON.stringify(entry));
  const projects = new Interner<Project>((project) => JSON.stringify(project));
  const instances = new Interner<Instance>((instance) => JSON.stringify(instance));
  const rowToken = report.rows.map((row) => firstToken(row, tokens));
  const explained = report.rows.map((): Record<number, number> | undefined => undefined);
  let spent = 0;
  const keep = (wanted: (cell: ReportCell) => boolean): void => {
    for (const [r, row] of report.rows.entries()) {
      for (const [c, cell] of row.cells.entries()) {
        if (spent > budget) return;
        if (!wanted(cell)) continue;
        spent += lengthOf(cell);
        (explained[r] ??= {})[c] = explanations.index({
          reason: texts.index(cell.reason),
          steps: cell.steps.map((text) => texts.index(text)),
          advice: cell.advice.map((text) => texts.index(text)),
          assuming: cell.assuming.map((text) => texts.index(text)),
          token: cell.claims === undefined ? undefined : tokens.index(cell.claims),
        });
      }
    }
  };
  keep(({ holds }) => !holds);
  keep(({ holds }) => holds);
  const rows = report.rows.map(({ cells, pipeline, ...row }, i): PageRow => ({
    ...row,
    pipeline:
      pipeline === undefined
        ? undefined
        : {
            ...pipeline,
            project: projects.index(pipeline.project),
            instance: instances.index(pipeline.instance),
          },
    letters: cells.map(letterOf).join(''),
    token: rowToken[i],
    explained: explained[i],
  }));
  return {
    ...report,
    rows,
    texts: texts.list,
    tokens: tokens.list,
    explanations: explanations.list,
    projects: projects.list,
    instances: instances.list,
  };
}

function firstToken({ cells }: ReportRow, tokens: Interner<RawClaims>): number | undefined {
  const claims = (cells.find(({ holds }) => holds) ?? cells[0])?.claims;
  return claims === undefined ? undefined : tokens.index(claims);
}

function lengthOf({ reason, steps, advice, assuming }: ReportCell): number {
  return [reason, ...steps, ...advice, ...assuming].reduce((sum, text) => sum + text.length, 0);
}

/** Numbers equal values alike. */
class Interner<T> {
  readonly list: T[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #key: (value: T) => string;

  constructor(key: (value: T) => string) {
    this.#key = key;
  }

  index(value: T): number {
    const key = this.#key(value);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.list.push(value);
    this.#indexes.set(key, this.list.length - 1);
    return this.list.length - 1;
  }
}

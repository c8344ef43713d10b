import { z } from 'zod';
import { quote } from '../../errors';
import type { RawClaims } from '../../context/index';
import type { Pipeline } from '../../gitlab/index';
import type { TableRow } from '../federation';
import { rowSchema } from '../schema/table';
import type { Path } from '../yaml-tree';
import { type Declared, listLength } from './declared';
import { exactlyOne } from './exactly-one';
import { type PipelineContext, readPipeline } from './pipeline';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';

/** The pipeline is judged on its own, so that a mistake in it does not hide one in `assumes`. */
const rowOutline = rowSchema.extend({ pipeline: z.record(z.string(), z.unknown()).optional() });

export function readTable(
  collector: ProblemCollector,
  roles: Declared<unknown>,
  around: PipelineContext,
): readonly TableRow[] {
  return Array.from({ length: listLength(collector, ['table']) }, (_, index) =>
    readRow(collector, ['table', index], roles, around),
  ).flat();
}

function readRow(
  collector: ProblemCollector,
  path: Path,
  roles: Declared<unknown>,
  around: PipelineContext,
): readonly TableRow[] {
  const { pipeline, claims, assumes = [], note } = readUnit(collector, rowOutline, path);
  const isMapping = sectionIsMapping(collector, path);
  const kind = isMapping
    ? exactlyOne(collector, path, ['pipeline', 'claims'], 'a token', 'ERR_TABLE')
    : undefined;
  checkAssumes(collector, path, assumes, roles);
  const common = { note, assumes, position: collector.positionOf(path) };
  if (kind === 'claims' && claims !== undefined) {
    return [{ ...common, label: note ?? claimsLabel(claims), token: { kind: 'claims', claims } }];
  }
  if (kind !== 'pipeline' || pipeline === undefined) return [];
  const read = readPipeline(collector, [...path, 'pipeline'], around);
  if (read === undefined) return [];
  const row: TableRow = {
    ...common,
    label: read.label,
    token: { kind: 'pipeline', pipeline: read.pipeline },
  };
  return pipeline['audience'] === undefined ? rowsByAudience(row, read.pipeline, around) : [row];
}

/**
 * A job gets a token for one audience, and each role demands its own: a row that names none is a row for each audience that a role
 * demands. With it only the roles of that audience may be assumed, and all others must refuse.
 */
function rowsByAudience(
  row: TableRow,
  pipeline: Pipeline,
  { audience: usual = '', roleAudiences = new Map() }: PipelineContext,
): readonly TableRow[] {
  const demanded = (key: string): string => roleAudiences.get(key) ?? usual;
  const audiences = [...new Set([...roleAudiences.values(), ...row.assumes.map(demanded)])];
  if (audiences.every((audience) => audience === usual)) return [row];
  return audiences.map((audience) => ({
    ...row,
    label: audience === usual ? row.label : `${row.label} aud ${audience}`,
    token: { kind: 'pipeline', pipeline: { ...pipeline, audience } },
    assumes: row.assumes.filter((key) => demanded(key) === audience),
  }));
}

function checkAssumes(
  collector: ProblemCollector,
  path: Path,
  assumes: readonly string[],
  roles: Declared<unknown>,
): void {
  for (const [index, role] of assumes.entries()) {
    roles.resolve(collector, role, [...path, 'assumes', index]);
    if (assumes.indexOf(role) === index) continue;
    collector.atValue([...path, 'assumes', index], {
      code: 'ERR_TABLE',
      message: `${quote(role)} is listed twice`,
      fix: 'remove one of them',
    });
  }
}

function claimsLabel(claims: RawClaims): string {
  return typeof claims['sub'] === 'string' ? `claims ${claims['sub']}` : 'claims';
}

function sectionIsMapping(collector: ProblemCollector, path: Path): boolean {
  const value = collector.tree.find(path)?.value;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

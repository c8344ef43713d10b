import { z } from 'zod';
import { quote } from '../../errors';
import type { RawClaims } from '../../context/index';
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
  ).filter((row) => row !== undefined);
}

function readRow(
  collector: ProblemCollector,
  path: Path,
  roles: Declared<unknown>,
  around: PipelineContext,
): TableRow | undefined {
  const { pipeline, claims, assumes = [], note } = readUnit(collector, rowOutline, path);
  const isMapping = sectionIsMapping(collector, path);
  const kind = isMapping
    ? exactlyOne(collector, path, ['pipeline', 'claims'], 'a token', 'ERR_TABLE')
    : undefined;
  checkAssumes(collector, path, assumes, roles);
  const common = { note, assumes, position: collector.positionOf(path) };
  if (kind === 'claims' && claims !== undefined) {
    return { ...common, label: note ?? claimsLabel(claims), token: { kind: 'claims', claims } };
  }
  if (kind !== 'pipeline' || pipeline === undefined) return undefined;
  const read = readPipeline(collector, [...path, 'pipeline'], around);
  return read === undefined
    ? undefined
    : { ...common, label: read.label, token: { kind: 'pipeline', pipeline: read.pipeline } };
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

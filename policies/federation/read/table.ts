import { z } from 'zod';
import { quote } from '../../errors';
import type { RawClaims } from '../../context/index';
import type { TableRow } from '../federation';
import { rowSchema } from '../schema/table';
import type { Path } from '../yaml-tree';
import { type Declared, listLength } from './declared';
import { exactlyOne } from './exactly-one';
import { type PipelineSurroundings, readPipeline } from './pipeline';
import type { Reading } from './reading';
import { readUnit } from './unit';

/** The pipeline is judged on its own, so that a mistake in it does not hide one in `assumes`. */
const rowOutline = rowSchema.extend({ pipeline: z.record(z.string(), z.unknown()).optional() });

export function readTable(
  reading: Reading,
  roles: Declared<unknown>,
  around: PipelineSurroundings,
): readonly TableRow[] {
  return Array.from({ length: listLength(reading, ['table']) }, (_, index) =>
    readRow(reading, ['table', index], roles, around),
  ).filter((row) => row !== undefined);
}

function readRow(
  reading: Reading,
  path: Path,
  roles: Declared<unknown>,
  around: PipelineSurroundings,
): TableRow | undefined {
  const { pipeline, claims, assumes = [], note } = readUnit(reading, rowOutline, path);
  const isMapping = sectionIsMapping(reading, path);
  const kind = isMapping
    ? exactlyOne(reading, path, ['pipeline', 'claims'], 'a token', 'ERR_TABLE')
    : undefined;
  checkAssumes(reading, path, assumes, roles);
  const common = { ...(note === undefined ? {} : { note }), assumes, position: reading.positionOf(path) };
  if (kind === 'claims' && claims !== undefined) {
    return { ...common, label: note ?? claimsLabel(claims), token: { kind: 'claims', claims } };
  }
  if (kind !== 'pipeline' || pipeline === undefined) return undefined;
  const read = readPipeline(reading, [...path, 'pipeline'], around);
  return read === undefined
    ? undefined
    : { ...common, label: read.label, token: { kind: 'pipeline', pipeline: read.pipeline } };
}

function checkAssumes(
  reading: Reading,
  path: Path,
  assumes: readonly string[],
  roles: Declared<unknown>,
): void {
  for (const [index, role] of assumes.entries()) {
    roles.resolve(reading, role, [...path, 'assumes', index]);
    if (assumes.indexOf(role) === index) continue;
    reading.atValue([...path, 'assumes', index], {
      code: 'ERR_TABLE',
      message: `${quote(role)} is listed twice`,
      fix: 'remove one of them',
    });
  }
}

function claimsLabel(claims: RawClaims): string {
  return typeof claims['sub'] === 'string' ? `claims ${claims['sub']}` : 'claims';
}

function sectionIsMapping(reading: Reading, path: Path): boolean {
  const value = reading.tree.find(path)?.value;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

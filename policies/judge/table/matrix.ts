import type { Unresolved } from '../../artifact/index';
import type { Position } from '../../errors';
import type { Role, TableRow } from '../../federation/index';
import type { PipelineDecision } from '../judge-pipeline';

/** One row of the table against one role. */
export interface Cell {
  readonly role: TableRole;
  /** Whether the row lists the role. */
  readonly expected: boolean;
  /** Outcome and layer of the decision that counts: the one that breaks the promise, else the first. */
  readonly outcome: PipelineDecision['decision']['outcome'];
  readonly layer: PipelineDecision['decision']['layer'];
  /** What became of every token that the row's pipeline may get: at least one. Computed when it is read. */
  readonly decisions: readonly PipelineDecision[];
  /** The first decision that breaks the promise; absent when it holds. */
  readonly breaks?: PipelineDecision;
}

export interface MatrixRow {
  /** Position in the table, from 1. */
  readonly number: number;
  readonly row: TableRow;
  /** The cells that do not hold, in the order of the roles. */
  readonly broken: readonly Cell[];
  /** Every role in its order. Made when it is read, from few objects, and not kept: a table may have a million. */
  readonly results: readonly CellResult[];
  /** The cell of the role at this place, made when it is asked for. */
  readonly cell: (column: number) => Cell;
}

/** What a cell says at a glance. */
export type CellResult = Pick<Cell, 'expected' | 'outcome' | 'layer'> & { readonly holds: boolean };

/** A role as a column of a table: by its key in the judgement. */
export interface TableRole {
  readonly key: string;
}

/** A table against the roles of an artifact. */
export interface Matrix {
  /** Whose tokens its rows are. */
  readonly issuer: string;
  readonly roles: readonly TableRole[];
  readonly rows: readonly MatrixRow[];
  /** Roles that the artifact lacks, and addresses that could not be read. */
  readonly gaps: readonly Gap[];
  /** Roles whose written trust is not the text that their grant stands for. */
  readonly deviations: readonly Deviation[];
}

/** A role whose written trust is not the text that its grant stands for. */
export interface Deviation {
  readonly role: Role;
  readonly message: string;
}

/** Something that could not be judged; it counts as broken. */
export interface Gap {
  readonly address: string;
  /** What could not be read; absent where it is the whole of a role that was expected. */
  readonly concerns?: Unresolved['concerns'];
  /** Everything about the role is known but where its sessions lead. @default false */
  readonly openChain?: boolean;
  readonly reason: string;
  readonly position?: Position;
}

/** A row that does not hold for a role. */
export interface BrokenPromise {
  readonly row: MatrixRow;
  readonly cell: Cell;
  /** One sentence: the row, the role, what happened and why. */
  readonly message: string;
}

/** The numbers of the rows that promise the role: whom a deviation may concern. */
export function promisingRows(matrix: Matrix, role: Role): readonly number[] {
  return matrix.rows.filter(({ row }) => row.assumes.includes(role.key)).map(({ number }) => number);
}

import { judgeToken, type CompiledPolicy } from '../../evaluate/index';
import type { TableRow } from '../../federation/index';
import type { ProviderRegistration } from '../../context/index';
import { judgePipeline, type PipelineDecision } from '../judge-pipeline';
import type { JudgedPolicy } from './possibly-allowed-rows';

/** What judges a row for a role. */
export interface RoleJudge {
  readonly key: string;
  readonly judge: RowJudge;
  /** Absent where cannot tell. */
  readonly policy?: JudgedPolicy;
  /** The roles that chains to this one begin at. */
  readonly chained?: readonly JudgedPolicy[];
}

/** Decides a row for each token that it stands for. */
export type RowJudge = (row: TableRow) => readonly PipelineDecision[];

export function judgeRow(
  compiled: CompiledPolicy,
  { token }: TableRow,
  provider: ProviderRegistration,
): readonly PipelineDecision[] {
  return token.kind === 'pipeline'
    ? judgePipeline(compiled, token.pipeline, provider)
    : [{ assuming: [], decision: judgeToken(compiled, token.claims, provider) }];
}

export function cannotTell(reason: string): PipelineDecision {
  return { assuming: [], decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] } };
}

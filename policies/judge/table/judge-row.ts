import { judgeToken, type CompiledPolicy } from '../../evaluate/index';
import type { TableRow } from '../../federation/index';
import type { ProviderRegistration, StsCall } from '../../context/index';
import { meetingRequest, requestInWords, type Grant } from '../../grant/index';
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
  call?: StsCall,
): readonly PipelineDecision[] {
  return token.kind === 'pipeline'
    ? judgePipeline(compiled, token.pipeline, provider, call)
    : [{ assuming: [], decision: judgeToken(compiled, token.claims, provider, undefined, call) }];
}

/** The provider of an account, as it is registered, and as if every audience were. */
export interface JudgedProviders {
  readonly registered: ProviderRegistration;
  /** The provider is shared and others may register audiences there: a refusal has to stand on the trust policy alone. */
  readonly anyAudience: ProviderRegistration;
}

/**
 * Judges the rows for one role. Where its declaration demands something of the request, a row that lists it is judged in a request that
 * meets that, and says so; one that does not list it must be refused in that request, and in any other.
 * @param grant absent for a role that nobody declared: then the request is not known
 */
export function rowJudge(
  compiled: CompiledPolicy,
  key: string,
  { registered, anyAudience }: JudgedProviders,
  grant?: Pick<Grant, 'request'>,
): RowJudge {
  const met = grant === undefined ? [] : requestInWords(grant);
  if (grant === undefined || met.length === 0)
    return (row) => judgeRow(compiled, row, row.assumes.includes(key) ? registered : anyAudience);
  const call = { keys: meetingRequest(grant) };
  return (row) => {
    if (row.assumes.includes(key))
      return judgeRow(compiled, row, registered, call).map((one) => onlyIf(one, met));
    const inAny = judgeRow(compiled, row, anyAudience);
    if (inAny.every(({ decision }) => decision.outcome === 'deny')) return inAny;
    const inOne = judgeRow(compiled, row, anyAudience, call);
    return inOne.some(({ decision }) => decision.outcome === 'allow')
      ? inOne.map((one) => onlyIf(one, met))
      : inAny;
  };
}

/** What is allowed is allowed in such a request only. */
function onlyIf(found: PipelineDecision, met: readonly string[]): PipelineDecision {
  const { decision } = found;
  if (decision.outcome !== 'allow') return found;
  const { outcome, layer } = decision;
  return {
    ...found,
    decision: {
      outcome,
      layer,
      // made when somebody reads them
      get reason() {
        return `${decision.reason}, if ${met.join(' and ')}`;
      },
      get trace() {
        return decision.trace;
      },
    },
  };
}

export function cannotTell(reason: string): PipelineDecision {
  return { assuming: [], decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] } };
}

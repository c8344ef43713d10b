import { quote } from '../../errors';
import { compilePolicy } from '../../evaluate/index';
import type { TableRow } from '../../federation/index';
import type { ProviderRegistration } from '../../context/index';
import { meetingRequest } from '../../grant/index';
import type { PipelineDecision } from '../judge-pipeline';
import type { OpenPolicy } from '../policy-bounds';
import type { BoundedTrust } from '../provable-trust';
import type { ReadTrust } from '../read-trust';
import type { ReachedBy } from '../trust-chains';
import { cannotTell, judgeRow, type RoleJudge } from './judge-row';
import type { JudgedPolicy } from './possibly-allowed-rows';

/** A role where tokens arrive and from which chains lead on. */
interface Entry {
  readonly policy: JudgedPolicy;
  /** @param promised whether the row says that the role at the end of the chain is assumed: then an audience has to be registered */
  judge(row: TableRow, promised: boolean): readonly PipelineDecision[];
}

/**
 * Makes judges follow role chains: a row assumes a role when one of its tokens can assume it, or a role whose session can become it.
 * Cost: each role that chains begin at is compiled once and decides each row once.
 * @param trusts the roles of the judges, and those that chains to them begin at
 * @param providerOf the provider of a role where tokens arrive
 */
export function followingChains(
  judges: readonly RoleJudge[],
  trusts: readonly (ReadTrust & Pick<BoundedTrust, 'open'>)[],
  providerOf: (trust: ReadTrust) => ProviderRegistration,
): readonly RoleJudge[] {
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const entries = new Map<string, Entry | undefined>();
  const entryOf = (key: string): Entry | undefined => {
    if (entries.has(key)) return entries.get(key);
    const trust = byKey.get(key);
    const made = trust === undefined ? undefined : entry(trust, providerOf(trust));
    entries.set(key, made);
    return made;
  };
  return judges.map((own): RoleJudge => {
    const ways = (byKey.get(own.key)?.reachedBy ?? []).flatMap((reached) => {
      const start = entryOf(reached.entry);
      return start === undefined ? [] : [{ way: wayOf(reached), start }];
    });
    if (ways.length === 0) return own;
    return {
      ...own,
      chained: ways.map(({ start }) => start.policy),
      judge: (row) => {
        const promised = row.assumes.includes(own.key);
        let found = own.judge(row);
        for (const { way, start } of ways) {
          // no way is better than one that is certain
          if (found.every((one) => rank(one) === CERTAIN)) break;
          found = better(found, start.judge(row, promised), way);
        }
        return found;
      },
    };
  });
}

function entry(
  { policy: known, open, declared }: ReadTrust & Pick<BoundedTrust, 'open'>,
  registered: ProviderRegistration,
): Entry | undefined {
  const policy = open?.atMost ?? known;
  if (policy === undefined) return undefined;
  const compiled = compilePolicy(policy);
  const { clientIds: _registered, ...anyAudience } = registered;
  const call = declared === undefined ? undefined : { keys: meetingRequest(declared.grant) };
  const judge = ofLastRow((row: TableRow, promised: boolean): readonly PipelineDecision[] =>
    promised ? judgeRow(compiled, row, registered, call) : judgeRow(compiled, row, anyAudience),
  );
  return {
    policy: { compiled, provider: anyAudience },
    judge:
      open === undefined ? judge : (row, promised) => judge(row, promised).map((one) => atMost(one, open)),
  };
}

/** Remembers the answers for one row: a table is judged row by row, and each role that chains lead to asks again. */
function ofLastRow(judge: Entry['judge']): Entry['judge'] {
  let last: TableRow | undefined;
  let answers: Partial<Record<'promised' | 'not', readonly PipelineDecision[]>> = {};
  return (row, promised) => {
    if (row !== last) answers = {};
    last = row;
    return (answers[promised ? 'promised' : 'not'] ??= judge(row, promised));
  };
}

/** What a partly known policy allows at most is not an answer. */
function atMost(found: PipelineDecision, { because }: OpenPolicy): PipelineDecision {
  return found.decision.outcome === 'deny' ? found : { ...found, ...cannotTell(because) };
}

/** Token by token, what the role or the chain allows. One decision may stand for every token of a pipeline. */
function better(
  found: readonly PipelineDecision[],
  atEntry: readonly PipelineDecision[],
  way: Way,
): readonly PipelineDecision[] {
  const longer = found.length >= atEntry.length ? found : atEntry;
  return longer.map((_, token): PipelineDecision => {
    const own = (found.length === 1 ? found[0] : found[token]) as PipelineDecision;
    const first = (atEntry.length === 1 ? atEntry[0] : atEntry[token]) as PipelineDecision;
    const chained = throughEntry(first, way);
    return rank(chained) > rank(own) ? chained : own;
  });
}

const CERTAIN = 2;

function rank({ decision }: PipelineDecision): number {
  return { deny: 0, undetermined: 1, allow: CERTAIN }[decision.outcome];
}

/** A chain with what is said of it, which is the same in every row. */
interface Way extends ReachedBy {
  readonly words: string;
}

function wayOf(reached: ReachedBy): Way {
  return { ...reached, words: [reached.entry, ...reached.through].map(quote).join(' and ') };
}

function throughEntry(
  first: PipelineDecision,
  { entry: key, words, answer, dependsOn }: Way,
): PipelineDecision {
  const { decision } = first;
  if (decision.outcome === 'deny') return first;
  const way = { ...first, through: { entry: key, words } };
  if (answer === 'yes') {
    const { outcome, layer } = decision;
    return {
      ...way,
      decision: {
        outcome,
        layer,
        reason: `through ${words}: ${decision.reason}`,
        // made when somebody reads it
        get trace() {
          return decision.trace;
        },
      },
    };
  }
  const on = dependsOn.map(quote).join(', ');
  const reason = `cannot determine whether a session of ${words} can assume it: it depends on ${on}`;
  return { ...way, decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] } };
}

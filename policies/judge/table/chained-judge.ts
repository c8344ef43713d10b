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
import { cannotTell, judgeRow, type JudgedProviders, type RoleJudge } from './judge-row';
import type { JudgedPolicy } from './possibly-allowed-rows';

/** A role where tokens arrive and from which chains lead on. */
interface Entry {
  readonly policy: JudgedPolicy;
  /** @param promised whether the row says that the role at the end of the chain is assumed: then an audience has to be registered */
  judge(row: TableRow, promised: boolean): EntryAnswers;
}

/** What the role where tokens arrive says of each token of a row. */
interface EntryAnswers {
  readonly decisions: readonly PipelineDecision[];
  /** No token can assume it: no chain begins there. */
  readonly refused: boolean;
}

/** The providers of roles, the same object for equal ones: what a token is to each of them is made once. */
export function sharedProviders(
  providerOf: (trust: ReadTrust) => ProviderRegistration,
): (trust: ReadTrust) => JudgedProviders {
  const known = new Map<string, JudgedProviders>();
  return (trust) => {
    const registered = providerOf(trust);
    const key = JSON.stringify(registered);
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    const { clientIds: _registered, ...anyAudience } = registered;
    const made = { registered, anyAudience };
    known.set(key, made);
    return made;
  };
}

/**
 * Makes judges follow role chains: a row assumes a role when one of its tokens can assume it, or a role whose session can become it.
 * Cost: each role that chains begin at is compiled once and decides each row once.
 * @param trusts the roles of the judges, and those that chains to them begin at
 * @param providersOf the provider of a role where tokens arrive
 */
export function followingChains(
  judges: readonly RoleJudge[],
  trusts: readonly (ReadTrust & Pick<BoundedTrust, 'open'>)[],
  providersOf: (trust: ReadTrust) => JudgedProviders,
): readonly RoleJudge[] {
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const entries = new Map<string, Entry | undefined>();
  const entryOf = (key: string): Entry | undefined => {
    if (entries.has(key)) return entries.get(key);
    const trust = byKey.get(key);
    const made = trust === undefined ? undefined : entry(trust, providersOf(trust));
    entries.set(key, made);
    return made;
  };
  return judges.map((own): RoleJudge => {
    const ways = (byKey.get(own.key)?.reachedBy ?? []).flatMap((reached): readonly Way[] => {
      const start = entryOf(reached.entry);
      return start === undefined ? [] : [new Way(reached, start)];
    });
    if (ways.length === 0) return own;
    return {
      ...own,
      chained: ways.map(({ start }) => start.policy),
      judge: (row) => {
        const promised = row.assumes.includes(own.key);
        let found = own.judge(row);
        for (const way of ways) {
          const { decisions, refused } = way.start.judge(row, promised);
          if (refused) continue;
          // no way is better than one that is certain
          if (found.every((one) => rank(one) === CERTAIN)) break;
          found = better(found, decisions, way);
        }
        return found;
      },
    };
  });
}

function entry(
  { policy: known, open, declared }: ReadTrust & Pick<BoundedTrust, 'open'>,
  { registered, anyAudience }: JudgedProviders,
): Entry | undefined {
  const policy = open?.atMost ?? known;
  if (policy === undefined) return undefined;
  const compiled = compilePolicy(policy);
  const call = declared === undefined ? undefined : { keys: meetingRequest(declared.grant) };
  const judged = (row: TableRow, promised: boolean): readonly PipelineDecision[] =>
    promised ? judgeRow(compiled, row, registered, call) : judgeRow(compiled, row, anyAudience);
  return {
    policy: { compiled, provider: anyAudience },
    judge: ofLastRow((row, promised) => {
      const found = judged(row, promised);
      const decisions = open === undefined ? found : found.map((one) => atMost(one, open));
      return { decisions, refused: decisions.every((one) => rank(one) === REFUSED) };
    }),
  };
}

/** Remembers the answers for one row: a table is judged row by row, and each role that chains lead to asks again. */
function ofLastRow(judge: Entry['judge']): Entry['judge'] {
  let last: TableRow | undefined;
  let answers: Partial<Record<'promised' | 'not', EntryAnswers>> = {};
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
    const isBetter = Math.min(rank(first), way.rank) > rank(own);
    return isBetter ? throughEntry(first, way) : own;
  });
}

const RANKS = { deny: 0, undetermined: 1, allow: 2 } as const;
const { deny: REFUSED, undetermined: OPEN, allow: CERTAIN } = RANKS;

function rank({ decision }: PipelineDecision): number {
  return RANKS[decision.outcome];
}

/** A chain with what is said of it, which is the same in every row. */
class Way {
  readonly rank: number;
  private named?: PipelineDecision['through'];

  constructor(
    readonly reached: ReachedBy,
    readonly start: Entry,
  ) {
    this.rank = reached.answer === 'yes' ? CERTAIN : OPEN;
  }

  get through(): NonNullable<PipelineDecision['through']> {
    const { entry: key, through } = this.reached;
    return (this.named ??= { entry: key, words: [key, ...through].map(quote).join(' and ') });
  }
}

/** What a token that is not refused where it arrives can do at the end of a chain. */
function throughEntry(first: PipelineDecision, way: Way): PipelineDecision {
  const { claims, assuming, decision } = first;
  const { answer, dependsOn } = way.reached;
  if (answer === 'yes') {
    const { outcome, layer } = decision;
    // what is said of a long chain is made when somebody reads it
    return {
      claims,
      assuming,
      get through() {
        return way.through;
      },
      decision: {
        outcome,
        layer,
        get reason() {
          return `through ${way.through.words}: ${decision.reason}`;
        },
        get trace() {
          return decision.trace;
        },
      },
    };
  }
  const { words } = way.through;
  const on = dependsOn.map(quote).join(', ');
  const reason = `cannot determine whether a session of ${words} can assume it: it depends on ${on}`;
  return {
    ...first,
    through: way.through,
    decision: { outcome: 'undetermined', layer: 'trust', reason, trace: [] },
  };
}

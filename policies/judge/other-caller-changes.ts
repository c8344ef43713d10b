import { parseArn } from '../arn';
import type { AccessChange, AccessDiff } from '../prove/index';
import {
  callerInWords,
  concernsWebIdentity,
  moreCallers,
  type OtherCaller,
  type Policy,
} from '../trust/index';
import type { JudgedDiff } from './judged-diff';
import type { BoundedTrust } from './provable-trust';

/**
 * The changes of roles with those of callers that are no token: what was proved for every token says nothing of them. A role that only such
 * callers can assume is named where more of them can; a new one for AWS services alone is no access of somebody.
 */
export function withOtherCallers(
  diffs: readonly JudgedDiff[],
  before: readonly BoundedTrust[],
  after: readonly BoundedTrust[],
): readonly JudgedDiff[] {
  const old = new Map(before.map((trust) => [trust.key, trust]));
  const now = new Map(after.map((trust) => [trust.key, trust]));
  const told = new Set(diffs.map(({ name }) => name));
  const all = diffs.map((diff): JudgedDiff => {
    const [was, is] = [old.get(diff.before ?? diff.name), now.get(diff.name)];
    const gained = change(is, was, 'gained');
    const lost = change(was, is, 'lost');
    return gained === undefined && lost === undefined ? diff : joined(diff, gained, lost);
  });
  const alone = after.flatMap((is): readonly JudgedDiff[] => {
    const was = old.get(is.key);
    const gained = told.has(is.key) ? undefined : change(is, was, 'gained');
    if (gained === undefined || (was === undefined && isForServices(is))) return [];
    const none: JudgedDiff = { name: is.key, kind: was === undefined ? 'added' : 'same', diff: NO_TOKEN };
    return [joined(none, gained, change(was, is, 'lost'))];
  });
  return [...all, ...alone];
}

const NONE: AccessChange = {
  kind: 'none',
  verdict: { verdict: 'proved', reason: 'it trusts no OIDC provider', assumptions: [], nodes: 0 },
};
/** Nothing is gained or lost by tokens, which such a role does not trust. */
const NO_TOKEN: AccessDiff = { gained: NONE, lost: NONE };

const NOBODY: Policy = { version: '2012-10-17', statements: [] };

function isForServices({ policy, open }: BoundedTrust): boolean {
  const most = open?.atMost ?? policy ?? NOBODY;
  const isOfAll = open !== undefined && open.callers.length > 0;
  return !isOfAll && !concernsWebIdentity(most) && moreCallers(most, NOBODY).callers.every(isService);
}

function isService({ kind }: OtherCaller): boolean {
  return kind === 'service';
}

/** What one version has for other callers and the other one has not; `undefined` for nothing. */
function change(
  more: BoundedTrust | undefined,
  less: BoundedTrust | undefined,
  word: 'gained' | 'lost',
): AccessChange | undefined {
  const most = (trust: BoundedTrust | undefined): Policy => trust?.open?.atMost ?? trust?.policy ?? NOBODY;
  const least = (trust: BoundedTrust | undefined): Policy => trust?.open?.atLeast ?? trust?.policy ?? NOBODY;
  const account = parseArn((more ?? less)?.key ?? '')?.account ?? (more ?? less)?.provider?.account;
  const possible = moreCallers(most(more), least(less), account);
  const certain = moreCallers(least(more), most(less), account);
  if (certain.callers.length > 0) return { kind: 'some', examples: certain.callers.map(exampleOf) };
  if (possible.callers.length > 0) {
    const callers = possible.callers.map(callerInWords).join('; ');
    return {
      kind: 'cannot_tell',
      reason: `it depends on unknown parts whether access is ${word} by ${callers}`,
    };
  }
  // one that was added keeps callers out
  return possible.deniesDiffer && word === 'gained'
    ? { kind: 'cannot_tell', reason: 'a Deny that concerns other callers than tokens is not what it was' }
    : undefined;
}

/** A caller without a token has no claims. */
function exampleOf(caller: OtherCaller): { readonly claims: Record<string, never>; readonly label: string } {
  return {
    claims: {},
    label: `${callerInWords(caller)}, without a token of an OIDC provider (statement ${caller.statement + 1})`,
  };
}

function joined(
  diff: JudgedDiff,
  gained: AccessChange | undefined,
  lost: AccessChange | undefined,
): JudgedDiff {
  const { rewritten: _same, ...rest } = diff;
  const both: AccessDiff = {
    gained: joinAccess(diff.diff.gained, gained),
    lost: joinAccess(diff.diff.lost, lost),
  };
  return { ...rest, kind: kindOf(diff.kind, both), diff: both };
}

function joinAccess(tokens: AccessChange, others: AccessChange | undefined): AccessChange {
  if (others === undefined) return tokens;
  if (tokens.kind === 'some' && others.kind === 'some')
    return { ...tokens, examples: [...tokens.examples, ...others.examples] };
  // access that is gained is certain, whatever else is not
  if (tokens.kind === 'some') return tokens;
  return others.kind === 'some' || tokens.kind === 'none' ? others : tokens;
}

function kindOf(kind: JudgedDiff['kind'], { gained, lost }: AccessDiff): JudgedDiff['kind'] {
  if (kind === 'added' || kind === 'removed') return gained.kind === 'cannot_tell' ? 'cannot_tell' : kind;
  if (gained.kind === 'some') return 'changed';
  return gained.kind === 'cannot_tell' || lost.kind === 'cannot_tell' ? 'cannot_tell' : 'changed';
}

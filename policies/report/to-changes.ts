import { quote } from '../errors';
import { ASSUMPTIONS, type AssumptionId } from '../gitlab/index';
import type { JudgedDiff } from '../judge/index';
import type { AccessChange } from '../prove/index';
import type { ReportChange, ReportWitness } from './report';
import { SAME_VALUES } from './wording';

/** The differences between two versions of roles, as a report has them. */
export function toChanges(diffs: readonly JudgedDiff[]): readonly ReportChange[] {
  return diffs.map((judged): ReportChange => {
    const { name, kind, before, rewritten, needed = [], clientIdsUnknown, diff } = judged;
    const { gained, lost } = diff;
    const needs = [
      ...needed,
      ...(gained.kind === 'none' && gained.unchanged !== undefined ? [SAME_VALUES] : []),
      ...(clientIdsUnknown === true && gained.kind === 'none' ? [SAME_CLIENT_IDS] : []),
    ];
    const reason = rewritten === undefined ? reasonOf(before, gained, lost) : inOtherWords(rewritten.needed);
    return {
      role: name,
      kind: kind === 'renamed' ? 'same' : kind,
      gained: witnesses(gained),
      lost: witnesses(lost),
      reason,
      needs: needs.length === 0 ? undefined : needs,
    };
  });
}

/** What `needs` has where one version does not specify the client ids of the provider. */
const SAME_CLIENT_IDS = 'same-client-ids';

function witnesses(change: AccessChange): readonly ReportWitness[] {
  return change.kind === 'some'
    ? change.examples.map(({ claims, label }) => ({ claims, pipeline: label }))
    : [];
}

function reasonOf(before: string | undefined, gained: AccessChange, lost: AccessChange): string | undefined {
  for (const change of [gained, lost]) if (change.kind === 'cannot_tell') return change.reason;
  if (before !== undefined) return `renamed from ${before}, with the same access`;
  if (gained.kind === 'none' && lost.kind === 'none' && gained.unchanged !== undefined)
    return inSameWords(gained.unchanged.flatMap(({ unknowns }) => unknowns));
  const sizes = [sizeOf(gained, 'gained'), sizeOf(lost, 'lost')].filter((text) => text !== undefined);
  return sizes.length === 0 ? undefined : sizes.join('; ');
}

/** A change of text that changes nothing stands on what is assumed; the reader decides whether that holds. */
function inOtherWords(needed: readonly AssumptionId[]): string {
  const asLongAs = needed.map((id) => ASSUMPTIONS[id].text).join('; ');
  return `its policy is written differently and admits the same${asLongAs === '' ? '' : `, as long as ${asLongAs}`}`;
}

/** Whatever is unknown is the same before and after. */
function inSameWords(unknowns: readonly string[]): string {
  const names = [...new Set(unknowns)].map(quote);
  return `no new access, whatever ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}: the policy and all that it is computed from are unchanged`;
}

function sizeOf(change: AccessChange, word: string): string | undefined {
  if (change.kind !== 'some' || change.log2 === undefined) return undefined;
  if (change.log2 === 'spent')
    return `how many subjects are ${word} is not known: counting them needs more than its budget`;
  return change.log2 < 1 ? `one subject ${word}` : `about 2^${Math.round(change.log2)} subjects ${word}`;
}

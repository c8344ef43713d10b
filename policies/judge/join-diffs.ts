import { issuerHost } from '../context/index';
import { quote } from '../errors';
import type { AccessChange } from '../prove/index';
import type { JudgedDiff } from './judged-diff';

/** What changed of a role for the tokens of one issuer. */
export interface IssuerChange {
  /** URL of the issuer. */
  readonly issuer: string;
  readonly change: JudgedDiff;
}

interface Versions {
  /** Keys of the roles that trust several issuers in one of the versions. */
  readonly several: ReadonlySet<string>;
  /** Keys of the roles of each version. */
  readonly was: ReadonlySet<string>;
  readonly is: ReadonlySet<string>;
  /** Examples to show of each direction. */
  readonly examples?: number;
}

/** The changes of every role that trusts several issuers as one: nothing is gained if nothing is for the tokens of each. */
export function joinDiffs(
  changes: readonly IssuerChange[],
  { several, was, is, examples }: Versions,
): readonly JudgedDiff[] {
  const joined = new Set<string>();
  return changes.flatMap(({ change }): readonly JudgedDiff[] => {
    const { name } = change;
    if (!several.has(name)) return [change];
    if (joined.has(name)) return [];
    joined.add(name);
    const own = changes.filter((one) => one.change.name === name);
    const gained = joinChanges(own, 'gained', examples);
    const lost = joinChanges(own, 'lost', examples);
    const diff = { gained, lost };
    const needs = own.flatMap(({ change: { needed } }) => needed ?? []);
    const rewritten = own.flatMap((one) => one.change.rewritten ?? []);
    const needed = own.some((one) => one.change.needed !== undefined) ? [...new Set(needs)] : undefined;
    if (!was.has(name))
      return [{ name, kind: gained.kind === 'cannot_tell' ? 'cannot_tell' : 'added', diff, needed }];
    if (!is.has(name)) return [{ name, kind: 'removed', diff, needed }];
    // access that is gained is certain, whatever else is not
    if (gained.kind !== 'some' && (gained.kind === 'cannot_tell' || lost.kind === 'cannot_tell'))
      return [{ name, kind: 'cannot_tell', diff, needed }];
    if (gained.kind !== 'none' || lost.kind !== 'none') return [{ name, kind: 'changed', diff, needed }];
    return [
      {
        name,
        kind: 'same',
        diff,
        needed,
        rewritten:
          rewritten.length === 0
            ? undefined
            : { needed: [...new Set(rewritten.flatMap((one) => one.needed))] },
      },
    ];
  });
}

/** Examples of some issuer are a change; without any, what cannot be told of one cannot be told at all. */
function joinChanges(
  changes: readonly IssuerChange[],
  direction: 'gained' | 'lost',
  limit = Infinity,
): AccessChange {
  const found = changes.map(({ issuer, change }) => ({ issuer, access: change.diff[direction] }));
  const examples = found.flatMap(({ issuer, access }) =>
    access.kind === 'some'
      ? access.examples.map((example) => ({ ...example, label: withIssuer(example.label, issuer) }))
      : [],
  );
  if (examples.length > 0) return { kind: 'some', examples: examples.slice(0, limit) };
  const open = found.find(({ access }) => access.kind === 'cannot_tell');
  if (open?.access.kind === 'cannot_tell') {
    const reason = `tokens of ${quote(issuerHost(open.issuer))}: ${open.access.reason}`;
    return { kind: 'cannot_tell', reason };
  }
  const proofs = found.flatMap(({ access }) => (access.kind === 'none' ? [access.verdict] : []));
  const [first] = proofs;
  if (first === undefined) return { kind: 'cannot_tell', reason: 'no issuer was asked about' };
  const assumptions = [...new Set(proofs.flatMap((proof) => proof.assumptions))];
  const unchanged = found.flatMap(({ access }) => (access.kind === 'none' ? (access.unchanged ?? []) : []));
  const none: AccessChange = { kind: 'none', verdict: { ...first, assumptions } };
  return unchanged.length === 0 ? none : { ...none, unchanged };
}

function withIssuer(label: string, issuer: string): string {
  const host = issuerHost(issuer);
  return label.includes(host) ? label : `${label} (a token of ${quote(host)})`;
}

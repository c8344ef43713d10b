import { checkWrite } from '../../../policies/trust/index';
import { diffTrust } from '../../../policies/prove/index';
import {
  alsoAdmits,
  applyChanges,
  applyToPipeline,
  applyToProvider,
  compilePolicy,
  explain,
  gitlabWorld,
  judgePipeline,
  parsePolicy,
  type Fix,
  type Policy,
} from '../../../policies/index';
import { chooser, seedFor } from '../../support/seed';
import { goodPair, MISTAKES, type Document, type Pair } from './broken-pairs';
import { rounds } from '../../support/rounds';

const policyOf = (document: unknown): Policy => {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
  return parsed.policy;
};

const decide = ({ document, pipeline, provider }: Pair) =>
  judgePipeline(compilePolicy(policyOf(document)), pipeline, provider);

const isAllowed = (pair: Pair): boolean => decide(pair).every(({ decision }) => decision.outcome === 'allow');

function fixesOf(pair: Pair): readonly Fix[] {
  const { document, pipeline, provider } = pair;
  const policy = policyOf(document);
  const denied = decide(pair).find(({ decision }) => decision.outcome !== 'allow');
  if (denied === undefined) return [];
  const { clientIds: _, ...anyAudience } = provider;
  const input = {
    policy,
    document,
    provider,
    pipeline,
    alsoAdmits: alsoAdmits({ policy, provider: anyAudience }, {
      instance: pipeline.instance,
      projects: new Map([['p', pipeline.project]]),
    } as never),
    ...(denied.claims === undefined ? {} : { claims: { ...denied.claims } }),
  };
  return explain(denied.decision, input).fixes;
}

const after = (pair: Pair, { changes }: Fix): Pair => ({
  document: applyChanges(pair.document, changes, 'trust_policy') as Document,
  pipeline: applyToPipeline(pair.pipeline, changes),
  provider: applyToProvider(pair.provider, changes),
});

const touches = ({ changes }: Fix, place: string): boolean =>
  changes.some((change) => change.place === place);

/** Tokens of projects that are not declared which the changed policy accepts and the other did not. */
function strangers(before: Pair, now: Pair): readonly string[] {
  const { issuer, account, partition = 'aws' } = now.provider;
  const trust = ({ document }: Pair) => ({
    policy: policyOf(document),
    provider: { issuer, account, partition },
  });
  const world = gitlabWorld({ instance: now.pipeline.instance, projects: [now.pipeline.project] });
  const { gained } = diffTrust(trust(before), trust(now), world, { sizes: false, examples: 12 });
  if (gained.kind === 'cannot_tell') return [gained.reason];
  return gained.kind === 'none'
    ? []
    : gained.examples
        .filter(({ origin }) => origin !== 'declared' && origin !== 'renamed')
        .map(({ label }) => label);
}

/** Broken pairs of each mistake. */
const ROUNDS = rounds({ short: 4, long: 40 });

/** Mistakes that no change should mend: they are about another project. */
const UNMENDED = new Set(['another project', 'another project id']);

describe('each fix that is named leads to what it promises', () => {
  const seed = seedFor('fixes');
  test.each(MISTAKES)('$name', ({ name, side, make }) => {
    const choose = chooser(seed + MISTAKES.findIndex((mistake) => mistake.name === name));
    let broken = 0;
    let fixed = 0;
    for (let round = 0; round < 20 * ROUNDS && broken < ROUNDS; round += 1) {
      const good = goodPair(choose);
      expect(isAllowed(good)).toBe(true);
      const pair = make(good);
      if (pair === undefined || isAllowed(pair)) continue;
      broken += 1;
      const fixes = fixesOf(pair);
      const shown = JSON.stringify({ document: pair.document, pipeline: pair.pipeline, fixes }, null, 1);
      if (fixes.length > 0) fixed += 1;
      for (const fix of fixes) {
        const now = after(pair, fix);
        if (!isAllowed(now)) throw new Error(`not allowed after ${JSON.stringify(fix)}: ${shown}`);
        if (touches(fix, 'trust_policy')) {
          expect(checkWrite(now.document)).toEqual({ accepted: true });
          const others = strangers(pair, now);
          if (others.length > 0 && fix.admits === undefined)
            throw new Error(`admits ${others.join()} without saying so: ${shown}`);
        }
      }
      // what widens the trust is last, and never the answer to a mistake of the job or the project
      const first = fixes[0];
      if (side === 'gitlab' && (first === undefined || touches(first, 'trust_policy')))
        throw new Error(`the cause is in GitLab: ${shown}`);
      const widening = fixes.map(({ admits }) => admits !== undefined);
      expect(widening).toEqual(widening.toSorted((a, b) => Number(a) - Number(b)));
      if (UNMENDED.has(name)) expect(fixes).toEqual([]);
    }
    expect(broken).toBeGreaterThan(0);
    if (!UNMENDED.has(name)) expect({ name, fixed }).toEqual({ name, fixed: broken });
  });
});

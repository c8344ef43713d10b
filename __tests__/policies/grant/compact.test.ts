import { compilePolicy } from '../../../policies/evaluate/index';
import { toPolicy } from '../../../policies/grant/index';
import { compact, COMPACTION, withoutSids } from '../../../policies/grant/compact';
import { anySubWorld, equivalent } from '../../../policies/prove/index';
import {
  parsePolicy,
  policySize,
  WEB_IDENTITY_ACTION,
  type Policy,
  type PolicyDocument,
} from '../../../policies/trust/index';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';
import { ARN, randomContext, randomGrant } from './random-grant';

function parsed(document: PolicyDocument): Policy {
  const result = parsePolicy(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

function written(choose: Choose): PolicyDocument {
  const result = toPolicy(randomGrant(choose), ARN);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

/** Each step on its own, on what the steps before it leave. */
function stages(
  document: PolicyDocument,
): readonly { readonly name: string; readonly after: PolicyDocument }[] {
  let current = document;
  const steps = COMPACTION.map(({ name, step }) => {
    current = { ...current, Statement: step(current.Statement) };
    return { name, after: current };
  });
  return [...steps, { name: 'without Sids', after: withoutSids(current) }];
}

const NEVER = (): boolean => false;
const PROVIDER = { issuer: 'https://gitlab.com', account: '111122223333' };

const statement = (equals: object, like?: object, sid = 'A') => ({
  Sid: sid,
  Effect: 'Allow' as const,
  Principal: { Federated: ARN },
  Action: WEB_IDENTITY_ACTION,
  Condition: { StringEquals: equals, ...(like === undefined ? {} : { StringLike: like }) },
});
const policy = (...statements: readonly object[]): PolicyDocument =>
  ({ Version: '2012-10-17', Statement: statements }) as PolicyDocument;
const conditionsOf = (document: PolicyDocument) => document.Statement.map(({ Condition }) => Condition);

describe('a step', () => {
  test.each([
    [
      'drops the values that a wider pattern of the same list covers',
      policy(statement({ k: 'v' }, { sub: ['r/*', 'r/1.*', 'r/1.2', 's*'] })),
      [{ StringEquals: { k: 'v' }, StringLike: { sub: ['r/*', 's*'] } }],
    ],
    [
      'keeps one of two patterns that say the same',
      policy(statement({ k: 'v' }, { sub: ['r**1', 'r*1'] })),
      [{ StringEquals: { k: 'v' }, StringLike: { sub: 'r**1' } }],
    ],
    [
      'drops a statement with one demand more',
      policy(statement({ k: 'v', sub: 's' }), statement({ k: 'v', more: 'm', sub: 's' }, undefined, 'B')),
      [{ StringEquals: { k: 'v', sub: 's' } }],
    ],
    [
      'drops a statement whose literals a pattern covers',
      policy(statement({ k: 'v', sub: 'r/1' }), statement({ k: 'v' }, { sub: 'r/*' }, 'B')),
      [{ StringEquals: { k: 'v' }, StringLike: { sub: 'r/*' } }],
    ],
    [
      'joins statements that differ in one key',
      policy(statement({ k: 'v', sub: 's' }), statement({ k: 'w', sub: 's' }, undefined, 'B')),
      [{ StringEquals: { k: ['v', 'w'], sub: 's' } }],
    ],
    [
      'puts literals beside the patterns of the same conditions, their wildcards escaped',
      policy(statement({ k: 'v', 'x:sub': 'a${$}*?' }), statement({ k: 'v' }, { 'x:sub': 'r/*' }, 'B')),
      [{ StringEquals: { k: 'v' }, StringLike: { 'x:sub': ['a${$}${*}${?}', 'r/*'] } }],
    ],
  ])('%s', (_note, document, expected) => {
    expect(conditionsOf(compact(document, NEVER))).toEqual(expected);
  });

  test.each([
    [
      'statements that differ in two keys: their values would cross-multiply',
      policy(
        statement({ project_id: '101', sub: 'a' }),
        statement({ project_id: '102', sub: 'b' }, undefined, 'B'),
      ),
    ],
    [
      'patterns that overlap without one covering the other',
      policy(statement({ k: 'v' }, { sub: ['*.2', 'r/*'] })),
    ],
    ['a value with a wildcard for one letter', policy(statement({ k: 'v' }, { sub: ['?', 'a*'] }))],
    ['literals without patterns', policy(statement({ k: 'v', sub: ['a', 'b'] }))],
  ])('leaves %s', (_note, document) => {
    expect(compact(document, NEVER)).toEqual(withoutSids(document));
  });

  test('is not taken when the policy fits', () => {
    const document = policy(statement({ k: 'v' }, { sub: ['r/*', 'r/1.*'] }));
    expect(compact(document, () => true)).toBe(document);
  });
});

const POLICIES = rounds({ short: 120, long: 400 });

test('every step admits the tokens that it found, and no other', () => {
  const choose = chooser(seedFor('compaction by tokens'));
  const seen = new Map<string, number>();
  let admitted = 0;
  for (let run = 0; run < POLICIES; run += 1) {
    const document = written(choose);
    const before = compilePolicy(parsed(document));
    const compiled = stages(document).map(({ name, after }) => ({
      name,
      after,
      policy: compilePolicy(parsed(after)),
    }));
    let size = policySize(document);
    for (const { name, after } of compiled) {
      const shorter = policySize(after);
      if (shorter < size) seen.set(name, (seen.get(name) ?? 0) + 1);
      size = shorter;
    }
    for (let token = 0; token < 40; token += 1) {
      const request = {
        principal: ARN,
        actions: [WEB_IDENTITY_ACTION],
        context: randomContext(choose, document),
      };
      const outcome = before.decide(request);
      if (outcome === 'allow') admitted += 1;
      for (const { name, policy: after } of compiled) {
        const now = after.decide(request);
        if (now !== outcome)
          throw new Error(
            `${name}: ${now} instead of ${outcome} for ${JSON.stringify([...request.context])}`,
          );
      }
    }
  }
  // Nothing is shown by steps that were never taken, or by tokens that never got in.
  const idle = [...COMPACTION.map(({ name }) => name), 'without Sids'].filter((name) => !seen.has(name));
  expect(idle).toEqual([]);
  expect(admitted).toBeGreaterThan(POLICIES * 2.5);
});

test('what is left is proved to admit the same, for all contexts', () => {
  const choose = chooser(seedFor('compaction by proof'));
  const world = anySubWorld('https://gitlab.com');
  for (let run = 0; run < POLICIES / 6; run += 1) {
    const document = written(choose);
    const shorter = compact(document, NEVER);
    const verdict = equivalent(
      { policy: parsed(document), provider: PROVIDER },
      { policy: parsed(shorter), provider: PROVIDER },
      world,
    );
    if (verdict.verdict !== 'proved')
      throw new Error(`${verdict.reason}\n${JSON.stringify([document, shorter])}`);
  }
});

test('the proof would find a step that widens', () => {
  const narrow = policy(statement({ 'gitlab.com:aud': 'x' }, { 'gitlab.com:sub': ['r/1.*'] }));
  const wide = policy(statement({ 'gitlab.com:aud': 'x' }, { 'gitlab.com:sub': ['r/*'] }));
  const verdict = equivalent(
    { policy: parsed(narrow), provider: PROVIDER },
    { policy: parsed(wide), provider: PROVIDER },
    anySubWorld('https://gitlab.com'),
  );
  expect(verdict.verdict).toBe('refuted');
});

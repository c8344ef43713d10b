import { allow, deny, EXAMPLE_PROJECT, PINS, policyOf } from '../../../policies/catalog/example';
import { isExcluded } from '../../../policies/catalog/exclusion';
import { accessTo } from '../../../policies/catalog/access';
import { everyToken, searchMinted } from '../../../policies/catalog/prover';
import { isPlainlyMinted } from '../../../policies/catalog/project-subjects';
import { allowing } from '../../../policies/catalog/statements';
import { subPatterns } from '../../../policies/catalog/sub-pattern';
import type { CheckInput, KnownFacts } from '../../../policies/catalog/index';
import type { Project, SubClaimComponent } from '../../../policies/gitlab/index';
import { canBeAssumed, someToken, type TokenKind } from '../../../policies/prove/index';
import { parsePolicy } from '../../../policies/trust/index';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';

/** What the catalog answers at a glance, against the search that it spares. */
const COUNT = rounds({ short: 60, long: 3_000 });
const pick = <T>(choose: Choose, list: readonly T[]): T => list[choose(list.length)] as T;

const LISTS: readonly (readonly SubClaimComponent[])[] = [
  ['project_path', 'ref_type', 'ref'],
  ['project_id', 'ref_type', 'ref'],
  ['project_path', 'ref_type', 'ref', 'ref_protected'],
  ['project_path', 'ref'],
];

function randomProject(choose: Choose): Project {
  return { ...EXAMPLE_PROJECT, subClaim: pick(choose, LISTS) };
}

function randomSubject(choose: Choose, { path, id = '' }: Project): string {
  const first = pick(choose, [
    `project_path:${path}`,
    `project_path:${path}`,
    `project_id:${id}`,
    'project_path:acme/*',
  ]);
  const type = pick(choose, ['branch', 'tag', '*', 'mr']);
  const ref = pick(choose, [
    'main',
    'v*',
    '*',
    '?',
    'a..b',
    'x.lock',
    '-x',
    '*/x',
    'é',
    '.',
    'release/*',
    'x:y',
    '',
  ]);
  return pick(choose, [
    `${first}:ref_type:${type}:ref:${ref}`,
    `${first}:ref_type:${type}:ref:${ref}`,
    `${first}:ref_type:${type}:ref:${ref}:ref_protected:true`,
    `${first}:ref:${ref}`,
    `${first}:*`,
  ]);
}

function randomInput(choose: Choose): CheckInput | undefined {
  const project = randomProject(choose);
  const operator = pick(choose, [
    'StringLike',
    'StringLike',
    'StringEquals',
    'StringLikeIfExists',
    'ForAllValues:StringLike',
  ]);
  const statement = () =>
    allow({
      StringEquals: choose(3) === 0 ? { 'gitlab.com:aud': 'sts.amazonaws.com' } : PINS,
      [operator === 'StringEquals' ? 'StringLike' : operator]: {
        'gitlab.com:sub': Array.from({ length: 1 + choose(2) }, () => randomSubject(choose, project)),
      },
      ...(choose(4) === 0
        ? { StringNotEquals: { 'gitlab.com:ref_protected': pick(choose, ['true', 'false']) } }
        : {}),
    });
  const statements = Array.from({ length: 1 + choose(2) }, statement);
  if (choose(4) === 0)
    statements.push(deny({ StringLike: { 'gitlab.com:sub': randomSubject(choose, project) } }));
  const known: KnownFacts = { projects: [project], account: pick(choose, ['111122223333', '444455556666']) };
  const document = policyOf(...statements);
  const parsed = parsePolicy(document);
  return parsed.ok ? { ...known, policy: parsed.policy, document } : undefined;
}

test(`what is seen at a glance is what a search finds: ${COUNT} random policies`, () => {
  const seed = seedFor('catalog shortcuts');
  const choose = chooser(seed);
  const tally = { can: 0, minted: 0, notMinted: 0, excluded: 0 };
  for (let i = 0; i < COUNT; i += 1) {
    const input = randomInput(choose);
    if (input === undefined) continue;
    const { policy, account = '', document } = input;
    const where = `seed ${seed}, policy ${i}: ${JSON.stringify(document)}`;
    const role = { policy, provider: { issuer: 'https://gitlab.com', account, partition: 'aws' } };
    const world = everyToken(input, 'gitlab.com');
    const access = accessTo(input)?.kind;
    expect(`${where} ${access}`).toBe(`${where} ${canBeAssumed(role, world).kind}`);
    if (access === 'can') tally.can += 1;
    for (const view of allowing(input)) {
      for (const refType of ['branch', 'tag'] as const) {
        if (!isExcluded({ view }, { refType }, 'gitlab.com', policy.version)) continue;
        tally.excluded += 1;
        const alone = { ...policy, statements: [view.statement] };
        const provider = { ...role.provider, account: '111122223333' };
        const answer = someToken({ policy: alone, provider }, { refType }, world, { natural: false });
        expect(`${where} ${refType} ${answer.kind}`).toBe(`${where} ${refType} none`);
      }
      for (const pattern of subPatterns(view, policy.version)) {
        const [project] = input.projects ?? [];
        if (project === undefined) continue;
        if (!isPlainlyMinted(view, pattern, project)) {
          tally.notMinted += 1;
          continue;
        }
        tally.minted += 1;
        expect(`${where} ${pattern.text} ${searchMinted(input, view, pattern, project)}`).toBe(
          `${where} ${pattern.text} true`,
        );
      }
    }
  }
  process.stdout.write(`catalog shortcuts: ${JSON.stringify(tally)}\n`);
  expect(Math.min(...Object.values(tally))).toBeGreaterThan(COUNT / 20);
});

test('a condition that lists a claim excludes no token that a search finds: every condition and kind', () => {
  const text = (of: string) => [{ kind: 'literal', text: of }] as const;
  const values: Readonly<Record<string, readonly unknown[]>> = {
    ref_protected: ['true', 'false', ['true', 'false'], ['false', 'x'], 'TRUE'],
    pipeline_source: ['push', ['push', 'web'], 'merge_request_event', 'PUSH'],
    project_id: ['101', '102', ['101', '102']],
    user_access_level: ['developer', 'owner', ['developer', 'owner']],
  };
  const operators = [
    'StringEquals',
    'StringEqualsIfExists',
    'ForAllValues:StringEquals',
    'StringEqualsIgnoreCase',
    'StringNotEquals',
    'StringLike',
  ];
  const kinds: readonly TokenKind[] = [
    { refProtected: true },
    { refProtected: false },
    { sources: ['push'] },
    { sources: ['web', 'schedule'] },
    { notIn: { project_id: [text('101')] } },
    { notIn: { project_id: [text('101'), text('102')] } },
    { notIn: { user_access_level: [text('developer')] } },
    { notIn: { user_access_level: [text('developer'), text('owner')] } },
  ];
  let excluded = 0;
  for (const operator of operators)
    for (const [claim, list] of Object.entries(values))
      for (const value of list) {
        const document = policyOf(allow({ [operator]: { [`gitlab.com:${claim}`]: value } }));
        const parsed = parsePolicy(document);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        const { policy } = parsed;
        const input: CheckInput = { policy, document };
        const [view] = allowing(input);
        const provider = { issuer: 'https://gitlab.com', account: '111122223333' };
        for (const kind of kinds) {
          if (!isExcluded({ view: view! }, kind, 'gitlab.com', policy.version)) continue;
          excluded += 1;
          const world = everyToken(input, 'gitlab.com');
          const answer = someToken({ policy, provider }, kind, world, { natural: false }).kind;
          expect(JSON.stringify([document, kind, answer])).toBe(JSON.stringify([document, kind, 'none']));
        }
      }
  expect(excluded).toBeGreaterThan(10);
});

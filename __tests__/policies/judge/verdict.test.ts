import { verdictOf, type VerdictCounts } from '../../../policies/judge/index';

const ROLES = { found: 2, judged: 2, inPart: 0, notJudged: 0, withoutProvider: 0 };
const COUNTS: VerdictCounts = {
  roles: ROLES,
  cells: { total: 0, broken: 0, undetermined: 0 },
  proofs: { total: 0, refuted: 0, undecided: 0 },
  findings: { error: 0, warning: 0, note: 0 },
  unresolved: 0,
};
const KEPT = { cells: { total: 4, broken: 0, undetermined: 0 } };

test.each<[string, Partial<VerdictCounts>, object, string, string]>([
  ['promises kept', KEPT, {}, 'holds', 'all holds'],
  ['properties proved', { proofs: { total: 1, refuted: 0, undecided: 0 } }, {}, 'holds', 'all holds'],
  ['nothing declared', {}, {}, 'holds', 'no errors; nothing was declared to prove'],
  [
    'nothing declared, warnings',
    { findings: { error: 0, warning: 3, note: 0 } },
    {},
    'holds',
    'no errors; nothing was declared to prove',
  ],
  [
    'warnings that fail',
    { ...KEPT, findings: { error: 0, warning: 3, note: 0 } },
    { strict: true },
    'broken',
    'warnings fail with `--strict`',
  ],
  [
    'warnings that fail by their severity',
    { ...KEPT, findings: { error: 0, warning: 3, note: 0 } },
    { failOn: 'warning' },
    'broken',
    'warnings fail with `--fail-on warning`',
  ],
  [
    'warnings fail where notes do',
    { ...KEPT, findings: { error: 0, warning: 3, note: 3 } },
    { failOn: 'note' },
    'broken',
    'warnings fail with `--fail-on note`',
  ],
  [
    'notes that fail by their severity',
    { ...KEPT, findings: { error: 0, warning: 0, note: 3 } },
    { failOn: 'note' },
    'broken',
    'notes fail with `--fail-on note`',
  ],
  [
    'the severity outweighs `strict`',
    { ...KEPT, findings: { error: 0, warning: 3, note: 0 } },
    { strict: true, failOn: 'error' },
    'holds',
    'all holds',
  ],
  [
    'errors fail whatever the severity',
    { ...KEPT, findings: { error: 1, warning: 0, note: 0 } },
    { failOn: 'note' },
    'broken',
    'broken',
  ],
  [
    'notes do not fail with `strict`',
    { ...KEPT, findings: { error: 0, warning: 0, note: 3 } },
    { strict: true },
    'holds',
    'all holds',
  ],
  ['a broken promise', { cells: { total: 4, broken: 1, undetermined: 1 } }, {}, 'broken', 'broken'],
  [
    'what is broken outweighs what is open',
    { findings: { error: 1, warning: 0, note: 0 }, unresolved: 1 },
    {},
    'broken',
    'broken',
  ],
  ['an open promise', { cells: { total: 4, broken: 0, undetermined: 1 } }, {}, 'cannot_tell', 'cannot tell'],
  ['something unread', { ...KEPT, unresolved: 1 }, {}, 'cannot_tell', 'cannot tell'],
  ['new access', { ...KEPT, gaining: 2 }, {}, 'broken', '2 roles give access that was not there before'],
  [
    'new access outweighs what is open',
    { gaining: 1, untold: 1 },
    {},
    'broken',
    '1 role gives access that was not there before',
  ],
  ['an untold change', { ...KEPT, untold: 1 }, {}, 'cannot_tell', 'cannot tell'],
  [
    'a role judged in part',
    { ...KEPT, roles: { ...ROLES, judged: 1, inPart: 1 } },
    {},
    'cannot_tell',
    'cannot tell',
  ],
  [
    'a role not judged',
    { ...KEPT, roles: { ...ROLES, judged: 1, notJudged: 1 } },
    {},
    'cannot_tell',
    'cannot tell',
  ],
  [
    'a role of other callers beside one that was judged',
    { ...KEPT, roles: { ...ROLES, judged: 1, notJudged: 1, withoutProvider: 1 } },
    {},
    'holds',
    'all holds',
  ],
])('%s', (_, changes, options, verdict, headline) => {
  expect(verdictOf({ ...COUNTS, ...changes }, options)).toEqual({ verdict, headline });
});

describe('nothing judged', () => {
  const none = { found: 0, judged: 0, inPart: 0, notJudged: 0, withoutProvider: 0 };
  const others = { ...none, found: 2, notJudged: 2, withoutProvider: 2 };
  const lost = { ...none, found: 1, notJudged: 1 };
  const NO_ROLE = 'no role found';
  const UNJUDGED = 'cannot tell: no role was judged';
  const ALLOWED = 'nothing to judge, allowed by `--allow-empty`';

  test.each<[string, Partial<VerdictCounts>, string, string]>([
    ['no role', { roles: none }, NO_ROLE, ALLOWED],
    ['no role, and a promise about one', { ...KEPT, roles: none }, NO_ROLE, ALLOWED],
    ['roles of other callers alone', { roles: others }, UNJUDGED, ALLOWED],
    ['a module that was not read', { roles: none, unresolved: 1 }, UNJUDGED, UNJUDGED],
    ['a role that was not read', { roles: lost, unresolved: 1 }, UNJUDGED, UNJUDGED],
  ])(
    '%s is never green unless it is allowed, and what was not read is never allowed',
    (_, changes, headline, allowed) => {
      const counts = { ...COUNTS, ...changes };
      expect(verdictOf(counts)).toEqual({ verdict: 'cannot_tell', headline });
      expect(verdictOf(counts, { allowEmpty: true }).headline).toBe(allowed);
      expect(verdictOf(counts, { allowEmpty: true }).verdict).toBe(
        allowed === ALLOWED ? 'holds' : 'cannot_tell',
      );
    },
  );
});

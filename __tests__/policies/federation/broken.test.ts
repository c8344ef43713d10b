import { formatProblem } from '../../../policies/errors';
import { parseFederation } from '../../../policies/federation/index';
import { ACCOUNT_ACCESS } from './broken/account-access';
import { ACCOUNT_STATE } from './broken/account-state';
import { ACCOUNTS } from './broken/accounts';
import type { BrokenCase } from './broken/broken-case';
import { GITLAB } from './broken/gitlab';
import { INLINE_POLICIES } from './broken/inline-policies';
import { PERMISSIONS } from './broken/permissions';
import { PROJECTS } from './broken/projects';
import { PROTECTION } from './broken/protection';
import { PROVE } from './broken/prove';
import { REFERENCES } from './broken/references';
import { ROLES } from './broken/roles';
import { SHAPE } from './broken/shape';
import { TABLE } from './broken/table';
import { TRUST } from './broken/trust';
import { VARIABLES } from './broken/variables';
import { edited, SELF_MANAGED_FEDERATION, SMALL_FEDERATION } from './small-federation';

const SECTIONS: Readonly<Record<string, readonly BrokenCase[]>> = {
  'the shape of the file': SHAPE,
  'what refers to what': REFERENCES,
  gitlab: GITLAB,
  projects: PROJECTS,
  'rules that a stack keeps': PROTECTION,
  accounts: ACCOUNTS,
  'access to accounts': ACCOUNT_ACCESS,
  'state of accounts': ACCOUNT_STATE,
  trust: TRUST,
  roles: ROLES,
  permissions: PERMISSIONS,
  'inline policies': INLINE_POLICIES,
  variables: VARIABLES,
  table: TABLE,
  prove: PROVE,
};

const problemsOf = (text: string): readonly string[] => {
  const parsed = parseFederation(text, 'federation.yaml');
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

test.each([SMALL_FEDERATION, SELF_MANAGED_FEDERATION])(
  'nothing is wrong with what the cases break',
  (text) => {
    expect(problemsOf(text)).toEqual([]);
  },
);

describe.each(Object.entries(SECTIONS))('%s', (_section, cases) => {
  test.each(cases.map((one) => [one.note, one] as const))(
    '%s is refused with its place and its fix',
    (_note, { from, to, problems, selfManaged }) => {
      const text = edited(selfManaged === true ? SELF_MANAGED_FEDERATION : SMALL_FEDERATION, from, to);
      expect(problemsOf(text)).toEqual(problems);
    },
  );
});

test('everything wrong is said at once, in the order of the file', () => {
  const edits = [
    ['prove:\n', 'prove:\n  - { disjoint: [deploy, nobody] }\n'],
    ['assumes: []', 'assumes: [nobody]'],
    ['branches: [main]', 'branches: [a..b], colour: red'],
    ['id: 101', 'id: many'],
    ['audience: sts.amazonaws.com', 'audience: 7'],
  ] as const;
  const text = edits.reduce((broken, [from, to]) => edited(broken, from, to), SMALL_FEDERATION);
  expect(problemsOf(text)).toEqual([
    'ERR_SCHEMA: `audience` has the wrong type at /gitlab/audience (federation.yaml:3:13); got the number `7`; expected a text; quote it: `"7"`',
    'ERR_PROJECT_ID: `many` is not a GitLab id at /projects/api/id (federation.yaml:7:9); expected a whole number above 0; copy the number that GitLab shows',
    'ERR_REF: ref pattern `a..b` can match nothing: git forbids `..` at /roles/deploy/trust/0/branches/0 (federation.yaml:18:36); expected a short branch or tag name in which only `*` is special, such as `main` or `release/*`; did you mean `a-b`?',
    'ERR_SCHEMA: unknown key `colour` at /roles/deploy/trust/0/colour (federation.yaml:18:43); expected one of `project`, `branches`, `tags`, `protected`, `sources`, `runner`, `environment`; remove it',
    'ERR_REFERENCE: unknown role `nobody` at /table/1/assumes/0 (federation.yaml:26:59); expected one of `deploy`, `plan`; declare it under `roles`',
    'ERR_REFERENCE: unknown role `nobody` at /prove/0/disjoint/1 (federation.yaml:28:26); expected one of `deploy`, `plan`; declare it under `roles`',
  ]);
});

test('every message follows the style: lower case, no final period, a place', () => {
  for (const { problems } of Object.values(SECTIONS).flat()) {
    for (const problem of problems) {
      expect(problem).toMatch(/^ERR_[A-Z_]+: (AWS|GitLab|[^A-Z])/);
      // After the place: what was got, what is expected, or what to do.
      expect(problem).toMatch(/\(federation\.yaml:\d+:\d+\); \S/);
      expect(problem).not.toMatch(/\.$/);
    }
  }
});

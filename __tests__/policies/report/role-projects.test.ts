import { parsePolicy } from '../../../policies/trust/index';
import { byGroup, projectsOf } from '../../../policies/report/role-projects';
import { trusting } from './fixtures/api-claims';

function written(sub: string | readonly string[], operator?: 'StringLike'): readonly string[] {
  const parsed = parsePolicy(trusting(sub as string, operator));
  if (!parsed.ok) throw new Error('the policy of the test does not parse');
  return projectsOf(parsed.policy, undefined);
}

test('the projects of a foreign role are the paths of its subjects, patterns included', () => {
  expect(written('project_path:acme/api:ref_type:branch:ref:main')).toEqual(['acme/api']);
  expect(written('project_path:acme/*:ref_type:branch:ref:main', 'StringLike')).toEqual(['acme/*']);
  expect(written('project_id:7:ref_type:branch:ref:main')).toEqual([]);
});

test('those of a declared role are declared, whatever its subjects begin with', () => {
  expect(projectsOf(undefined, ['b', 'a', 'b'])).toEqual(['a', 'b']);
});

test('roles are grouped by account, then by projects, in the order of the first of each', () => {
  const roles = [
    { account: '2', projects: ['x'] },
    { account: '1', projects: ['x'] },
    { account: '2', projects: ['a', 'b', 'c'] },
    { account: '2', projects: ['x'] },
    {},
  ];
  expect(
    byGroup(roles, (role) => role).map(({ group, items }) => [group.account, group.projects, items.length]),
  ).toEqual([
    ['account 2', 'x', 2],
    ['account 2', 'a, b and 1 more', 1],
    ['account 1', 'x', 1],
    ['account not in the input', 'no project named', 1],
  ]);
});

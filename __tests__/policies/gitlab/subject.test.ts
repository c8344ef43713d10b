import {
  DEFAULT_SUB_CLAIM,
  LEADING_COMPONENTS,
  renderSubject,
  SUB_CLAIM_COMPONENTS,
} from '../../../policies/gitlab/index';

const values = { project_path: 'g/p', project_id: '101', ref_type: 'tag', ref: 'v1', ref_protected: 'true' };

test.each([
  ['the default shape', DEFAULT_SUB_CLAIM, 'project_path:g/p:ref_type:tag:ref:v1'],
  ['led by the id', ['project_id', 'ref_type', 'ref'], 'project_id:101:ref_type:tag:ref:v1'],
  ['in any order', ['project_path', 'ref_protected', 'ref'], 'project_path:g/p:ref_protected:true:ref:v1'],
  [
    'a component without a value is dropped',
    ['project_path', 'deployment_tier', 'ref'],
    'project_path:g/p:ref:v1',
  ],
  ['the path alone', ['project_path'], 'project_path:g/p'],
  ['a component twice is there twice', ['project_path', 'ref', 'ref'], 'project_path:g/p:ref:v1:ref:v1'],
] as const)('%s', (_note, components, subject) => {
  expect(renderSubject(components, values)).toBe(subject);
});

test('the empty text counts as no value', () => {
  expect(renderSubject(['project_path', 'ref'], { project_path: 'g/p', ref: '' })).toBe('project_path:g/p');
});

test('nothing is escaped', () => {
  expect(renderSubject(['ref'], { ref: 'release/${x}%{y}é' })).toBe('ref:release/${x}%{y}é');
});

test('what may lead is a component, and so is all of the default', () => {
  for (const name of [...LEADING_COMPONENTS, ...DEFAULT_SUB_CLAIM])
    expect(SUB_CLAIM_COMPONENTS).toContain(name);
  expect(LEADING_COMPONENTS).toContain(DEFAULT_SUB_CLAIM[0]);
});

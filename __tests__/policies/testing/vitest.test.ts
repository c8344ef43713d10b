import { TRUST_MATCHERS } from '../../../policies/testing/all-matchers';
import { GOLDEN_PIPELINES } from '../../support/golden-pipelines';
import { MAIN_BRANCH_POLICY as policy } from '../../support/main-branch-policy';

/** As much of vitest as the adapter touches: it cannot run inside jest. */
jest.mock(
  'vitest',
  () => {
    const registered: Record<string, unknown> = {};
    const titles: string[] = [];
    return {
      registered,
      titles,
      expect: { extend: (matchers: object) => Object.assign(registered, matchers) },
      describe: (title: string, body: () => void) => {
        titles.push(title);
        body();
      },
      test: (title: string, body: () => void) => {
        titles.push(title);
        body();
      },
    };
  },
  { virtual: true },
);

/** Loaded after the mock: an import would be first. */
// oxlint-disable-next-line typescript/consistent-type-imports -- the type of a module that must not be imported
const { describeTrust } = jest.requireActual<typeof import('../../../policies/testing/vitest')>(
  '../../../policies/testing/vitest',
);
const { registered, titles } = jest.requireMock<{ registered: object; titles: readonly string[] }>('vitest');

test('the matchers are registered on the expect of vitest', () => {
  expect(registered).toEqual(TRUST_MATCHERS);
});

test('a table becomes tests of vitest', () => {
  describeTrust('a table', {
    policies: { deploy: policy },
    rows: [{ note: 'the branch', pipeline: GOLDEN_PIPELINES.G01!, assumes: ['deploy'] }],
  });
  expect(titles).toEqual(['a table', 'the branch can assume deploy']);
});

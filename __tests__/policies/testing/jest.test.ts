import { describeTrust } from '../../../policies/testing/jest';
import { defineTrustTests } from '../../../policies/testing/describe-trust';
import { toAllowPipeline } from '../../../policies/testing/matchers';
import { GOLDEN_PIPELINES } from '../../support/golden-pipelines';

const condition = {
  'gitlab.com:aud': 'https://gitlab.com',
  'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:main',
};

const policy = (StringEquals: Record<string, string>): object => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals },
  },
});

const deploy = policy({ ...condition, 'gitlab.com:ref_protected': 'true', 'gitlab.com:project_id': '101' });
const loose = policy(condition);
const main = GOLDEN_PIPELINES.G01!;
const tagNamedMain = GOLDEN_PIPELINES.G20!;
const backMerge = GOLDEN_PIPELINES.G28!;

test('allows and refuses, as document, as JSON text and as read from an artifact', () => {
  expect(deploy).toAllowPipeline(main);
  expect(JSON.stringify(deploy)).toAllowPipeline(main);
  expect({ address: 'aws_iam_role.deploy', document: deploy }).toRefusePipeline(tagNamedMain);
  expect(deploy).not.toRefusePipeline(main);
  expect(deploy).not.toAllowPipeline(tagNamedMain);
});

test('the message says what was compared and what to change', () => {
  expect(() => expect(deploy).toAllowPipeline(tagNamedMain)).toThrow(
    [
      'expected the trust policy to allow the push pipeline of tag main in acme/platform/api',
      '',
      'refused by the trust policy: statement 1 comes closest, but `gitlab.com:sub` is `project_path:acme/platform/api:ref_type:tag:ref:main`; the policy wants StringEquals `project_path:acme/platform/api:ref_type:branch:ref:main` (and 1 more fails)',
      '  statement 1, Allow: does not match; the closest',
      '    fails: `gitlab.com:',
    ].join('\n'),
  );
  expect(() => expect(deploy).toAllowPipeline(tagNamedMain)).toThrow(
    'to change it: the pipeline runs for the tag `main`, the policy trusts a branch of that name; the tag `main` is not protected: ',
  );
  expect(() => expect(deploy).not.toAllowPipeline(main)).toThrow(
    'expected the trust policy not to allow the push pipeline',
  );
});

test('a pipeline that may get two tokens is allowed or refused only when both are', () => {
  expect(deploy).not.toAllowPipeline(backMerge);
  expect(deploy).not.toRefusePipeline(backMerge);
  expect(loose).toAllowPipeline(backMerge);
  expect(() => expect(deploy).toRefusePipeline(backMerge)).toThrow('assuming: since GitLab 18.1');
});

test('client ids and account are taken into account', () => {
  expect(deploy).toRefusePipeline(main, { clientIds: ['sts.amazonaws.com'] });
  expect(deploy).toRefusePipeline(main, { account: '444455556666' });
});

test('what nobody can decide fails, with `.not` in front as well', () => {
  const odd = {
    Version: '2012-10-17',
    Statement: { ...(loose as { Statement: object }).Statement, Condition: { StringLik: condition } },
  };
  const open = 'cannot determine whether the trust policy would';
  expect(() => expect(odd).toAllowPipeline(main)).toThrow(
    `${open} allow the push pipeline of branch main in acme/platform/api\n\n`,
  );
  expect(() => expect(odd).toAllowPipeline(main)).toThrow('`StringLik`');
  expect(() => expect(odd).not.toAllowPipeline(main)).toThrow(`${open} allow`);
  expect(() => expect(odd).toRefusePipeline(main)).toThrow(`${open} refuse`);
  expect(() => expect(odd).not.toRefusePipeline(main)).toThrow(`${open} refuse`);
});

test('text that is not JSON is an error with its place', () => {
  expect(() => toAllowPipeline('{"Version": }', main)).toThrow(
    /^ERR_JSON: the text is not valid JSON .*1:13/,
  );
});

test('what is not trust policy is an error, not a refusal', () => {
  expect(() => toAllowPipeline({ Statement: [] }, main)).toThrow('ERR_POLICY: the policy has no statement');
});

describeTrust('a table', {
  policies: { deploy, loose },
  rows: [
    { note: 'the protected branch', pipeline: main, assumes: ['deploy', 'loose'] },
    { note: 'a tag of the same name', pipeline: tagNamedMain, assumes: [] },
    { note: 'somebody who took the path', pipeline: GOLDEN_PIPELINES.G67!, assumes: ['loose'] },
  ],
});

describe('defineTrustTests', () => {
  const collect = (
    rows: readonly { note: string; pipeline: typeof main; assumes: string[] }[],
  ): Record<string, () => void> => {
    const tests: Record<string, () => void> = {};
    defineTrustTests(
      't',
      { policies: { deploy }, rows },
      { describe: (_, body) => body(), test: (title, body) => (tests[title] = body) },
    );
    return tests;
  };

  test('fails where a role can assume the role that the row does not list, and where one cannot that it lists', () => {
    const tests = collect([
      { note: 'main', pipeline: main, assumes: [] },
      { note: 'tag', pipeline: tagNamedMain, assumes: ['deploy'] },
    ]);
    expect(tests['main cannot assume deploy']).toThrow('expected the trust policy to refuse');
    expect(tests['tag can assume deploy']).toThrow('expected the trust policy to allow');
  });

  test('refuses a table that proves nothing', () => {
    expect(() => collect([])).toThrow('proves nothing');
    expect(() => collect([{ note: 'x', pipeline: main, assumes: ['depoly'] }])).toThrow(
      'lists `depoly`, which has no policy',
    );
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';

// How many roles were found and judged is in every format, and nothing judged is never green.

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-counts-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const policy = (principal: object, Action: string, condition: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action, Condition: condition }],
});
const gitlab = policy(
  { Federated: 'arn:aws:iam::444455556666:oidc-provider/gitlab.com' },
  'sts:AssumeRoleWithWebIdentity',
  {
    StringEquals: {
      'gitlab.com:aud': 'sts.amazonaws.com',
      'gitlab.com:sub': 'project_path:orchard/press:ref_type:branch:ref:trunk',
    },
  },
);
const service = policy({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole', {});

const FORMATS = ['pretty', 'json', 'junit', 'sarif', 'github', 'markdown'];

test.each<[string, object, number, RegExp, RegExp]>([
  ['judged', gitlab, 0, /1 of 1 role judged/, /nothing was declared to prove/],
  ['of other callers', service, 2, /0 of 1 role judged, 1 trusts no OIDC provider/, /no role was judged/],
  [
    'malformed',
    { Version: '2012-10-17', Statement: 1 },
    2,
    /0 of 1 role judged, 1 not judged/,
    /no role was judged/,
  ],
])('a role %s: every format counts it', async (_, document, code, counts, headline) => {
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(document));
  for (const format of FORMATS) {
    const terminal = fakeTerminal({ cwd: folder, columns: 400 });
    expect([format, await run(['check', 'policy.json', '--format', format], terminal)]).toEqual([
      format,
      code,
    ]);
    const out = terminal.stdout();
    expect([format, out]).not.toEqual([format, expect.stringContaining('all holds')]);
    if (format === 'json' || format === 'sarif') expect(out).toMatch(/"found": ?1/);
    else expect(out).toMatch(counts);
    if (format === 'pretty') expect(out).toMatch(headline);
  }
});

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

const MISSING = { 'module.role': 'which is not among the files' } as const;
const NOT_INSTALLED = 'module "role" { source = "orchard/ci-role/aws" }\n';
const role = (principal: string): string => `resource "aws_iam_role" "r" {
  name = "acme-deploy"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = ${principal} }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = {
      "gitlab.com:aud" = "sts.amazonaws.com"
      "gitlab.com:sub" = "project_path:orchard/press:ref_type:branch:ref:trunk"
    } }
  }] })
}
`;
const KNOWN = '"arn:aws:iam::444455556666:oidc-provider/gitlab.com"';
const PROVIDER = 'variable "arn" { type = string }\n';
const UNREAD = 'resource "aws_iam_role" "u" {\n  name = "u"\n  assume_role_policy = file("absent.json")\n}\n';

interface Counted {
  readonly code: number;
  /** As the report has them. */
  readonly roles: Readonly<Record<'found' | 'judged' | 'inPart' | 'notJudged', number>>;
  /** In the formats that are read by people. */
  readonly counts: RegExp;
  readonly why: Readonly<Record<string, string>>;
}

test.each<[string, string, Counted]>([
  [
    'a role judged in part',
    PROVIDER + role('var.arn'),
    {
      code: 2,
      roles: { found: 1, judged: 0, inPart: 1, notJudged: 0 },
      counts: /0 of 1 role judged, 1 in part/,
      why: { 'aws_iam_role.r': 'var.arn' },
    },
  ],
  [
    'a module that is not there beside a judged role',
    NOT_INSTALLED + role(KNOWN),
    {
      code: 2,
      roles: { found: 1, judged: 1, inPart: 0, notJudged: 0 },
      counts: /1 of 1 role judged/,
      why: MISSING,
    },
  ],
  [
    'a module that is not there, alone',
    NOT_INSTALLED,
    {
      code: 2,
      roles: { found: 0, judged: 0, inPart: 0, notJudged: 0 },
      counts: /no role was judged/,
      why: MISSING,
    },
  ],
  [
    'a policy in a file that is not there',
    role(KNOWN) + UNREAD,
    {
      code: 2,
      roles: { found: 2, judged: 1, inPart: 0, notJudged: 1 },
      counts: /1 of 2 roles judged, 1 not judged/,
      why: { 'aws_iam_role.u': 'absent.json' },
    },
  ],
])('%s: every format counts it and says why', async (_, text, { code, roles, counts, why }) => {
  const inputs = mkdtempSync(join(folder, 'terraform-'));
  writeFileSync(join(inputs, 'main.tf'), text);
  for (const format of FORMATS) {
    const terminal = fakeTerminal({ cwd: inputs, env: {}, columns: 4000 });
    expect([format, await run(['check', '.', '--format', format], terminal)]).toEqual([format, code]);
    const out = terminal.stdout();
    expect([format, out]).not.toEqual([format, expect.stringContaining('all holds')]);
    if (format === 'json') expect(JSON.parse(out).summary.roles).toMatchObject(roles);
    else if (format === 'sarif') expect(JSON.parse(out).runs[0].properties.roles).toMatchObject(roles);
    else expect([format, out]).toEqual([format, expect.stringMatching(counts)]);
    for (const [address, reason] of Object.entries(why)) {
      expect([format, out]).toEqual([format, expect.stringContaining(address)]);
      expect([format, out]).toEqual([format, expect.stringContaining(reason)]);
    }
  }
});

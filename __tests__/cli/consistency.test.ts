import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { evaluateLine, proveBatchLine, type Report } from '../../policies/index';
import { fakeTerminal } from '../support/fake-terminal';

interface OpenCase {
  readonly note: string;
  readonly host: string;
  readonly role_arn: string;
  readonly policy: { readonly Statement: readonly object[] };
  /** Request context of one token. */
  readonly context: Readonly<Record<string, string>>;
  /** Whether that token can assume the role. */
  readonly expect: 'allow' | 'deny';
  readonly source: string;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../cases/open-world.json'), 'utf8'),
) as readonly OpenCase[];

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-consistency-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 400 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

function write(name: string, { role_arn: Arn }: OpenCase, policy: object): string {
  const Role = { RoleName: 'acme', Arn, AssumeRolePolicyDocument: policy };
  writeFileSync(join(folder, name), JSON.stringify({ Role }));
  return name;
}

/** What STS would answer: the provider is that of the role's own partition. */
function decision({ host, role_arn, policy, context }: OpenCase): unknown {
  const partition = role_arn.split(':')[1] ?? '';
  const principal = `arn:${partition}:iam::111122223333:oidc-provider/${host}`;
  return evaluateLine(JSON.stringify({ id: 1, policy, principal, context }));
}

/** Every way to say that no token can. */
const NOBODY =
  /no token can assume|no-token-can-assume|cannot assume|nobody|no token of|all holds|no new access/;

const allowed = CASES.filter((one) => one.expect === 'allow');
const denied = CASES.filter((one) => one.expect === 'deny');

test.each(CASES)('$note: the evaluator says so', (one) => {
  expect(decision(one)).toMatchObject({ decision: one.expect });
  expect(one.source).toMatch(/^https:/);
});

describe('what the evaluator allows, nothing else excludes', () => {
  test.each(allowed)('check: $note', async (one) => {
    const { out } = await refgate('check', write('role.json', one, one.policy), '--format', 'json');
    const report = JSON.parse(out) as Report;
    for (const { check, message } of report.findings) {
      expect(['no-token-can-assume', 'dead-statement']).not.toContain(check);
      expect(message).not.toMatch(NOBODY);
    }
    expect(report.summary.headline).not.toMatch(NOBODY);
  });

  test.each(allowed)('prove --describe: $note', async (one) => {
    const { out, err } = await refgate('prove', write('role.json', one, one.policy), '--describe');
    expect(`${out}${err}`).not.toMatch(NOBODY);
    expect(out).not.toBe('');
  });

  test.each(allowed)('prove --never anyone is not proof: $note', async (one) => {
    const file = write('role.json', one, one.policy);
    const { code, out } = await refgate('prove', file, '--role', 'acme', '--never', 'anyone');
    // only under an assumption that the verdict names
    if (code === 0) expect(out).toMatch(/needs: /);
  });

  test.each(allowed)('diff against a closed role is new access, or cannot be told: $note', async (one) => {
    const closed = {
      ...one.policy,
      Statement: [
        ...one.policy.Statement,
        { ...one.policy.Statement[0], Effect: 'Deny', Condition: undefined },
      ],
    };
    const { code, out } = await refgate(
      'diff',
      write('closed.json', one, closed),
      write('role.json', one, one.policy),
    );
    expect(code).not.toBe(0);
    expect(out).not.toMatch(/no new access/);
  });
});

describe('every answer about one role agrees', () => {
  test.each(allowed)('prove --batch proves of neither world that it admits nothing: $note', (one) => {
    const common = { property: 'admits_nothing', policy: one.policy, issuer: `https://${one.host}` };
    for (const world of ['gitlab', 'any_sub', undefined]) {
      const answer = proveBatchLine(JSON.stringify({ id: 1, ...common, world }), () => 0);
      expect(answer).not.toHaveProperty('error');
      expect(answer).not.toMatchObject({ verdict: 'proved', needs: [] });
    }
  });

  test.each(CASES)(
    'explain says what the evaluator says, or that the request decides: $note',
    async (one) => {
      const own = Object.entries(one.context).filter(([key]) => key.startsWith(`${one.host}:`));
      const claims = {
        iss: `https://${one.host}`,
        iat: 1_790_000_000,
        exp: 1_790_003_600,
        ...Object.fromEntries(own.map(([key, value]) => [key.slice(one.host.length + 1), value])),
      };
      const ofRequest = /"(?:aws|sts):\w+":/.test(JSON.stringify(one.policy));
      const file = write('role.json', one, one.policy);
      const { code, out } = await refgate('explain', file, '--claims', JSON.stringify(claims));
      expect(code).toBe(one.expect === 'deny' ? 1 : ofRequest ? 2 : 0);
      if (one.expect === 'allow') expect(out).not.toMatch(/refused|cannot assume/);
    },
  );

  const EXITS = { holds: 0, broken: 1, cannot_tell: 2 } as const;
  const words = {
    holds: /^(?:all holds|no errors)/,
    broken: /^broken/,
    cannot_tell: /^cannot tell/,
  } as const;
  test.each(CASES)('the headline, the verdict, the marks and the exit code of check: $note', async (one) => {
    const { code, out } = await refgate('check', write('role.json', one, one.policy), '--format', 'json');
    const { summary, findings } = JSON.parse(out) as Report;
    expect(code).toBe(EXITS[summary.verdict]);
    expect(summary.headline).toMatch(words[summary.verdict]);
    expect(summary.headline).not.toMatch(/all holds/); // nothing was declared
    expect(summary.roles.found).toBe(summary.roles.judged + summary.roles.inPart + summary.roles.notJudged);
    const hasErrors = findings.some(({ severity }) => severity === 'error');
    expect(summary.verdict === 'broken').toBe(hasErrors);
  });
});

describe('what provably no token can assume is an error that says why', () => {
  test.each(denied)('$note', async (one) => {
    const file = write('role.json', one, one.policy);
    const { code, out } = await refgate('check', file, '--format', 'json');
    const report = JSON.parse(out) as Report;
    expect(code).toBe(1);
    const found = report.findings.filter(({ check }) => check === 'no-token-can-assume');
    expect(found).toEqual([expect.objectContaining({ severity: 'error' })]);
    const reason =
      /partition `aws`; the role is in `aws-us-gov`|no token satisfies the condition|Deny statements match every token/;
    expect(found[0]?.message).toMatch(reason);
    expect((await refgate('prove', file, '--describe')).out).toMatch(/no token can assume the role: /);
  });
});

describe('a role whose answer depends on the request says so', () => {
  const ofRequest = allowed.filter(({ note }) => /the request decides|a Deny that the request/.test(note));
  test.each(ofRequest)('$note', async (one) => {
    const { code, out } = await refgate('check', write('role.json', one, one.policy), '--format', 'json');
    const { findings } = JSON.parse(out) as Report;
    expect(code).toBe(0);
    const [key] = Object.keys(one.context).filter((name) => /^(?:aws|sts):/.test(name));
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'depends-on-request',
        severity: 'note',
        message: expect.stringContaining(`\`${key}\``) as unknown,
      }),
    );
  });

  test('a clock decides what depends on the time alone', async () => {
    const one = allowed.find(({ note }) => note.endsWith('a date')) as OpenCase;
    const file = write('role.json', one, one.policy);
    const at = (date: string): string => String(Date.parse(date) / 1000);
    expect(await refgate('check', file, '--now', at('2026-06-01'))).toMatchObject({ code: 0 });
    const late = await refgate('check', file, '--now', at('2028-01-01'));
    expect(late.code).toBe(1);
    expect(late.out).toContain(
      'no token can assume the role: the conditions on the clock hold at another time only',
    );
    expect(await refgate('check', file, '--now', 'noon')).toMatchObject({
      code: 2,
      err: expect.stringContaining('invalid value `noon` of `--now`') as unknown,
    });
  });
});

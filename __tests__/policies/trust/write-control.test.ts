import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateLine } from '../../../policies/evaluate/index';
import { checkWrite } from '../../../policies/trust/index';

/** What IAM answers to storing one policy. `reason` is its text, exactly; of a policy that it takes, why it does. */
interface WriteCase {
  readonly note: string;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly expect: 'accepted' | 'refused';
  readonly reason: string;
  readonly source: string;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../cases/write-control.json'), 'utf8'),
) as readonly WriteCase[];

test.each(CASES.map((row) => [row.note, row] as const))(
  '%s',
  (_note, { policy, expect: expected, reason }) => {
    const answer = checkWrite(policy);
    expect(answer).toMatchObject(expected === 'accepted' ? { accepted: true } : { accepted: false, reason });
  },
);

test('the batch says the same', () => {
  for (const { policy, expect: write, reason, note } of CASES) {
    const answer = evaluateLine(JSON.stringify({ id: note, policy, principal: 'arn:x', context: {} }));
    expect(answer).toMatchObject(write === 'accepted' ? { write } : { write, write_reason: reason });
    expect(Object.keys(answer)).toEqual([
      'id',
      'decision',
      'layer',
      'reason',
      'write',
      ...(write === 'accepted' ? [] : ['write_reason']),
      ...('decision' in answer && answer.decision === 'deny' ? ['aws_code'] : []),
    ]);
  }
});

test('each case has a note of its own, a reason and a public source', () => {
  expect(new Set(CASES.map(({ note }) => note)).size).toBe(CASES.length);
  expect(CASES.filter(({ reason, source }) => reason.length < 6 || !source.startsWith('https://'))).toEqual(
    [],
  );
});

test('the pointer of a refusal leads to the key, whatever is in its name', () => {
  const Condition = { NumericEquals: { 'example.com/gitlab:~sub': 'x' } };
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/example.com/gitlab' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
  };
  expect(checkWrite({ Version: '2012-10-17', Statement: [statement] })).toMatchObject({
    pointer: '/Statement/0/Condition/NumericEquals/example.com~1gitlab:~0sub',
  });
});

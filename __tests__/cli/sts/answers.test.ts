import { prepareCall, startAnswerServer, STS_ANSWERS } from '../../support/sts-answers';
import { callSts, type TestServer } from '../../support/sts-server';

let server: TestServer;
let published: TestServer['keys']['published'];
beforeAll(async () => {
  server = await startAnswerServer();
  published = server.keys.published;
});
afterAll(() => server.close());

test('there are 120 cases and more, each with its public source', () => {
  expect(STS_ANSWERS.length).toBeGreaterThanOrEqual(120);
  expect(STS_ANSWERS.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
  expect(new Set(STS_ANSWERS.map(({ note }) => note)).size).toBe(STS_ANSWERS.length);
});

test.each(STS_ANSWERS)('$note', async (row) => {
  const { expect: wanted } = row;
  const answer = await callSts(server, {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    ...prepareCall(server, published, row),
  });
  const told = { status: answer.status, code: answer.field('Code') };
  expect(told).toEqual({ status: wanted.status, code: wanted.code });
  if (wanted.text !== undefined) expect(answer.field('Message')).toBe(wanted.text);
  if (wanted.status === 200) expect(answer.field('AccessKeyId')).toMatch(/^ASIAFAKE[A-Z2-7]{12}$/);
  for (const [name, value] of Object.entries(wanted.fields ?? {})) expect(answer.field(name)).toBe(value);
  expect(answer.headers.get('x-refgate-explanation')).not.toBe('');
  expect(server.log.at(-1)).toContain(` ${wanted.status} `);
  expect(server.log.at(-1)).not.toMatch(/eyJ[\w-]{8,}\./);
});

test('what cannot be told is refused, and the explanation says so', async () => {
  const answer = await callSts(server, {
    Action: 'AssumeRoleWithWebIdentity',
    ...prepareCall(server, published, { role: 'network' }),
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.get('x-refgate-decision')).toBe('undetermined');
  expect(answer.headers.get('x-refgate-explanation')).toMatch(
    /cannot tell: .*`aws:SourceIp` is filled from the request/,
  );
});

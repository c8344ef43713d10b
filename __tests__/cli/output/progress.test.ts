import { progressLine, whileWaiting } from '../../../cli/output/progress';
import { fakeTerminal } from '../../support/fake-terminal';

const step = (done: number) => ({ stage: 'proofs', done, total: 9 }) as const;

test('work under a second says nothing; longer work has one line that goes away', () => {
  const terminal = fakeTerminal({ interactive: true });
  let now = 0;
  const progress = progressLine(terminal, () => now);
  for (const [time, done] of [
    [500, 1],
    [999, 2],
    [1000, 3],
    [1050, 4],
    [1200, 5],
  ] as const) {
    now = time;
    progress.step(step(done));
  }
  expect(terminal.stderr()).toBe('\r\u001b[Kproofs 3 of 9\r\u001b[Kproofs 5 of 9');
  progress.end();
  progress.end();
  expect(terminal.stderr().endsWith('proofs 5 of 9\r\u001b[K')).toBe(true);
  expect(terminal.stdout()).toBe('');
});

test('without a terminal nothing is said, however long it takes', async () => {
  const terminal = fakeTerminal({ interactive: false });
  let now = 0;
  const progress = progressLine(terminal, () => now);
  now = 60_000;
  progress.step(step(1));
  progress.end();
  expect(await whileWaiting('writing', Promise.resolve(7), terminal)).toBe(7);
  expect(terminal.stderr()).toBe('');
});

import { parentPort, workerData } from 'node:worker_threads';
import { allTargets } from './all-targets';
import { attack } from './attack';
import type { Order, Report } from './attackers';

/** The thread in which inputs are read, so that one that is never read to its end can be given up. */
async function main(): Promise<void> {
  const progress = new Int32Array(workerData as SharedArrayBuffer);
  const targets = await allTargets();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const say = (report: Report): void => parentPort!.postMessage(report);
  parentPort!.on('message', ({ target: name, seed, from, known, milliseconds }: Order) => {
    const target = targets.find((each) => each.name === name)!;
    const end = performance.now() + milliseconds;
    const goesOn = (number: number): boolean => {
      Atomics.store(progress, 0, number);
      Atomics.add(progress, 1, 1);
      return performance.now() < end;
    };
    void attack(target, { seed, from, known: new Set(known), goesOn }).then(({ next, found }) =>
      say({
        kind: 'done',
        next,
        found: found.map((each) => ({ ...each, input: each.input.toString('base64') })),
      }),
    );
  });
  say({ kind: 'ready', targets: targets.map(({ name }) => name) });
}

void main();

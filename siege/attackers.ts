import { Worker } from 'node:worker_threads';

/** What the thread is to do. */
export interface Order {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly known: readonly string[];
  readonly milliseconds: number;
}

export interface SentFinding {
  readonly target: string;
  readonly number: number;
  readonly complaint: string;
  /** Base64. */
  readonly input: string;
}

/** What the thread says. */
export type Report =
  | { readonly kind: 'ready'; readonly targets: readonly string[] }
  | { readonly kind: 'done'; readonly next: number; readonly found: readonly SentFinding[] };

/** One input may take as long as this, shortening it included. */
const PATIENCE_MS = 120_000;

/** The thread that attacks; another one takes its place when an input is never read to its end. */
export class Attackers {
  private worker: Worker | undefined;
  private readonly progress = new Int32Array(new SharedArrayBuffer(8));

  /** @param program the bundle of `attacker.ts` */
  constructor(private readonly program: string) {}

  /** Starts the thread. @returns the names of the targets */
  async start(): Promise<readonly string[]> {
    this.worker = new Worker(this.program, { workerData: this.progress.buffer });
    const ready = await this.answer();
    if (ready?.kind !== 'ready') throw new Error('the thread did not start');
    return ready.targets;
  }

  /** Attacks a target for a while. An input that is not read in {@link PATIENCE_MS} is a finding of its own. */
  async attack(order: Order): Promise<Extract<Report, { readonly kind: 'done' }>> {
    if (this.worker === undefined) await this.start();
    Atomics.store(this.progress, 0, order.from);
    const before = Atomics.load(this.progress, 1);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.worker!.postMessage(order);
    const report = await this.answer(before);
    if (report?.kind === 'done') return report;
    const number = Atomics.load(this.progress, 0);
    await this.close();
    const complaint = `not read in ${PATIENCE_MS / 1000} s`;
    return {
      kind: 'done',
      next: number + 1,
      found: [{ target: order.target, number, complaint, input: '' }],
    };
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  /** The next answer; `undefined` when nothing moves any more. */
  private answer(seen = 0): Promise<Report | undefined> {
    const worker = this.worker!;
    return new Promise((resolve, reject) => {
      let last = seen;
      const end = (settle: () => void): void => {
        clearInterval(watch);
        worker.off('message', answered).off('error', broken);
        settle();
      };
      const answered = (report: Report): void => end(() => resolve(report));
      const broken = (error: Error): void => end(() => reject(error));
      const watch = setInterval(() => {
        const moved = Atomics.load(this.progress, 1);
        if (moved === last) end(() => resolve(undefined));
        last = moved;
      }, PATIENCE_MS);
      worker.on('message', answered).on('error', broken);
    });
  }
}

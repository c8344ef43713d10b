import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Attackers } from './attackers';
import { seedOf } from './choose';
import { allTargets } from './all-targets';
import { stateIn, writeState, type State } from './state';
import { runSuite } from './suites';
import { inputOf } from './target';

const USAGE =
  'usage: npm run siege -- [--minutes 30] [--seed N] [--state FILE] [--cases FOLDER] [--only TEXT] [--long] [--bytes-only]';
/** How long one target is attacked before the next one has its turn. */
const TURN_MS = 5_000;

const root = process.env['REFGATE_SIEGE_ROOT']!;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Ends the process where the words are no options, or ask for help. */
function options() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2),
      options: {
        help: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '30' },
        seed: { type: 'string', default: '1' },
        state: { type: 'string' },
        cases: { type: 'string', default: 'siege-cases' },
        only: { type: 'string', default: '' },
        long: { type: 'boolean', default: false },
        'bytes-only': { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    process.stdout.write(`${USAGE}\n`);
    return process.exit(0);
  } catch (error) {
    say(`${(error as Error).message}\n${USAGE}`);
    return process.exit(2);
  }
}

const values = options();

/** Random suites, each followed by attacks on parsers for half of the time that it took, until the time is over. */
async function siege(seed: number, minutes: number, suites: readonly string[]): Promise<State> {
  const state = stateIn(values.state, seed);
  const started = performance.now();
  const [end, before] = [started + minutes * 60_000, state.seconds];
  const attackers = new Attackers(process.env['REFGATE_SIEGE_ATTACKER']!);
  const targets = (await attackers.start()).filter((name) => name.includes(values.only));
  const save = (): void => {
    state.seconds = before + Math.round((performance.now() - started) / 1000);
    writeState(values.state, state);
  };
  const record = (where: string, complaint: string, name: string, content: string | Buffer): void => {
    const file = join(values.cases, name.replaceAll(/[^\w.]+/g, '-'));
    mkdirSync(values.cases, { recursive: true });
    writeFileSync(file, content);
    state.findings.push({ where, complaint, file });
    say(`FOUND ${where}: ${complaint} (${file})`);
  };
  const bytes = async (until: number): Promise<void> => {
    while (targets.length > 0 && performance.now() < Math.min(until, end)) {
      const target = targets.toSorted((a, b) => (time.get(a) ?? 0) - (time.get(b) ?? 0))[0]!;
      const known = state.findings.filter(({ where }) => where === target).map(({ complaint }) => complaint);
      const at = performance.now();
      const from = state.inputs[target] ?? 0;
      const { next, found } = await attackers.attack({
        target,
        seed,
        from,
        known,
        milliseconds: Math.min(TURN_MS, end - at),
      });
      time.set(target, (time.get(target) ?? 0) + performance.now() - at);
      for (const { number, complaint, input } of found) {
        const bytesOf = input === '' ? await regenerated(target, seed, number) : Buffer.from(input, 'base64');
        record(target, complaint, `${target}-${number}`, bytesOf);
      }
      state.inputs[target] = next;
      say(`${minute(started)} ${target}: ${next} inputs`);
      save();
    }
  };
  const time = new Map<string, number>();
  while (performance.now() < end) {
    const suite = suites.toSorted((a, b) => (state.suites[a]?.runs ?? 0) - (state.suites[b]?.runs ?? 0))[0];
    if (suite === undefined) {
      await bytes(end);
      break;
    }
    const known = (state.suites[suite] ??= { runs: 0, seeds: [], tests: 0, inputs: 0, seconds: 0 });
    const at = performance.now();
    const left = (end - at) / 1000;
    if (known.runs > 0 && known.seconds / known.runs > left) {
      await bytes(end);
      break;
    }
    const own = (seedOf(seed, suite, known.runs) % 0x7fffffff) + 1;
    const run = await runSuite(root, suite, own, values.long);
    known.runs += 1;
    known.seeds.push(own);
    known.tests += run.passed;
    known.inputs += run.inputs;
    known.seconds += Math.round((performance.now() - at) / 1000);
    for (const name of run.failed)
      record(suite, name, `${suite}-${own}.txt`, `REFGATE_SEED=${own} npx jest ${suite}\n\n${run.output}`);
    say(`${minute(started)} ${suite}, seed ${own}: ${run.passed} passed, ${run.failed.length} failed`);
    save();
    await bytes(performance.now() + (performance.now() - at) / 2);
  }
  await attackers.close();
  save();
  return state;
}

/** An input that the thread could not give back. */
async function regenerated(name: string, seed: number, number: number): Promise<Buffer> {
  const targets = await allTargets();
  const input = inputOf(
    targets.find((target) => target.name === name)!,
    seed,
    number,
  );
  for (const target of targets) await target.close?.();
  return input;
}

const minute = (started: number): string => {
  const seconds = Math.round((performance.now() - started) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
};

function summary({ seed, inputs, suites, findings, seconds }: State): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const runs = Object.values(suites);
  return [
    `seed ${seed}, ${Math.round(seconds / 60)} minutes`,
    ...Object.entries(inputs).map(([name, count]) => `  ${count.toLocaleString('en')} inputs to ${name}`),
    `${sum(Object.values(inputs)).toLocaleString('en')} inputs of changed bytes and names`,
    `${sum(runs.map((run) => run.runs))} runs of ${runs.filter((run) => run.runs > 0).length} random suites, ${sum(runs.map((run) => run.tests)).toLocaleString('en')} tests, ${sum(runs.map((run) => run.inputs)).toLocaleString('en')} rounds of those that count them`,
    findings.length === 0 ? 'nothing found' : `${findings.length} findings`,
    '',
  ].join('\n');
}

const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isSafeInteger(seed) || seed < 1 || !(minutes > 0)) {
  say(USAGE);
  process.exitCode = 2;
} else {
  const all = values['bytes-only']
    ? []
    : (JSON.parse(process.env['REFGATE_SIEGE_SUITES']!) as readonly string[]);
  siege(
    seed,
    minutes,
    all.filter((suite) => suite.includes(values.only)),
  ).then(
    (state) => {
      process.stdout.write(summary(state));
      process.exitCode = state.findings.length > 0 ? 1 : 0;
    },
    (error: unknown) => {
      say(String(error instanceof Error ? error.message : error));
      process.exitCode = 2;
    },
  );
}

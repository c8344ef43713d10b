import { allTargets } from '../../siege/all-targets';
import { attack } from '../../siege/attack';
import { changedBytes } from '../../siege/changed-bytes';
import { chooser } from '../../siege/choose';
import { minimised } from '../../siege/minimise';
import { wrongAnswer } from '../../siege/command-line';
import { OUTPUTS, wrongOutput } from '../../siege/outputs';
import { complaintAbout, inputOf, type Target } from '../../siege/target';
import { rounds } from '../support/rounds';
import { seedFor } from '../support/seed';

describe('nothing is wrong with what is made of', () => {
  let targets: readonly Target[];
  beforeAll(async () => (targets = await allTargets()), 120_000);
  afterAll(async () => {
    for (const target of targets) await target.close?.();
  });

  test('valid inputs, changed bytes, and names of strangers', async () => {
    const seed = seedFor('siege');
    const each = rounds({ short: 8, long: 400 });
    const wrong: string[] = [];
    for (const target of targets) {
      for (const valid of target.valid)
        wrong.push(...[await complaintAbout(target, Buffer.from(valid))].flatMap((text) => text ?? []));
      const { next, found } = await attack(target, {
        seed,
        from: 0,
        known: new Set(),
        goesOn: (number) => number < each,
      });
      expect(next).toBe(each);
      wrong.push(...found.map(({ number, complaint }) => `${target.name}, input ${number}: ${complaint}`));
    }
    expect(wrong).toEqual([]);
    expect(targets.length).toBeGreaterThan(25);
  });
});

/** Reads everything but two letters in order. */
const careless: Target = {
  name: 'careless',
  valid: ['{"some": "text", "bad": [1, 2, 3], "end": 1}'],
  words: ['x'],
  attack: async (input) => (/b.*d/.test(input.toString('latin1')) ? 'b before d' : undefined),
};

test('a finding is made as short as it gets', async () => {
  expect((await minimised(careless, Buffer.from(careless.valid[0]!), 'b before d')).toString()).toBe('bd');
});

test('one complaint is one finding, and a known one is none', async () => {
  const order = { seed: 1, from: 0, goesOn: (number: number) => number < 30 };
  const { found, next } = await attack(careless, { ...order, known: new Set() });
  expect(found.map(({ complaint, input }) => [complaint, input.toString()])).toEqual([['b before d', 'bd']]);
  expect(next).toBe(30);
  expect((await attack(careless, { ...order, known: new Set(['b before d']) })).found).toEqual([]);
});

test('what a target throws is a finding', async () => {
  const broken: Target = { ...careless, attack: () => Promise.reject(new TypeError('x of `abc` at 12')) };
  expect(await complaintAbout(broken, Buffer.from(''))).toMatch(/^threw TypeError at .*: x of … at …$/);
});

test('an input is a function of the target, the seed and its number', () => {
  const input = (seed: number, number: number): string => inputOf(careless, seed, number).toString('base64');
  expect(input(3, 7)).toBe(input(3, 7));
  expect(new Set([input(3, 7), input(3, 8), input(4, 7)]).size).toBe(3);
});

test('bytes are changed in every way, and the valid input stays as it is', () => {
  const valid = Buffer.from('a: [1, 2]\nb: c\n');
  const choose = chooser(5);
  const made = Array.from({ length: 2_000 }, () => changedBytes(valid, ['!x'], choose));
  expect(valid.toString()).toBe('a: [1, 2]\nb: c\n');
  expect(new Set(made.map((bytes) => bytes.toString('latin1'))).size).toBeGreaterThan(1_500);
  expect(made.some((bytes) => bytes.length < valid.length / 2)).toBe(true);
  expect(made.some((bytes) => bytes.includes(0xff))).toBe(true);
  expect(made.some((bytes) => bytes.includes('!x'))).toBe(true);
});

test.each([
  [
    { code: 2, out: '', err: 'ERR_INTERNAL: x at `y`; please report this\n' },
    'internal error: x at …; please report this',
  ],
  [{ code: 3, out: '', err: '' }, 'the exit code is not 0, 1 or 2'],
  [{ code: 2, out: '', err: '' }, 'exit code 2 without a reason'],
  [{ code: 0, out: '\u001b[2J', err: '' }, 'standard output has a character that a terminal obeys'],
  [{ code: 2, out: '', err: 'ERR_JSON: \u202e' }, 'standard error has a character that a terminal obeys'],
  [{ code: 2, out: '', err: 'ERR_JSON: no JSON\n' }, undefined],
])('an answer %j is complained about', (answer, complaint) => {
  expect(wrongAnswer(answer)).toBe(complaint);
});

test.each<readonly [Parameters<typeof wrongOutput>[0], string, string | undefined]>([
  ['pretty', 'a\u009bb', 'a control character'],
  ['github', '::error file=a::b\n::siege::', 'a command of a stranger'],
  ['github', '::error file=a::b\n', undefined],
  ['junit', '<?xml version="1.0"?><a b="c">&lt;siege&gt;</a>', undefined],
  ['junit', '<a><b></a></b>', 'not well formed'],
  ['junit', '<a>&siege;</a>', 'an entity that is none'],
  ['junit', '<a><siege/></a>', 'markup of a stranger'],
  ['markdown', '| a | b |\n| --- | --- |\n| `<siege>` | \\<siege> |\n', undefined],
  ['markdown', '| a | b |\n| --- | --- |\n| a |\n', 'a row with more or fewer cells'],
  ['markdown', 'a <siege>', 'markup of a stranger'],
  ['markdown', '[a](javascript:siege)', 'a link of a stranger'],
  ['html', '<p>&lt;siege></p><script type="application/json">{"a":"\\u003csiege>"}</script>', undefined],
  ['html', '<p><siege></p>', 'markup of a stranger'],
  ['html', '<p title="a" onsiege="b"></p>', 'markup of a stranger'],
  ['html', '<p title="&quot; onsiege=">onsiege=</p>', undefined],
  ['html', '<script type="application/json">{"a":"<siege>"}</script>', 'markup in the data of the page'],
  ['pipeline', 'a: [b', 'not YAML'],
])('in %s %j: %s', (format, text, complaint) => {
  expect(wrongOutput(format, text)).toBe(complaint);
});

test('an output of JSON that is none is a finding', () => {
  expect(() => wrongOutput('json', '{')).toThrow(SyntaxError);
  expect(OUTPUTS).toHaveLength(8);
});

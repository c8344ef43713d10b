import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { anchorsOf, fencesOf, linksOf } from './docs/fences';
import { PLAN_OF_A_MODULE, ROLE_AS_AWS_HAS_IT } from './docs/given-files';
import { COMMANDS, meaningful, PageRunner } from './docs/page-runner';

const root = join(__dirname, '..');
const docs = join(root, 'docs');

/** Pages that people write; those that code writes have tests of their own. */
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !/^(?:checks|reference)\//.test(name))
  .toSorted()
  .map((name) => [name, readFileSync(join(docs, name), 'utf8')] as const);

const withCommands = pages.filter(([, text]) =>
  fencesOf(text).some(({ language }) => COMMANDS.includes(language)),
);

const LANGUAGES = [...COMMANDS, 'text', 'yaml', 'json', 'hcl', 'ts', 'js', 'mermaid', 'csv'];

let runner: PageRunner;
beforeAll(async () => void (runner = await PageRunner.inProcess()));
afterAll(() => runner.close());

const GIVEN = {
  'plan-of-a-module.json': PLAN_OF_A_MODULE,
  'role-as-aws-has-it.json': ROLE_AS_AWS_HAS_IT,
};

/** Pages in which nothing can be run, and why. Every other page runs, or is written by code (`checks`, `reference`). */
const NOTHING_TO_RUN: Readonly<Record<string, string>> = {
  'README.md': 'a list of links',
  'architecture.md': 'a picture',
  'compared.md': 'a comparison in words',
  'dependencies.md': 'a table that `supply-chain.test.ts` compares with the lockfile',
  'faq.md': 'answers in words',
  'glossary.md': 'terms',
  'how-to/local-sts.md': 'a server that waits: `e2e/table-through-aws-cli.test.ts` runs it with the AWS CLI',
  'how-to/role-chains.md': 'how to read what `cli/commands/chains.test.ts` runs',
  'model.md': 'how it works, in words',
  'not-covered.md': 'a table that `report/not-covered.test.ts` compares with the reports',
  'performance.md': 'measured figures',
  'prover-engine.md': 'how it works, in words',
  'scale.md': 'measured figures',
  'soundness.md': 'written from the code: `docs/soundness.test.ts`',
  'subjects.md': 'a list of the grammar of subjects',
  'threat-model.md': 'threats, in words',
  'world.md': 'what a proof is about, in words',
};

test('every page that people write runs, but for those in which nothing can', () => {
  const running = new Set(withCommands.map(([name]) => name));
  expect(pages.map(([name]) => name).filter((name) => !running.has(name))).toEqual(
    Object.keys(NOTHING_TO_RUN).toSorted(),
  );
});

test.each(withCommands)('every command of docs/%s runs, and says what the page says', async (name, text) => {
  const steps = await runner.run(name.replace(/\W/g, '-'), text, GIVEN);
  const wrong = steps.flatMap((step) => {
    const lines = meaningful(step.output);
    const missing = step.expectedLines.filter((line) => !lines.includes(line));
    if (step.exit === step.expectedExit && missing.length === 0) return [];
    return [{ command: step.command, exit: step.exit, missing, output: lines }];
  });
  expect(wrong).toEqual([]);
});

test.each(pages)('docs/%s: every block says what it is, and its YAML and JSON are valid', (_name, text) => {
  for (const { language, text: block } of fencesOf(text)) {
    expect(LANGUAGES).toContain(language);
    if (language === 'json') JSON.parse(block);
    if (language === 'yaml') expect(parseAllDocuments(block).flatMap(({ errors }) => errors)).toEqual([]);
  }
});

test.each(pages)('docs/%s: every link leads somewhere', (name, text) => {
  const broken = linksOf(text).filter((target) => {
    if (target.startsWith('https://')) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(docs, name) : join(docs, dirname(name), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('every page can be reached from docs/README.md', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    if (!file.endsWith('.md')) return;
    for (const target of linksOf(readFileSync(file, 'utf8')))
      if (!/^https?:/.test(target)) visit(join(dirname(file), target.split('#', 1)[0] as string));
  };
  visit(join(docs, 'README.md'));
  const lost = readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(docs, file))
    .filter((file) => !seen.has(file))
    .map((file) => relative(docs, file));
  expect(lost).toEqual([]);
});

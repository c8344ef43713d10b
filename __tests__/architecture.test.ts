import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { edgesOf, files, importsOf, layerOf, root } from './architecture/imports';
import {
  circles,
  gitlabComLiterals,
  pastIndex,
  READS_ARN,
  unusedPermissions,
  violation,
  WRITES_ARN,
  type Law,
} from './architecture/offences';

/**
 * The import law. To change it, change it here, alone, and say why in the commit. That it finds what breaks it is tried in
 * `architecture/examples.test.ts`.
 */
const LAW: Law = {
  'policies/errors': { layers: [], packages: [] },
  // The one reading of an ARN: below everything that finds one in a policy, a plan or a declaration.
  'policies/arn': { layers: [], packages: [] },
  // The words for how bad a finding is: below the checks that say them, and the commands that list them.
  'policies/severity': { layers: [], packages: [] },
  // The list of the places that say something about every token: data for the documentation, with the names of assumptions.
  'policies/soundness': { layers: ['policies/gitlab'], packages: [] },
  'policies/automata': { layers: [], packages: [] },
  // Proofs as files and the small checker: it shares no code with what finds proofs, nor with what reads policies.
  'policies/certificate': { layers: ['policies/errors'], packages: [] },
  'policies/trust': { layers: ['policies/arn', 'policies/errors'], packages: ['jsonc-parser'] },
  // What was written, read back: the one layer that knows Terraform, JSON of the AWS CLI and their kin. `trust` never imports it.
  // zod: the forms of other tools are held against their schemas.
  'policies/artifact': {
    layers: ['policies/arn', 'policies/errors', 'policies/trust'],
    packages: ['jsonc-parser', 're2js', 'yaml', 'zod'],
  },
  // What STS makes of a token before a trust policy is read: the AWS half of what arrives.
  'policies/context': { layers: ['policies/arn', 'policies/errors'], packages: [] },
  'policies/gitlab': { layers: ['policies/errors', 'policies/context'], packages: [] },
  // What AWS and GitLab refuse, above what it is about: operators of a policy, provider URLs, paths and refs of GitLab.
  'policies/limits': {
    layers: ['policies/arn', 'policies/errors', 'policies/trust', 'policies/context', 'policies/gitlab'],
    packages: [],
  },
  // One record an issuer: hosts, grammar of its subjects, who chooses what. The record of GitLab is made of its claims table, and which
  // claims are condition keys is AWS's choice, so it is in `context`.
  'policies/issuers': {
    layers: ['policies/trust', 'policies/context', 'policies/gitlab'],
    packages: [],
  },
  'policies/grant': {
    layers: ['policies/errors', 'policies/trust', 'policies/context', 'policies/gitlab', 'policies/limits'],
    packages: [],
  },
  // The judge of the prover: never automata. One token, whoever minted it: never gitlab.
  'policies/evaluate': {
    layers: ['policies/arn', 'policies/errors', 'policies/trust', 'policies/context'],
    packages: [],
  },
  // Which role leads to which: the permissions of one and the trust of another, by the evaluator. Never the prover: it asks over this.
  'policies/chain': { layers: ['policies/arn', 'policies/trust', 'policies/evaluate'], packages: [] },
  // What to change so that a pipeline is allowed: fixes as data.
  'policies/advice': {
    layers: [
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/grant',
      'policies/evaluate',
    ],
    packages: [],
  },
  'policies/federation': {
    layers: [
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/limits',
      'policies/grant',
    ],
    packages: ['zod', 'yaml'],
  },
  'policies/prove': {
    layers: [
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/grant',
      'policies/automata',
      'policies/certificate',
      'policies/evaluate',
    ],
    packages: [],
  },
  // The evaluator: a check that shows two jobs replays both of them before anyone sees them.
  'policies/catalog': {
    layers: [
      'policies/severity',
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/issuers',
      'policies/federation',
      'policies/evaluate',
      'policies/advice',
      'policies/prove',
    ],
    packages: [],
  },
  // A whole artifact against a whole federation: the one layer that sees the table, the proofs and the catalog together. Its table stands
  // behind an index of the engine, which finds the pairs that are worth a decision of the evaluator; `evaluate` must not know the engine.
  'policies/judge': {
    layers: [
      'policies/severity',
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/artifact',
      'policies/context',
      'policies/gitlab',
      'policies/issuers',
      'policies/grant',
      'policies/federation',
      'policies/automata',
      'policies/chain',
      'policies/evaluate',
      'policies/advice',
      'policies/prove',
      'policies/catalog',
    ],
    packages: [],
  },
  'policies/report': {
    layers: [
      'policies/severity',
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/advice',
      'policies/prove',
      'policies/catalog',
      'policies/judge',
      'policies/doctor',
      'policies/audit',
      'policies/mint',
    ],
    // zod: the report is read back and published as JSON Schema.
    packages: ['zod'],
  },
  // A request of STS to its answer, by the evaluator: what is verified, drawn or served is given to it.
  'policies/sts': {
    layers: [
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/artifact',
      'policies/context',
      'policies/evaluate',
      'policies/chain',
      'policies/judge',
    ],
    packages: [],
  },
  // What was seen of an issuer, judged as AWS meets it: the rules of STS for keys and tokens, and nothing that opens a socket.
  'policies/doctor': {
    layers: ['policies/errors', 'policies/trust', 'policies/context', 'policies/sts'],
    packages: [],
  },
  // What was seen of accounts, of a state and of a GitLab, beside what is declared: who can assume what today, and what disagrees.
  // zod: the snapshot of a GitLab is read by its schema.
  'policies/audit': {
    layers: [
      'policies/mint',
      'policies/errors',
      'policies/trust',
      'policies/artifact',
      'policies/context',
      'policies/gitlab',
      'policies/limits',
      'policies/federation',
      'policies/evaluate',
      'policies/prove',
      'policies/catalog',
      'policies/judge',
    ],
    packages: ['zod'],
  },
  // What GitLab's API answers about projects, in the words of a declaration, and the declaration with that in it.
  // zod: answers are read by the documented shapes; yaml: a declaration is edited in place, with its comments and its order.
  // What the rules of a GitLab project allow whom.
  'policies/mint': { layers: ['policies/gitlab'], packages: [] },
  // `arn` tells the values of CI/CD variables that may be kept, ARNs of roles, from secrets.
  'policies/pull': {
    layers: ['policies/arn', 'policies/errors', 'policies/gitlab', 'policies/mint'],
    packages: ['zod', 'yaml'],
  },
  // What jobs are told: pipelines written from a declaration, and read for what GitLab removed. It judges nothing, so it sees no
  // evaluation; yaml quotes what it writes and finds comments in what it reads.
  // `context` says which instance is gitlab.com, whose tokens have more condition keys.
  'policies/ci': {
    layers: [
      'policies/arn',
      'policies/errors',
      'policies/context',
      'policies/limits',
      'policies/federation',
      'policies/gitlab',
      'policies/grant',
    ],
    packages: ['yaml'],
  },
  // Texts of AWS, GitLab and clients, with what they mean: data.
  'policies/known-errors': { layers: [], packages: [] },
  // A CI file as GitLab resolves it, and what keeps its jobs from credentials: pipelines are simulated and judged.
  'policies/ci-lint': {
    layers: [
      'policies/arn',
      'policies/errors',
      'policies/trust',
      'policies/context',
      'policies/gitlab',
      'policies/grant',
      'policies/evaluate',
      'policies/federation',
      'policies/judge',
      'policies/ci',
    ],
    // re2js: regular expressions of rules, as GitLab reads them.
    packages: ['re2js', 'yaml'],
  },
  'policies/index': { layers: ['policies/*'], packages: [] },
  'policies/testing': { layers: ['policies/index'], packages: ['@jest/globals', 'vitest'] },
  // An edge: it writes the Terraform, so it may touch files.
  modules: {
    layers: ['policies/index'],
    packages: [
      'cdktf',
      'constructs',
      '@cdktf/provider-aws',
      '@cdktf/provider-gitlab',
      '@cdktf/hcl2json',
      'node:*',
    ],
  },
  // The edge that speaks to AWS and GitLab: it judges nothing, so that what is asked can be read in one place. The clients of AWS are
  // optional peers, loaded when they are needed; GitLab is asked by `fetch`.
  net: {
    layers: ['policies/index', 'package.json'],
    packages: ['@aws-sdk/client-iam', '@aws-sdk/client-sts', 'node:*'],
  },
  cli: {
    // The errors, the words and the escapes by themselves: `--help` must not load the engine, neither to fail nor to list them.
    layers: [
      'policies/index',
      'net/index',
      'policies/errors',
      'policies/report/format-names',
      'policies/report/visible',
      'policies/severity',
      'package.json',
    ],
    // jose: signs and verifies the tokens of the simulated issuer.
    packages: ['commander', 'jose', '@cdktf/hcl2json', 'node:*'],
  },
  // The client side of the HTML report: a browser runs it, with the engine and nothing else.
  page: { layers: ['policies/index'], packages: [] },
  main: { layers: ['modules/index', 'policies/index'], packages: ['node:*'] },
  // What a user would write beside a declaration.
  examples: { layers: [], packages: ['node:*'] },
  bench: { layers: ['policies/*', 'cli'], packages: ['mitata', 'refa', 'z3-solver', 'node:*'] },
  // Attacks what reads inputs of strangers, as the command and the server read them. yaml: a pipeline that was written is read back.
  siege: { layers: ['policies/index', 'cli'], packages: ['yaml', 'node:*'] },
};

test('there is code to look at, and its imports are found', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(200);
});

test('every folder of code is in the law', () => {
  const layers = new Set(files.map(layerOf));
  expect([...layers].filter((layer) => LAW[layer] === undefined)).toEqual([]);
});

test('CONTRIBUTING.md says what every layer of policies/ is', () => {
  const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rooms = [...guide.matchAll(/^- (`.*?): /gm)].map(([, names = '']) => names).join(' ');
  const layers = Object.keys(LAW).filter((layer) =>
    statSync(join(root, layer), { throwIfNoEntry: false })?.isDirectory(),
  );
  expect(layers.length).toBeGreaterThan(20);
  expect(layers.filter((layer) => !rooms.includes(`\`${layer}\``))).toEqual([]);
});

test('every import obeys the law', () => {
  expect(
    files
      .flatMap(importsOf)
      .map((entry) => violation(LAW, entry))
      .filter((text) => text !== undefined),
  ).toEqual([]);
});

// What everything else rests on, whatever is changed above.
test('what the law never allows', () => {
  const from = join(root, 'policies/evaluate/evaluate.ts');
  expect(violation(LAW, { from, specifier: '../automata/index' })).toMatch(
    '`policies/evaluate` may not import `policies/automata`',
  );
  const checker = join(root, 'policies/certificate/check.ts');
  for (const layer of ['automata', 'prove', 'trust', 'evaluate'])
    expect(violation(LAW, { from: checker, specifier: `../${layer}/index` })).toMatch(
      `\`policies/certificate\` may not import \`policies/${layer}\``,
    );
  expect(violation(LAW, { from, specifier: 'cdktf' })).toMatch('may not use that package');
  const client = join(root, 'net/gitlab/client.ts');
  expect(violation(LAW, { from: client, specifier: '../../policies/judge/index' })).toMatch(
    '`net` may not import `policies/judge`',
  );
  expect(
    violation(LAW, { from: join(root, 'policies/pull/to-project.ts'), specifier: '../../net/index' }),
  ).toMatch('`policies/pull` may not import `net`');
  expect(
    violation(LAW, { from: join(root, 'cli/commands/pull.ts'), specifier: '../../net/gitlab/client' }),
  ).toMatch('`cli` may not import `net`');
  expect(violation(LAW, { from: join(root, 'policies/newcomer/x.ts'), specifier: '../errors' })).toMatch(
    'not in the law',
  );
});

const edges = edgesOf(files);

// A circle has no layer that can be read, tested or moved by itself. Types count: they are what has to be moved apart.
test('no import circles', () => {
  expect(circles(edges)).toEqual([]);
});

/** Folders with an index. That of all of `policies/` is for users and the edges: within it each layer has one. */
const indexed = new Set(
  files.flatMap((file) => {
    const folder = relative(root, dirname(file));
    return file.endsWith('/index.ts') && folder !== 'policies' ? [folder] : [];
  }),
);

// What a folder is for is what its index says; the rest can be rewritten without a look at who uses it.
test('a folder is entered only through its index', () => {
  const measuring = edges.filter(({ from }) => !from.startsWith('bench/'));
  expect(measuring.map((edge) => pastIndex(LAW, edge, indexed)).filter((text) => text !== undefined)).toEqual(
    [],
  );
});

test('every layer of policies/ is a file or has an index', () => {
  const layers = readdirSync(join(root, 'policies'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  // Its adapters are entry points of the package, each for another test runner.
  expect(layers.map(({ name }) => name).filter((name) => !indexed.has(`policies/${name}`))).toEqual([
    'testing',
  ]);
});

// A permission that nobody needs is a door that nobody watches.
test('the law allows nothing that no import needs', () => {
  expect(unusedPermissions(LAW, files.flatMap(importsOf))).toEqual([]);
});

test('no default exports, no `export *`, no drawer without a name', () => {
  const offences = files.flatMap((file) => {
    const code = readFileSync(file, 'utf8');
    const name = relative(root, file);
    return [
      ...(/^export default /m.test(code) ? [`${name} has a default export`] : []),
      ...(/^export \* /m.test(code) ? [`${name} has export *`] : []),
      ...(/(?:^|[-/])(?:util|utils|helper|helpers|misc|manager)(?:[-./]|$)/.test(name)
        ? [`${name} is named for nothing`]
        : []),
    ];
  });
  expect(offences).toEqual([]);
});

test('policies/ is pure: no file system, process, clock, network or randomness', () => {
  const impure =
    /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bfetch\(|\bsetTimeout\b|'node:[a-z]|\bBuffer\b/;
  // A program that a job runs, as text: nothing here calls it.
  const asText = ['policies/ci/comment-script.ts', 'policies/ci/install-script.ts'];
  const offences = files
    .filter((file) => layerOf(file).startsWith('policies/') && layerOf(file) !== 'policies/testing')
    .filter((file) =>
      impure.test(
        readFileSync(file, 'utf8')
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .replace(/\/\/.*$/gm, ''),
      ),
    )
    .map((file) => relative(root, file))
    .filter((file) => !asText.includes(file));
  expect(offences).toEqual([]);
});

test('what AWS and GitLab refuse is a rule of policies/limits, and of no construct or schema', () => {
  // An anchored expression judges a whole text. These are no limits of AWS or GitLab:
  const others = [
    // names of Terraform, which refgate makes up itself;
    'modules/constructs/portable-stack.ts',
    // keys of the file;
    'policies/federation/schema/federation.ts',
    // the release of the instance.
    'policies/federation/schema/gitlab.ts',
  ];
  const offences = files
    .map((file) => relative(root, file))
    .filter((name) => /^(?:modules\/(?:constructs|synth)|policies\/federation\/schema)\//.test(name))
    .filter((name) => /\/\^|'\^/.test(readFileSync(join(root, name), 'utf8')));
  expect(offences.toSorted()).toEqual(others);
});

test('which issuer is GitLab.com is said once, in policies/context', () => {
  const rooms = [
    // what a starter proposes to whoever has no file yet;
    'cli/commands/init.ts',
    'cli/commands/starter-answers.ts',
    // the one place;
    'policies/context/gitlab-com.ts',
    // the hosts that IAM controls, as AWS lists them.
    'policies/trust/write/identity-provider-control.ts',
  ];
  const offences = files
    .map((file) => relative(root, file))
    .filter((name) => !/^(?:bench|siege|policies\/(?:issuers|gitlab))\//.test(name))
    .filter((name) => gitlabComLiterals(readFileSync(join(root, name), 'utf8')).length > 0);
  expect(offences.toSorted()).toEqual(rooms);
});

test('provider modules are imported by path, never by index', () => {
  const offences = files
    .flatMap(importsOf)
    .filter(({ specifier }) => /^@cdktf\/provider-(aws|gitlab)$/.test(specifier));
  expect(offences).toEqual([]);
});

test('an ARN is read and written in `policies/arn.ts` alone', () => {
  const others = [
    // the one place;
    'policies/arn.ts',
    // an account that a configuration may not know: a text of known and unknown parts.
    'policies/artifact/terraform/computed.ts',
  ];
  const places = files.filter((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => READS_ARN.test(line) || WRITES_ARN.test(line)),
  );
  expect(places.map((file) => relative(root, file)).toSorted()).toEqual(others);
});

import Ajv from 'ajv';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../../cli/program';
import { CREDENTIAL_FORMS, renderComponent, renderPipelineFile } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';
import { AWKWARD_FEDERATION, federationOf, SELF_MANAGED_FEDERATION } from './awkward-federation';
import { ciDocuments, commandsOf, expanded, jobsOf } from './pipeline-yaml';

const root = join(__dirname, '../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const SAMPLE = federationOf(read('federation.yaml'));
const OTHERS = {
  'a self-managed instance': federationOf(SELF_MANAGED_FEDERATION),
  'names that mean something elsewhere': federationOf(AWKWARD_FEDERATION, "it's mine/fed.yaml"),
};

const PIPELINES: readonly (readonly [string, string])[] = [
  ...CREDENTIAL_FORMS.map(
    (credentials) => [`the sample with ${credentials}`, renderPipelineFile(SAMPLE, { credentials })] as const,
  ),
  ...Object.entries(OTHERS).map(([name, federation]) => [name, renderPipelineFile(federation)] as const),
  ['the sample, compared with GitLab', renderPipelineFile(SAMPLE, { pullCheck: true })],
];

/** The component as GitLab reads it once its inputs are filled in. */
const COMPONENT = ((): string => {
  const text = renderComponent();
  const [header] = ciDocuments(text) as readonly [{ spec: { inputs: Record<string, { default: string }> } }];
  return text.replace(
    /\$\[\[ inputs\.(\w+) \]\]/g,
    (_, name: string) => header.spec.inputs[name]?.default ?? '',
  );
})();

const validate = new Ajv({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(join(__dirname, 'schemas/gitlab-ci.json'), 'utf8')) as object,
);

/** What GitLab's own schema has against a file, and against what is left when every `extends` is resolved. */
function complaints(text: string): readonly string[] {
  return [ciDocuments(text).at(-1), expanded(text)].flatMap((document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
}

describe.each([...PIPELINES, ['the component', COMPONENT] as const])('%s', (_name, text) => {
  const jobs = jobsOf(text);

  test("is valid by GitLab's schema", () => {
    expect(complaints(text)).toEqual([]);
  });

  test('uses stages and jobs that are there', () => {
    const { stages = ['test'] } = ciDocuments(text).at(-1) as { readonly stages?: readonly string[] };
    for (const job of Object.values(jobs)) {
      if (job.stage !== undefined) expect(stages).toContain(job.stage);
      if (job.extends !== undefined) expect(Object.keys(jobs)).toContain(job.extends);
      for (const item of job.before_script ?? [])
        if (Array.isArray(item)) expect(Object.keys(jobs)).toContain(item[0]);
    }
  });

  test('calls only commands and options of refgate that are there', () => {
    const calls = Object.keys(jobs)
      .flatMap((name) => commandsOf(jobs, name))
      .map((command) => command.replace(/^npx --no /, ''))
      .filter((command) => command.startsWith('refgate '));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.flatMap(unknownParts)).toEqual([]);
  });

  test('asks no registry for a name that the lockfile does not pin', () => {
    const installs = text.match(/\bnpm (?:i|install|exec|x)\b.*|\bnpx .*/g) ?? [];
    expect(
      installs.filter(
        (line) => !/^npx --no refgate |^npm install --global .* \/tmp\/refgate\.tgz$/.test(line),
      ),
    ).toEqual([]);
  });

  test('never asks for a token in a way that GitLab removed', () => {
    expect(text).not.toMatch(/CI_JOB_JWT/);
  });
});

test.each(PIPELINES)('%s: one audience, the declared one', (name, text) => {
  const audience = OTHERS[name as keyof typeof OTHERS]?.audience ?? SAMPLE.audience;
  const asked = Object.values(jobsOf(text)).flatMap((job) =>
    Object.values(job.id_tokens ?? {}).map(({ aud }) => aud),
  );
  expect(asked).toEqual([audience, audience]);
});

/** What a call of refgate has that the program does not know. */
function unknownParts(call: string): readonly string[] {
  const { commands } = program(fakeTerminal(), { code: 0 });
  const [, verb, ...rest] = call.replace(/ \|\| .*$/, '').split(' ');
  const command = commands.find((entry) => entry.name() === verb);
  if (command === undefined) return [`${call}: unknown command`];
  const options = command.options.flatMap(({ long, short }) => [long, short]);
  const unknown = rest.filter((word) => word.startsWith('-') && !options.includes(word));
  const formats = rest.flatMap((word, i) =>
    word === '--format'
      ? [rest[i + 1]]
      : word === '--output'
        ? (/^(\w+)=/.exec(rest[i + 1] ?? '')?.[1] ?? [])
        : [],
  );
  const choices = command.options.find(({ long }) => long === '--format')?.argChoices;
  return [
    ...unknown.map((word) => `${call}: unknown option ${word}`),
    ...(formats.some((format) => choices?.includes(format as string) !== true)
      ? [`${call}: unknown format`]
      : []),
  ];
}

describe('the checks of this file see a mistake', () => {
  const [[, sample]] = PIPELINES as readonly [readonly [string, string]];
  const change = (from: string, to: string): string => {
    expect(sample).toContain(from);
    return sample.replace(from, to);
  };

  test.each([
    ['no audience', change('      aud: sts', '      audience: sts'), /id_tokens\/AWS_TOKEN/],
    [
      'stages that are no list',
      change('stages: [check, plan, apply, roles]', 'stages: check'),
      /stages must be array/,
    ],
    [
      'a report that GitLab does not know',
      change('junit: refgate.junit.xml', 'junt: refgate.junit.xml'),
      /reports must NOT have additional/,
    ],
    ['a script that is a map', change('    - aws sts get-caller-identity', '      a: b'), /script/],
    ['an unknown keyword', change('  artifacts:\n', '  artefacts:\n'), /must NOT have additional/],
  ])("%s: GitLab's schema refuses it", (_name, text, reason) => {
    expect(complaints(text).join('\n')).toMatch(reason);
  });

  test('a command, an option or a format that is not there is found', () => {
    expect(unknownParts('refgate chekc')).toEqual(['refgate chekc: unknown command']);
    expect(unknownParts('refgate check --formt junit')).toHaveLength(1);
    expect(unknownParts('refgate check --output juint=x')).toHaveLength(1);
    expect(unknownParts('refgate check --format juint')).toEqual([
      'refgate check --format juint: unknown format',
    ]);
  });
});

test.each([
  ['.gitlab-ci.yml', () => renderPipelineFile(SAMPLE, { command: OWN_COMMAND })],
  ['templates/check.yml', () => renderComponent()],
])('%s is current (otherwise: UPDATE_GOLDEN=1)', (name, render) => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(root, name), render());
  expect(read(name)).toBe(render());
});

/** This repository's own pipeline runs what is in it. */
const OWN_COMMAND = { install: ['npm ci'], call: 'npm run -s refgate --' };

test('the comparison with GitLab is one job of scheduled pipelines, and only where it is asked for', () => {
  const federation = OTHERS['names that mean something elsewhere'];
  const jobs = jobsOf(renderPipelineFile(federation, { pullCheck: true }));
  expect(jobs['refgate-pull']).toEqual({
    stage: 'check',
    image: 'node:22',
    rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
    before_script: ['npm ci'],
    script: [String.raw`npx --no refgate pull --check --file 'it'\''s mine/fed.yaml'`],
  });
  expect(jobsOf(renderPipelineFile(federation))).not.toHaveProperty('refgate-pull');
});

import {
  RefgateError,
  judge,
  readJsonArtifact,
  summarizeJudgement,
  type WrittenArtifact,
} from '../../../policies/index';
import { mutated, seeded } from '../../support/survivor/mutate';
import {
  answerHasRole,
  configurationHasRole,
  driftedPlanHasRole,
  planHasRole,
  stateFileHasRole,
  stateHasRole,
  type ReferenceReader,
} from '../../support/survivor/reference-reader';
import { textOf, treeOf, type Tree } from '../../support/survivor/tree';
import { seedFor } from '../../support/seed';

/** Mutations of each of seven forms of input: some for a quick run, over 50,000 in CI, and as many as wanted by `REFGATE_FUZZ=long`. */
const EACH = process.env.REFGATE_FUZZ === 'long' ? 100_000 : process.env.REFGATE_TEST === 'all' ? 7_500 : 800;

const NARROW = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
          'gitlab.com:project_id': '101',
          'gitlab.com:namespace_id': '12',
          'gitlab.com:ref_protected': 'true',
          'gitlab.com:pipeline_source': 'push',
        },
      },
    },
  ],
};
const OPEN = {
  Version: '2012-10-17',
  Statement: [
    { ...NARROW.Statement[0], Condition: { StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' } } },
  ],
};
const NARROW_TEXT = JSON.stringify(NARROW);
const OPEN_TEXT = JSON.stringify(OPEN);

const attributes = (name: string, policy: object): object => ({
  name,
  assume_role_policy: JSON.stringify(policy),
});
const named = (name: string): object => ({
  address: `aws_iam_role.${name}`,
  mode: 'managed',
  type: 'aws_iam_role',
  name,
});
const shown = (name: string, policy: object): object => ({
  ...named(name),
  values: attributes(name, policy),
});
const change = (name: string, policy: object): object => ({
  ...named(name),
  change: {
    actions: ['create'],
    before: null,
    after: attributes(name, policy),
    after_unknown: { arn: true },
  },
});
const drifted = (name: string, policy: object, actions: readonly string[]): object => ({
  ...named(name),
  change: { actions, before: attributes(name, policy), after: attributes(name, policy), after_unknown: {} },
});
const inFile = (name: string, policy: object): object => ({
  mode: 'managed',
  type: 'aws_iam_role',
  name,
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ schema_version: 0, attributes: attributes(name, policy) }],
});
const inModule = {
  address: 'module.m',
  resources: [{ ...shown('bad', OPEN), address: 'module.m.aws_iam_role.bad' }],
};
const role = (RoleName: string, AssumeRolePolicyDocument: unknown): object => ({
  RoleName,
  Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
  AssumeRolePolicyDocument,
});

const FORMS: readonly (readonly [form: string, document: object, reader: ReferenceReader])[] = [
  [
    'a plan',
    {
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: { root_module: { resources: [shown('good', NARROW), shown('bad', OPEN)] } },
      resource_changes: [change('good', NARROW), change('bad', OPEN)],
      configuration: { root_module: { resources: [named('good'), named('bad')] } },
      complete: true,
      errored: false,
    },
    planHasRole,
  ],
  [
    'a plan after drift',
    {
      format_version: '1.2',
      planned_values: { root_module: { resources: [shown('good', NARROW), shown('bad', OPEN)] } },
      resource_drift: [drifted('bad', OPEN, ['update'])],
      resource_changes: [change('good', NARROW), drifted('bad', OPEN, ['no-op'])],
      configuration: { root_module: { resources: [named('good'), named('bad')] } },
    },
    driftedPlanHasRole,
  ],
  [
    'a shown state',
    {
      format_version: '1.0',
      terraform_version: '1.11.4',
      values: { root_module: { resources: [shown('good', NARROW)], child_modules: [inModule] } },
    },
    stateHasRole,
  ],
  [
    'a state file',
    { version: 4, serial: 1, lineage: 'l', resources: [inFile('good', NARROW), inFile('bad', OPEN)] },
    stateFileHasRole,
  ],
  ['list-roles', { Roles: [role('good', NARROW), role('bad', OPEN)], IsTruncated: false }, answerHasRole],
  [
    'authorization details',
    {
      UserDetailList: [],
      RoleDetailList: [
        role('good', encodeURIComponent(JSON.stringify(NARROW))),
        role('bad', encodeURIComponent(OPEN_TEXT)),
      ],
      Policies: [],
    },
    answerHasRole,
  ],
  [
    'a configuration in JSON',
    {
      terraform: { required_version: '>= 1.0' },
      locals: { a: 1 },
      resource: { aws_iam_role: { good: attributes('good', NARROW), bad: attributes('bad', OPEN) } },
    },
    configurationHasRole,
  ],
];

function isOpen(value: unknown): boolean {
  if (typeof value === 'string') return value === OPEN_TEXT || value === encodeURIComponent(OPEN_TEXT);
  return JSON.stringify(value) === OPEN_TEXT;
}

/** Policies are not mutated: only the tree around them. */
function isLeaf(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}

/** What refgate makes of a string: nothing green can come of an error, of something unresolved, or of any role but the narrow one. */
function couldBeGreen(text: string): { readonly green: boolean; readonly artifact?: WrittenArtifact } {
  try {
    const { artifact } = readJsonArtifact(text, { file: 'in.json' });
    const isNarrow = artifact.roles.every(({ document }) => JSON.stringify(document) === NARROW_TEXT);
    return { green: artifact.roles.length > 0 && artifact.unresolved.length === 0 && isNarrow, artifact };
  } catch (error) {
    if (error instanceof RefgateError) return { green: false };
    throw error;
  }
}

const seed = seedFor('survivor');

describe(`an open role survives no change of the tree around it (repeat with REFGATE_SEED=${seed})`, () => {
  test.each(FORMS)('%s', (_, document, reader) => {
    const random = seeded(seed);
    const whole = treeOf(document, isLeaf);
    expect(reader(whole, isOpen)).toBe(true);
    const survivors: string[] = [];
    let exists = 0;
    for (let number = 0; number < EACH && survivors.length < 20; number += 1) {
      let tree: Tree = whole;
      for (let left = 1 + random(3); left > 0; left -= 1) tree = mutated(tree, random);
      if (!reader(tree, isOpen)) continue;
      exists += 1;
      const text = textOf(tree);
      const { green, artifact } = couldBeGreen(text);
      if (green) survivors.push(text);
      // what the shortcut says is what the judge says
      else if (number % 200 === 0 && artifact !== undefined)
        expect(summarizeJudgement(judge({ artifacts: [artifact] }))).not.toBe('holds');
    }
    expect(survivors).toEqual([]);
    expect(exists).toBeGreaterThan(EACH / 4);
  });

  test.each(FORMS)('%s: without the open role it is green, so the test can fail', (_, document) => {
    const text = JSON.stringify(document)
      .replaceAll(JSON.stringify(OPEN_TEXT).slice(1, -1), JSON.stringify(JSON.stringify(NARROW)).slice(1, -1))
      .replaceAll(OPEN_TEXT, JSON.stringify(NARROW))
      .replaceAll(encodeURIComponent(OPEN_TEXT), encodeURIComponent(JSON.stringify(NARROW)));
    const { green, artifact } = couldBeGreen(text);
    expect(green).toBe(true);
    expect(summarizeJudgement(judge({ artifacts: [artifact as WrittenArtifact] }))).toBe('holds');
  });
});

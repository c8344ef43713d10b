import {
  judge,
  readCloudFormation,
  readJsonArtifact,
  type WrittenArtifact,
} from '../../../../policies/index';
import { byFunctions, isNested, templateOf, yamlTemplate } from '../../../support/as-template';
import { randomPolicy, randomRequest } from '../../../support/random-policy';
import { rounds } from '../../../support/rounds';
import { chooser, seedFor } from '../../../support/seed';

const ROUNDS = rounds({ short: 60, long: 20_000 });

function planOf(policy: object): string {
  const values = { name: 'r', assume_role_policy: JSON.stringify(policy) };
  const resource = { address: 'aws_iam_role.r', mode: 'managed', type: 'aws_iam_role', name: 'r' };
  return JSON.stringify({
    format_version: '1.2',
    planned_values: { root_module: { resources: [{ ...resource, values }] } },
    resource_changes: [{ ...resource, change: { actions: ['create'], after: values } }],
    configuration: { root_module: { resources: [resource] } },
  });
}

/** Findings follow from the document: they are compared in every so many rounds. */
const JUDGED_EACH = 20;

/** What is read from an artifact of one role, and what is found in it, without its names and places. */
function foundIn(artifact: WrittenArtifact, isJudged: boolean): unknown {
  if (!isJudged) return artifact.roles.map(({ document }) => document);
  const { trusts, gaps } = judge({ artifacts: [artifact] });
  return {
    documents: artifact.roles.map(({ document }) => document),
    findings: trusts.flatMap(({ findings }) =>
      findings.map(({ check, message, pointer }) => [check, message, pointer]),
    ),
    gaps: gaps.map(({ reason }) => reason),
  };
}

test(`${ROUNDS} random policies are found the same as a policy, in a plan, and in templates of JSON and YAML`, () => {
  const choose = chooser(seedFor('templates'));
  let computed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = (artifact: WrittenArtifact): unknown => foundIn(artifact, round % JUDGED_EACH === 0);
    const policy = randomPolicy(choose, [randomRequest(choose)]);
    const template = templateOf(byFunctions(choose, policy));
    const text = JSON.stringify(template);
    const expected = found(readJsonArtifact(JSON.stringify(policy)).artifact);
    expect(found(readCloudFormation(text))).toEqual(expected);
    expect(found(readJsonArtifact(text).artifact)).toEqual(expected);
    expect(found(readCloudFormation(yamlTemplate(choose, template)))).toEqual(expected);
    const plain = JSON.stringify(policy);
    const asText = { 'Fn::Sub': JSON.stringify(policy).replaceAll('${', '${!') };
    if (!isNested(plain))
      expect(found(readCloudFormation(JSON.stringify(templateOf(asText))))).toEqual(expected);
    // Terraform holds strings in Unicode's composed form
    if (plain === plain.normalize('NFC'))
      expect(found(readJsonArtifact(planOf(policy)).artifact)).toEqual(expected);
    if (text.includes('Fn::')) computed += 1;
  }
  expect(computed).toBeGreaterThan(ROUNDS / 2);
});

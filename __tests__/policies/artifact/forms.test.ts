import {
  describeAdmitted,
  gitlabWorld,
  judge,
  proveOpen,
  providerOf,
  readTrusts,
  type WrittenArtifact,
} from '../../../policies/index';
import { randomPolicy, randomRequest } from '../../support/random-policy';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';
import { WRITTEN_FORMS } from '../../support/written-forms';

const ROUNDS = rounds({ short: 450, long: 5_000 });
const INSTANCE = { url: 'https://gitlab.com', issuer: 'https://gitlab.com' };
const NOWHERE = { line: 1, column: 1 };

/** The judge is pure: what is said follows from what is read, and is compared in every so many rounds. */
const JUDGED_EACH = 6;

/** All that the judge is given of the one role of an artifact, without its names and places. */
function readOf({ roles, providers, unresolved, partial = [] }: WrittenArtifact): unknown {
  return {
    // which permissions a form does not show is its own
    roles: roles.map(({ document, account, partition, permissions, ownAccount = false }) => ({
      document,
      account,
      partition,
      permissions: [permissions.managed, permissions.inline],
      ownAccount,
    })),
    providers,
    unresolved: unresolved.map(({ reason }) => reason),
    partial: partial.length,
  };
}

/** What is said of the one role of an artifact, without its name. */
function saidOf(artifact: WrittenArtifact): unknown {
  const artifacts = [artifact];
  const { trusts, gaps } = judge({ artifacts });
  const [trust, ...others] = readTrusts({ artifacts });
  const said = {
    findings: trusts
      .flatMap(({ findings }) =>
        findings.map(({ check, message, pointer }) => `${check} ${pointer} ${message}`),
      )
      .toSorted(),
    gaps: gaps.map(({ reason }) => reason).toSorted(),
  };
  if (trust?.policy === undefined || others.length > 0) return { ...said, roles: others.length };
  const provider = { issuer: INSTANCE.issuer, account: '111122223333', partition: 'aws' };
  const { policy } = trust;
  const key = 'r';
  const world = { instance: INSTANCE, projects: new Map() };
  const proofs = proveOpen(
    world,
    [{ ...trust, key, provider }],
    [
      { kind: 'only', role: key, only: 'protected_refs', position: NOWHERE },
      { kind: 'never', role: key, never: ['tag'], position: NOWHERE },
    ],
  );
  return {
    ...said,
    provider: providerNamed(trust, artifacts),
    proofs: proofs.map(({ verdict, reason }) => `${verdict} ${reason}`),
    admits: describeAdmitted({ policy, provider }, gitlabWorld({ instance: INSTANCE, projects: [] })),
  };
}

function providerNamed(
  trust: Parameters<typeof providerOf>[0],
  artifacts: readonly WrittenArtifact[],
): unknown {
  try {
    return providerOf(trust, { artifacts }, {});
  } catch (error) {
    return (error as Error).message;
  }
}

/** Terraform writes the members of an object in the order of their names, and what depends on several is listed in the order of the policy. */
function sorted(policy: object): object {
  const byName = (_: string, value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.parse(JSON.stringify(policy, byName)) as object;
}

test(`${ROUNDS} random policies have the same findings, proofs and descriptions in every form`, async () => {
  const choose = chooser(seedFor('written forms'));
  const [[, bare], ...others] = Object.entries(WRITTEN_FORMS) as [
    [string, NonNullable<(typeof WRITTEN_FORMS)[string]>],
    ...[string, NonNullable<(typeof WRITTEN_FORMS)[string]>][],
  ];
  const compared = new Map(others.map(([name]) => [name, 0]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const policy = sorted(randomPolicy(choose, [randomRequest(choose)]));
    const said = (artifact: WrittenArtifact): unknown =>
      round % JUDGED_EACH === 0 ? [readOf(artifact), saidOf(artifact)] : readOf(artifact);
    const expected = said((await bare(policy, choose)) as WrittenArtifact);
    for (const [name, form] of others) {
      const artifact = await form(policy, choose);
      if (artifact === undefined) continue;
      compared.set(name, (compared.get(name) ?? 0) + 1);
      expect({ name, said: said(artifact) }).toEqual({ name, said: expected });
    }
  }
  const total = [...compared.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(5_000);
  // no form is omitted
  expect(Math.min(...compared.values())).toBeGreaterThan(ROUNDS / 4);
});

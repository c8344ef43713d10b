import { judgeDiff, parseTable, readJsonArtifact, readTrusts, tableContext } from '../../../policies/index';
import { judgeTableFile } from '../../../policies/judge/table/table-file';
import { naiveSearch } from '../../support/naive-chain';
import { randomRoles, type RandomRole } from '../../support/random-roles';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const WORLDS = rounds({ short: 2_000, long: 20_000 });
/** A difference is a few proofs a role. */
const COMPARED_EACH = 4;

const PROVIDER = 'arn:aws:iam::ACCOUNT:oidc-provider/gitlab.com';
const TABLE = `
table:
  - { pipeline: { path: acme/api, id: 7, namespace_id: 3, branch: main, audience: sts.amazonaws.com }, assumes: [] }
  - { pipeline: { path: acme/other, id: 8, namespace_id: 3, branch: main, audience: sts.amazonaws.com }, assumes: [] }
`;

/** The role where tokens of one project arrive. */
function entryOf(role: RandomRole): RandomRole {
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: PROVIDER.replace('ACCOUNT', role.account) },
    Condition: {
      StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:project_id': '7' },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/api:*' },
    },
  };
  return { ...role, trust: { Version: '2012-10-17', Statement: [statement] } };
}

/** The roles as `aws iam get-account-authorization-details` prints them. */
function artifactOf(roles: readonly RandomRole[]) {
  const boundaryOf = ({ account, name }: RandomRole): string =>
    `arn:aws:iam::${account}:policy/${name}-boundary`;
  const document = {
    RoleDetailList: roles.map((role) => ({
      Path: role.arn.replace(/^.*:role/, '').replace(/[^/]*$/, ''),
      RoleName: role.name,
      Arn: role.arn,
      AssumeRolePolicyDocument: role.trust,
      RolePolicyList: role.inline.map((policy, index) => ({
        PolicyName: `own-${index}`,
        PolicyDocument: policy,
      })),
      AttachedManagedPolicies: [],
      ...(role.boundary === undefined
        ? {}
        : {
            PermissionsBoundary: {
              PermissionsBoundaryType: 'Policy',
              PermissionsBoundaryArn: boundaryOf(role),
            },
          }),
    })),
    Policies: roles.flatMap((role) =>
      role.boundary === undefined
        ? []
        : [
            {
              PolicyName: `${role.name}-boundary`,
              Arn: boundaryOf(role),
              DefaultVersionId: 'v1',
              PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: role.boundary }],
            },
          ],
    ),
  };
  return readJsonArtifact(JSON.stringify(document), {}).artifact;
}

/** Every role with its provider, as a comparison takes it. */
function comparable(artifact: ReturnType<typeof artifactOf>, entry: RandomRole) {
  const provider = { issuer: 'https://gitlab.com', account: entry.account };
  return readTrusts({ artifacts: [artifact] }).map(({ key, policy, issuers, reachedBy, written }) => ({
    key,
    policy,
    issuers,
    reachedBy,
    ...(written.arn === entry.arn ? { provider } : {}),
  }));
}

test(`what tokens reach in ${WORLDS} worlds is what a naive search finds: by the table, and by a difference`, () => {
  const choose = chooser(seedFor('reached by tokens'));
  const counts = { reached: 0, not: 0, gained: 0, kept: 0 };
  for (let world = 0; world < WORLDS; world += 1) {
    const [first, ...others] = randomRoles(choose) as [RandomRole, ...RandomRole[]];
    const roles = [entryOf(first), ...others];
    const [entry] = roles as [RandomRole, ...RandomRole[]];
    const reached = naiveSearch(roles)(entry);
    const artifact = artifactOf(roles);
    const artifacts = [artifact];
    const trusts = readTrusts({ artifacts }).map((trust) => ({ ...trust, findings: [] }));
    const parsed = parseTable(TABLE, 't.yaml', tableContext(artifacts));
    if (!parsed.ok || parsed.issuer === undefined) throw new Error(JSON.stringify(parsed));
    const { rows } = judgeTableFile({ rows: parsed.rows, issuer: parsed.issuer }, trusts, artifacts);
    for (const { results, cell } of rows)
      expect(results).toEqual(
        trusts.map((_, column) => {
          const { expected, outcome, layer, breaks } = cell(column);
          return { expected, outcome, layer, holds: breaks === undefined };
        }),
      );
    const outcomes = rows.map(({ results }) => results.map(({ outcome }) => outcome === 'allow'));
    const wanted = roles.map((role) => role === entry || reached.has(role.key));
    if (JSON.stringify(outcomes) !== JSON.stringify([wanted, roles.map(() => false)]))
      throw new Error(`${JSON.stringify(outcomes)}, not ${JSON.stringify(wanted)}: ${JSON.stringify(roles)}`);
    counts.reached += reached.size;
    counts.not += others.length - reached.size;
    if (world % COMPARED_EACH !== 0) continue;
    const weaker = [{ ...entry, inline: [] }, ...others];
    const before = naiveSearch(weaker)(weaker[0] as RandomRole);
    const diffs = judgeDiff(comparable(artifactOf(weaker), entry), comparable(artifact, entry), {
      instance: { url: 'https://gitlab.com', issuer: 'https://gitlab.com' },
      projects: new Map(),
    });
    for (const role of others) {
      const gained = diffs.find(({ name }) => name.includes(role.arn))?.diff.gained.kind ?? 'none';
      const isNew = reached.has(role.key) && !before.has(role.key);
      if ((gained === 'some') !== isNew && gained !== 'cannot_tell')
        throw new Error(`${role.key} gained ${gained}: ${JSON.stringify(roles)}`);
      if (isNew) counts.gained += 1;
      else if (reached.has(role.key)) counts.kept += 1;
    }
  }
  expect(Math.min(counts.reached, counts.not, counts.gained)).toBeGreaterThan(100);
  expect(counts.kept).toBeGreaterThan(0);
});

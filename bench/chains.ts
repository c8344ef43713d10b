import { parseTable, readJsonArtifact, tableContext, type WrittenArtifact } from '../policies/index';
import { judgeTableFile } from '../policies/judge/table/table-file';
import { readTrusts } from '../policies/judge/read-trust';
import { once } from './measure';
import { duration, table, type Effort, type Section } from './section';

const STATEMENT = { Effect: 'Allow' } as const;

const accountOf = (account: number): string => String(100_000_000_000 + account);
const arnOf = (account: number, name: string): string => `arn:aws:iam::${accountOf(account)}:role/${name}`;

/**
 * The roles of one account: the first is assumed by the jobs of one project, and the others are reached from it: one by its ARN, one by the
 * account, one from the role before it. The last one of each account leads to the next account.
 */
function answerOf(account: number, roles: number, accounts: number): string {
  const names = Array.from({ length: roles }, (_, i) => `r${i}`);
  const before = (account + accounts - 1) % accounts;
  const list = names.map((name, i) => {
    const trusted = [
      arnOf(account, 'r0'),
      `arn:aws:iam::${accountOf(account)}:root`,
      arnOf(account, `r${i - 1}`),
    ];
    const principals = i === 1 ? [trusted[0], arnOf(before, `r${roles - 1}`)] : [trusted[i % 3]];
    const trust =
      i === 0
        ? {
            ...STATEMENT,
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: `arn:aws:iam::${accountOf(account)}:oidc-provider/gitlab.com` },
            Condition: {
              StringEquals: {
                'gitlab.com:aud': 'sts.amazonaws.com',
                'gitlab.com:project_id': String(1_000 + account),
              },
              StringLike: { 'gitlab.com:sub': `project_path:acme/p${account}:ref_type:branch:ref:*` },
            },
          }
        : { ...STATEMENT, Action: 'sts:AssumeRole', Principal: { AWS: principals } };
    const next = i === roles - 1 ? [arnOf((account + 1) % accounts, 'r1')] : [];
    const resources = [`arn:aws:iam::${accountOf(account)}:role/*`, ...next];
    return {
      Path: '/',
      RoleName: name,
      Arn: arnOf(account, name),
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      RolePolicyList: [
        {
          PolicyName: 'chain',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ ...STATEMENT, Action: 'sts:AssumeRole', Resource: resources }],
          },
        },
      ],
      AttachedManagedPolicies: [],
    };
  });
  return JSON.stringify({ RoleDetailList: list });
}

function rowsOf(accounts: number): string {
  const rows = Array.from({ length: accounts }, (_, account) => {
    const pipeline = {
      path: `acme/p${account}`,
      id: 1_000 + account,
      namespace_id: 1,
      branch: 'main',
      protected: true,
      audience: 'sts.amazonaws.com',
    };
    return { pipeline, assumes: [] };
  });
  return JSON.stringify({ table: rows });
}

interface Measured {
  readonly roles: number;
  readonly reached: number;
  readonly broken: number;
  readonly read: number;
  readonly decide: number;
}

function measured(roles: number, accounts: number): Measured {
  const artifacts: readonly WrittenArtifact[] = Array.from(
    { length: accounts },
    (_, account) => readJsonArtifact(answerOf(account, roles / accounts, accounts), {}).artifact,
  );
  const parsed = parseTable(rowsOf(accounts), 'rows.yaml', tableContext(artifacts));
  if (!parsed.ok || parsed.issuer === undefined) throw new Error('the table cannot be read');
  const { rows, issuer } = parsed;
  const read = once(() => readTrusts({ artifacts }));
  const trusts = read.answer.map((trust) => ({ ...trust, findings: [] }));
  const decide = once(() => judgeTableFile({ rows, issuer }, trusts, artifacts));
  const broken = decide.answer.rows.reduce((sum, row) => sum + row.broken.length, 0);
  const reached = trusts.filter(({ reachedBy = [] }) => reachedBy.length > 0).length;
  // every role of the ring but those that nobody trusts is reached from every project
  if (reached === 0 || broken === 0) throw new Error('no chain was followed');
  return { roles: trusts.length, reached, broken, read: read.ns, decide: decide.ns };
}

/** The matrix of many roles in many accounts that lead to each other. */
export const chains: Section = {
  name: 'chains',
  text: (effort: Effort) => {
    const sizes: readonly (readonly [number, number])[] =
      effort === 'full'
        ? [
            [200, 10],
            [1_000, 50],
          ]
        : [[20, 2]];
    const lines = sizes.map(([count, accounts]) => {
      const { roles, reached, broken, read, decide } = measured(count, accounts);
      return [
        `${roles} × ${accounts}`,
        String(reached),
        String(broken),
        duration(read),
        duration(decide),
        duration(read + decide),
      ];
    });
    const heads = ['roles × accounts', '>reached by chain', '>cells', '>chains', '>matrix', '>together'];
    return Promise.resolve(table(heads, lines));
  },
};

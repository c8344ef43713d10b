import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compilePolicy,
  jobRules,
  judgePipeline,
  parsePolicy,
  providerArn,
  toPolicy,
  type Federation,
  type Pipeline,
  type RawClaims,
} from '../../../policies/index';
import { edited, SMALL_FEDERATION } from '../federation/small-federation';
import {
  AWKWARD_BRANCHES,
  AWKWARD_FEDERATION,
  federationOf,
  SELF_MANAGED_FEDERATION,
} from './awkward-federation';

const SAMPLE = federationOf(readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'));

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The predefined variables of a pipeline that rules look at.
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
function variablesOf({ project, target, source }: Pipeline, refProtected: unknown): Variables {
  const merge = target.kind === 'merge_request' ? target.mergeRequest : undefined;
  return {
    CI_PROJECT_PATH: project.path,
    CI_PIPELINE_SOURCE: source,
    CI_COMMIT_REF_PROTECTED: String(refProtected),
    CI_COMMIT_BRANCH: target.kind === 'branch' ? target.name : undefined,
    CI_COMMIT_TAG: target.kind === 'tag' ? target.name : undefined,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: merge?.from,
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: merge && (merge.fork ?? project).path,
  };
}

/** Whether a `rules: if` holds, for the expressions that refgate writes. */
function holds(expression: string, variables: Variables): boolean {
  return expression.split(' && ').every((condition) => {
    const match = /^\$(\w+)(?: (==|=~) (?:"([^"]*)"|\$(\w+)|\/(.+)\/))?$/.exec(condition);
    if (match === null) throw new Error(`cannot read ${condition}`);
    const [, name = '', operator, literal, other, pattern] = match;
    const value = variables[name] ?? '';
    if (operator === undefined) return value !== '';
    if (operator === '==') return value === (literal ?? variables[other ?? '']);
    return new RegExp(pattern as string).test(value);
  });
}

/** What rules cannot see: another id behind the same path, another audience, an environment. */
function visible({ project, audience }: Pipeline, federation: Federation): boolean {
  const declared = [...federation.projects.values()].find(({ path }) => path === project.path);
  return audience === federation.audience && (declared === undefined || declared.id === project.id);
}

interface Case {
  readonly title: string;
  readonly job: boolean;
  readonly token: boolean;
}

/** Every row and role: whether the job would run, and whether the role admits its token. */
function cases(federation: Federation): readonly Case[] {
  return [...federation.roles.values()].flatMap((role) => {
    const { account, grant } = role;
    const written = toPolicy(grant, providerArn(grant.issuer, account.id, account.partition));
    const parsed = parsePolicy(written.ok ? written.document : {});
    if (!parsed.ok) throw new Error('no policy');
    const rules = jobRules(grant);
    return federation.table.flatMap(({ label, token }): readonly Case[] => {
      if (token.kind !== 'pipeline' || !visible(token.pipeline, federation)) return [];
      const provider = { issuer: grant.issuer, account: account.id };
      return judgePipeline(compilePolicy(parsed.policy), token.pipeline, provider).map(
        ({ claims, decision }): Case => {
          const { ref_protected } = (claims ?? {}) as RawClaims;
          const variables = variablesOf(token.pipeline, ref_protected);
          return {
            title: `${role.key}: ${label}`,
            job: rules.some((rule) => holds(rule, variables)),
            token: decision.outcome === 'allow',
          };
        },
      );
    });
  });
}

/** Protection alone, and names that begin or end like trusted ones. */
const NEAR_MISSES = federationOf(
  edited(
    edited(SMALL_FEDERATION, 'branches: ["*"]', 'branches: [main, release/*], tags: [v*]'),
    'branches: [main], protected: true, sources: [push]',
    'branches: ["*"], tags: [main, v*], protected: true',
  ).replace(
    /table:[\s\S]*/,
    `table:
${['main', 'mainline', 'x-main', 'release/1', 'x-release/1', 'release', 'v1', 'xv1']
  .flatMap((name) =>
    ['branch', 'tag'].map((type) => `  - { pipeline: { project: api, ${type}: ${name} }, assumes: [] }`),
  )
  .join('\n')}
  - { pipeline: { project: api, merge_request: { from: main, into: main } }, assumes: [] }
  - { pipeline: { project: api, merge_request: { from: x-main, into: main } }, assumes: [] }
`,
  ),
);

test.each([
  ['near misses', NEAR_MISSES, 34],
  ['the sample', SAMPLE, 150],
  ['a self-managed instance', federationOf(SELF_MANAGED_FEDERATION), 4],
  ['names that mean something elsewhere', federationOf(AWKWARD_FEDERATION), 4],
])('%s: a job runs exactly where the role admits its token', (_name, federation, least) => {
  const all = cases(federation);
  expect(all.length).toBeGreaterThanOrEqual(least);
  expect(all.filter(({ job, token }) => job !== token)).toEqual([]);
  expect(new Set(all.map(({ job }) => job)).size).toBe(2);
});

test('names with quotes, dollars and signs are matched as they are, and nothing beside them', () => {
  const [rule = ''] = jobRules(federationOf(AWKWARD_FEDERATION).roles.get('plan')!.grant);
  const run = (branch: string): boolean =>
    holds(rule, { CI_PROJECT_PATH: 'acme/platform/api', CI_COMMIT_BRANCH: branch });
  expect(AWKWARD_BRANCHES.filter((branch) => !run(branch))).toEqual([]);
  expect(['aXb+c(d)|e', 'e', 'say-hi', 'release/', 'x', 'yes2', '2yes'].filter(run)).toEqual([]);
});

test('a single name is compared, a pattern is anchored, `*` alone asks that there is one', () => {
  const rules = (key: string): readonly string[] => jobRules(SAMPLE.roles.get(key)!.grant);
  expect(rules('deploy')).toEqual([
    '$CI_PROJECT_PATH == "acme/platform/api" && $CI_COMMIT_BRANCH == "main" && $CI_COMMIT_REF_PROTECTED == "true" && ' +
      '$CI_PIPELINE_SOURCE =~ /^(push|web|schedule)$/',
  ]);
  expect(rules('release')[0]).toContain('$CI_COMMIT_TAG =~ /^v.*$/');
  expect(rules('web-deploy')[0]).toContain(String.raw`$CI_COMMIT_BRANCH =~ /^(main|release\/.*)$/`);
  expect(rules('plan')).toEqual([
    '$CI_PROJECT_PATH == "acme/platform/api" && $CI_COMMIT_BRANCH',
    '$CI_PROJECT_PATH == "acme/platform/api" && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME && ' +
      '$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH',
  ]);
});

import {
  DEFAULT_SUB_CLAIM,
  PIPELINE_SOURCES,
  toPolicy,
  type Grant,
  type Pipeline,
  type Project,
  type ProviderRegistration,
} from '../../../policies/index';
import type { Choose } from '../../support/seed';

/** A trust policy document, as a test may change it. */
export interface Document {
  Version: string;
  Statement: {
    Effect: string;
    Principal: unknown;
    Action: unknown;
    Condition: Record<string, Record<string, string | string[]>>;
  }[];
}

/** A pipeline that can assume a role, or what one mistake made of the two. */
export interface Pair {
  readonly document: Document;
  readonly pipeline: Pipeline;
  readonly provider: ProviderRegistration;
}

const pick = <T>(list: readonly T[], choose: Choose): T => list[choose(list.length)] as T;

const COMPONENTS = [
  [...DEFAULT_SUB_CLAIM],
  [...DEFAULT_SUB_CLAIM, 'ref_protected'],
  [...DEFAULT_SUB_CLAIM, 'environment_protected', 'deployment_tier'],
  ['project_id', 'ref_type', 'ref', 'ref_protected'],
] as const;
const REFS = ['main', 'release/1.2', 'v1.0', 'feature/a$b', 'hot-fix'];

/** A pair of which every token is allowed. */
export function goodPair(choose: Choose): Pair {
  const com = choose(2) === 0;
  const issuer = com ? 'https://gitlab.com' : 'https://gitlab.example.com';
  const subClaim = pick(COMPONENTS, choose);
  const ref = pick(REFS, choose);
  const type = choose(3) === 0 ? 'tag' : 'branch';
  const rule = { pattern: ref, push: 'maintainer', merge: 'maintainer' } as const;
  const project: Project = {
    path: pick(['acme/api', 'acme/platform/web'], choose),
    id: '101',
    namespaceId: '12',
    protectedBranches: type === 'branch' ? [rule] : [],
    protectedTags: type === 'tag' ? [rule] : [],
    protectedEnvironments: ['production'],
    subClaim,
    visibility: 'private',
  };
  const inEnvironment = subClaim.some((name) => name === 'deployment_tier');
  const pipeline: Pipeline = {
    instance: { url: issuer, issuer },
    project,
    target: { kind: type, name: ref },
    source: pick(PIPELINE_SOURCES.slice(0, 4), choose),
    audience: 'sts.amazonaws.com',
    ...(inEnvironment
      ? { environment: { name: 'production', tier: 'production' as const, action: 'start' as const } }
      : {}),
  };
  const grant: Grant = {
    issuer,
    audience: 'sts.amazonaws.com',
    rules: [
      {
        project,
        refs: [{ type, pattern: choose(3) === 0 ? `${ref.slice(0, 3)}*` : ref }],
        protected: com || subClaim.some((name) => name === 'ref_protected'),
        ...(inEnvironment ? { environment: { protected: true, tier: 'production' } } : {}),
        ...(com && choose(2) === 0 ? { sources: [pipeline.source] } : {}),
      },
    ],
  };
  const provider = { issuer, account: '111122223333', partition: 'aws', clientIds: ['sts.amazonaws.com'] };
  const made = toPolicy(grant, `arn:aws:iam::111122223333:oidc-provider/${issuer.slice('https://'.length)}`);
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join());
  const document = structuredClone(made.document) as unknown as Document;
  if (choose(2) === 0) loosen(document);
  return { document, pipeline, provider };
}

/** Without the ids: whoever has the path, now or later. */
function loosen({ Statement }: Document): void {
  for (const { Condition } of Statement)
    for (const keys of Object.values(Condition))
      for (const key of Object.keys(keys)) if (/:(?:project|namespace)_id$/.test(key)) delete keys[key];
}

/** One mistake. `gitlab`: it was made in the job or in GitLab, and there the fix belongs. */
export interface Mistake {
  readonly name: string;
  readonly side: 'gitlab' | 'policy' | 'either';
  /** `undefined` where the pair has nothing to get wrong in this way. */
  readonly make: (pair: Pair) => Pair | undefined;
}

const inPolicy = (pair: Pair, change: (document: Document) => boolean): Pair | undefined => {
  const document = structuredClone(pair.document);
  return change(document) ? { ...pair, document } : undefined;
};

/** Every value of `sub`, made again. */
const withSubjects = (pair: Pair, change: (value: string) => string): Pair | undefined =>
  inPolicy(pair, ({ Statement }) => {
    for (const { Condition } of Statement)
      for (const keys of Object.values(Condition))
        for (const [key, value] of Object.entries(keys))
          if (key.endsWith(':sub')) keys[key] = [value].flat().map(change);
    return true;
  });

const inPipeline = (pair: Pair, change: Partial<Pipeline>): Pair => ({
  ...pair,
  pipeline: { ...pair.pipeline, ...change },
});
const inProject = (pair: Pair, change: Partial<Project>): Pair =>
  inPipeline(pair, { project: { ...pair.pipeline.project, ...change } });

const hostOf = ({ provider }: Pair): string => provider.issuer.slice('https://'.length);

export const MISTAKES: readonly Mistake[] = [
  {
    name: 'the ref is not protected',
    side: 'gitlab',
    make: (pair) => inProject(pair, { protectedBranches: [], protectedTags: [] }),
  },
  {
    name: 'the audience is another',
    side: 'gitlab',
    make: (pair) => inPipeline(pair, { audience: 'https://vault.example.com' }),
  },
  {
    name: 'two audiences',
    side: 'gitlab',
    make: (pair) => inPipeline(pair, { audience: ['sts.amazonaws.com', 'x'] }),
  },
  {
    name: 'the job has no environment',
    side: 'gitlab',
    make: (pair) => {
      const { environment, ...pipeline } = pair.pipeline;
      return environment === undefined ? undefined : { ...pair, pipeline };
    },
  },
  {
    name: 'the environment has another tier',
    side: 'gitlab',
    make: (pair) =>
      pair.pipeline.environment === undefined
        ? undefined
        : inPipeline(pair, { environment: { ...pair.pipeline.environment, tier: 'staging' } }),
  },
  {
    name: 'the environment is not protected',
    side: 'gitlab',
    make: (pair) => inProject(pair, { protectedEnvironments: [] }),
  },
  {
    name: 'the project has other sub components',
    side: 'gitlab',
    make: (pair) => inProject(pair, { subClaim: pair.pipeline.project.subClaim.slice(0, 3) }),
  },
  {
    name: 'the project has more sub components',
    side: 'either',
    make: (pair) =>
      inProject(pair, {
        subClaim: [...new Set([...pair.pipeline.project.subClaim, 'ref_protected' as const])],
      }),
  },
  {
    name: 'another ref',
    side: 'policy',
    make: (pair) => inPipeline(pair, { target: { ...pair.pipeline.target, name: 'zz/other' } as never }),
  },
  {
    name: 'a tag in place of a branch, or the reverse',
    side: 'policy',
    make: (pair) => {
      const { target } = pair.pipeline;
      return inPipeline(pair, {
        target: { ...target, kind: target.kind === 'tag' ? 'branch' : 'tag' } as never,
      });
    },
  },
  {
    name: 'started in another way',
    side: 'policy',
    make: (pair) => inPipeline(pair, { source: 'parent_pipeline' }),
  },
  {
    name: 'a wildcard under StringEquals',
    side: 'policy',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        for (const { Condition } of Statement) {
          const { StringLike, StringEquals } = Condition;
          if (StringLike === undefined) return false;
          Condition.StringEquals = { ...StringEquals, ...StringLike };
          delete Condition.StringLike;
        }
        return true;
      }),
  },
  {
    name: 'keys of another host',
    side: 'policy',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        for (const { Condition } of Statement)
          for (const [operator, keys] of Object.entries(Condition))
            Condition[operator] = Object.fromEntries(
              Object.entries(keys).map(([key, value]) => [
                key.replace(`${hostOf(pair)}:`, `https://${hostOf(pair)}:`),
                value,
              ]),
            );
        return true;
      }),
  },
  {
    name: 'a key that AWS never fills',
    side: 'policy',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        for (const { Condition } of Statement)
          (Condition.StringEquals ??= {})[`${hostOf(pair)}:iss`] = `https://${hostOf(pair)}`;
        return true;
      }),
  },
  {
    name: 'a key of gitlab.com',
    side: 'policy',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        if (hostOf(pair) === 'gitlab.com') return false;
        for (const { Condition } of Statement)
          (Condition.StringEquals ??= {})[`${hostOf(pair)}:ref_protected`] = 'true';
        return true;
      }),
  },
  {
    name: 'an audience that nobody requests',
    side: 'either',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        for (const { Condition } of Statement)
          for (const keys of Object.values(Condition))
            for (const key of Object.keys(keys)) if (key.endsWith(':aud')) keys[key] = 'sts.amazonaws.com.cn';
        return true;
      }),
  },
  {
    name: 'the provider of another partition',
    side: 'policy',
    make: (pair) => ({ ...pair, provider: { ...pair.provider, partition: 'aws-us-gov' } }),
  },
  {
    name: 'the provider of another account',
    side: 'policy',
    make: (pair) => ({ ...pair, provider: { ...pair.provider, account: '999999999999' } }),
  },
  {
    name: 'the action of users',
    side: 'policy',
    make: (pair) =>
      inPolicy(pair, ({ Statement }) => {
        for (const statement of Statement) statement.Action = 'sts:AssumeRole';
        return true;
      }),
  },
  {
    name: 'a full ref name',
    side: 'policy',
    make: (pair) => withSubjects(pair, (value) => value.replace(':ref:', ':ref:refs/heads/')),
  },
  {
    name: 'a subject of GitHub Actions',
    side: 'policy',
    make: (pair) =>
      withSubjects(pair, (value) =>
        value
          .replace(/^project_path:/, 'repo:')
          .replace(':ref_type:branch:ref:', ':ref:refs/heads/')
          .replace(':ref_type:tag:ref:', ':ref:refs/tags/'),
      ),
  },
  {
    name: 'ref_type:mr',
    side: 'policy',
    make: (pair) => withSubjects(pair, (value) => value.replace(/:ref_type:\w+:/, ':ref_type:mr:')),
  },
  {
    name: 'the path in another case',
    side: 'policy',
    make: (pair) => withSubjects(pair, (value) => value.replace('acme', 'Acme')),
  },
  {
    name: 'only the project',
    side: 'policy',
    make: (pair) => withSubjects(pair, (value) => value.split(':').slice(0, 2).join(':')),
  },
  {
    name: 'another project',
    side: 'policy',
    make: (pair) => withSubjects(pair, (value) => value.replace('acme', 'other')),
  },
  {
    name: 'another project id',
    side: 'policy',
    make: (pair) => (hostOf(pair) === 'gitlab.com' ? inProject(pair, { id: '909' }) : undefined),
  },
];

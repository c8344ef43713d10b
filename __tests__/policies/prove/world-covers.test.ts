import { inShape, isMember } from '../../../policies/automata/index';
import { GITLAB_COM_KEYS, type RawClaims } from '../../../policies/context/index';
import { simulate, type Pipeline } from '../../../policies/gitlab/index';
import { projectPathProblem } from '../../../policies/gitlab/paths';
import { refProblem } from '../../../policies/gitlab/refs';
import { gitlabWorld, type GitlabWorld } from '../../../policies/prove/index';
import { PROJECT_PATH } from '../../../policies/prove/world/path-shape';
import { GITLAB_REF } from '../../../policies/prove/world/ref-shape';
import { API, GITLAB_COM, GOLDEN_PIPELINES } from '../../support/golden-pipelines';
import { pick, randomGitlab, randomPipeline } from '../../support/random-gitlab';
import { chooser, seedFor, type Choose } from '../../support/seed';
import { rounds } from '../../support/rounds';

// A world that lacks a token makes `proved` unsound.

/** Whether some case of the world holds the token, its `sub` read as components and as text. */
function holds(world: GitlabWorld, claims: RawClaims): readonly [boolean, boolean] {
  // What AWS does not see cannot tell tokens apart.
  const seen: readonly string[] = ['sub', 'aud', ...(world.isGitlabCom ? GITLAB_COM_KEYS : [])];
  const values = Object.entries(claims).flatMap(([name, value]) =>
    typeof value === 'string' && seen.includes(name) ? [[`${world.host}:${name}`, value] as const] : [],
  );
  const within = (reading: 'fields' | 'text'): boolean =>
    world.cases(reading).some(({ parts, subject }) => {
      const all = new Map([...values, ...subject.assign(claims)]);
      return parts.every(({ keys, formula }) => !keys.every((key) => all.has(key)) || isMember(formula, all));
    });
  return [within('fields'), within('text')];
}

function tokensOf(pipeline: Pipeline): readonly RawClaims[] {
  const simulation = simulate(pipeline);
  return simulation.kind === 'tokens' ? simulation.tokens.map(({ claims }) => ({ ...claims })) : [];
}

describe('every golden token is in the world of its instance', () => {
  it.each(Object.entries(GOLDEN_PIPELINES))('%s', (id, pipeline) => {
    const { instance, project } = pipeline;
    const shaped = project.id === API.id ? { ...API, subClaim: project.subClaim } : API;
    const world = gitlabWorld({
      instance: { ...GITLAB_COM, ...instance },
      projects: [shaped],
      assume: {
        // A project of a golden token with its own components is another version of the declared one.
        'usual-sub-claims': project.id === API.id,
        'merge-request-protection': true,
        // The branch that GitLab itself would not let be.
        'gitlab-refs': id !== 'G16',
        'not-empty': pipeline.emptyRepository !== true,
      },
    });
    const declared = project.id === API.id && project.path === API.path;
    const found = tokensOf(
      declared ? { ...pipeline, project: { ...project, ...rulesOf(shaped) } } : pipeline,
    );
    expect(found.length).toBeGreaterThan(0);
    for (const claims of found) {
      if (Array.isArray(claims.aud)) continue;
      expect(holds(world, claims)).toEqual([true, true]);
    }
  });
});

/** What the world is told of a project's rules. */
function rulesOf({ protectedBranches, protectedTags, protectMergeRequestPipelines }: typeof API) {
  return { protectedBranches, protectedTags, protectMergeRequestPipelines };
}

const TOKENS = rounds({ short: 1_000, long: 4_000 });

test(`${TOKENS} tokens of random pipelines of random instances are in their world`, () => {
  const seed = seedFor('world');
  const choose = chooser(seed);
  let tokens = 0;
  while (tokens < TOKENS) {
    const gitlab = randomGitlab(choose);
    const world = gitlabWorld(gitlab);
    for (let i = 0; i < 40; i += 1) {
      const pipeline = withAwkwardRef(choose, randomPipeline(choose, gitlab));
      for (const claims of tokensOf(pipeline)) {
        tokens += 1;
        if (holds(world, claims).includes(false))
          throw new Error(
            `seed ${seed}: not in the world\n${JSON.stringify({ gitlab, claims, pipeline }, null, 1)}`,
          );
      }
    }
  }
});

const LETTERS = [...'abXYZ019-_./+@{}$%&()!,;=#\'"<>|`é日😀:*?[\\^~ \u0001'];
const WORDS = ['main', '.lock', '.git', '.atom', 'refs/heads/', 'HEAD', '..', '@{', '//', '.', '@', 'lock'];

function randomText(choose: Choose): string {
  return Array.from({ length: 1 + choose(6) }, () =>
    choose(4) === 0 ? pick(choose, WORDS) : pick(choose, choose(3) > 0 ? LETTERS.slice(0, 15) : LETTERS),
  ).join('');
}

function withAwkwardRef(choose: Choose, pipeline: Pipeline): Pipeline {
  const name = randomText(choose);
  if (choose(3) > 0 || refProblem(name) !== undefined || pipeline.target.kind === 'merge_request')
    return pipeline;
  return { ...pipeline, target: { ...pipeline.target, name } };
}

const TEXTS = rounds({ short: 15_000, long: 60_000 });

test(`${TEXTS} random texts: every ref and every path that can be is in its shape, and no other ref`, () => {
  const seed = seedFor('shapes');
  const choose = chooser(seed);
  const tally = { refs: 0, paths: 0 };
  for (let i = 0; i < TEXTS; i += 1) {
    const text = choose(2) === 0 ? randomText(choose) : `${randomText(choose)}/${randomText(choose)}`;
    const at = new Map([['x', text]]);
    const inRefs = isMember(inShape('x', GITLAB_REF), at);
    const canBeRef = refProblem(text) === undefined;
    if (inRefs !== canBeRef) throw new Error(`seed ${seed}: ref ${JSON.stringify(text)}: ${inRefs}`);
    const canBePath = projectPathProblem(text) === undefined;
    if (canBePath && !isMember(inShape('x', PROJECT_PATH), at))
      throw new Error(`seed ${seed}: path ${JSON.stringify(text)}`);
    tally.refs += canBeRef ? 1 : 0;
    tally.paths += canBePath ? 1 : 0;
  }
  expect(tally.refs).toBeGreaterThan(TEXTS / 12);
  expect(tally.paths).toBeGreaterThan(TEXTS / 60);
});

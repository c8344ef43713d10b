import { TRUE, decide } from '../../../policies/automata/index';
import { candidateValues } from '../../../policies/prove/candidates';
import { gitlabWorld } from '../../../policies/prove/index';
import { roleFormula } from '../../../policies/prove/role-trust';
import { CaseBuilder } from '../../../policies/prove/world/case-builder';
import { CaseIndex } from '../../../policies/prove/world/case-index';
import { canSplit } from '../../../policies/prove/world/field-subject';
import { CaseReader, formulaOf } from '../../../policies/prove/world/case-question';
import { gitlabKeys } from '../../../policies/prove/world/gitlab-keys';
import { parsePolicy } from '../../../policies/trust/index';
import { API, API_SUB, COM, role as roleOf, strict, world } from '../../support/prover-world';
import { randomGitlab, randomTrustPolicy } from '../../support/random-gitlab';
import { chooser, seedFor } from '../../support/seed';
import { rounds } from '../../support/rounds';

const POLICIES = rounds({ short: 100, long: 400 });

test(`a case that the index omits has no token that a role admits: ${POLICIES} random roles`, () => {
  const seed = seedFor('case index');
  const choose = chooser(seed);
  const tally = { asked: 0, left: 0, kept: 0 };
  for (let i = 0; i < POLICIES; i += 1) {
    const gitlab = randomGitlab(choose);
    const document = randomTrustPolicy(choose, gitlab);
    const parsed = parsePolicy(document);
    if (!parsed.ok) continue;
    const made = gitlabWorld({ ...gitlab, assume: { 'no-renames': choose(2) === 0 } });
    const provider = { issuer: gitlab.instance.issuer, account: '111122223333' };
    const keys = gitlabKeys(made, provider, candidateValues([parsed.policy]));
    const { admits } = roleFormula({ policy: parsed.policy, provider }, 'it', keys, 'named', undefined);
    const reading = canSplit(admits, `${made.host}:sub`) ? 'fields' : 'text';
    const reader = new CaseReader(admits);
    const kept = new Set(made.index(reading).candidates(admits, (subject) => reader.readAs(subject)));
    tally.asked += 1;
    tally.kept += kept.size;
    for (const tokens of made.cases(reading)) {
      if (kept.has(tokens)) continue;
      tally.left += 1;
      const open = reader.within(tokens);
      const answer = open === undefined ? 'empty' : decide(formulaOf(open), { maxNodes: 20_000 }).kind;
      if (answer !== 'empty')
        throw new Error(
          `seed ${seed}: ${answer} in ${tokens.origin} ${tokens.pipelineKind}: ${JSON.stringify(document)}`,
        );
    }
  }
  process.stdout.write(`case index: ${JSON.stringify(tally)}\n`);
  expect(tally.asked).toBeGreaterThan(POLICIES / 2);
  expect(tally.left).toBeGreaterThan(POLICIES);
  expect(tally.kept).toBeGreaterThan(POLICIES);
});

test('nor in a world of many projects that is asked about many roles', () => {
  const seed = seedFor('case index of many');
  const choose = chooser(seed);
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)] as T;
  const projects = Array.from({ length: 12 }, (_, i) => ({
    ...API,
    path: `acme/g${i % 4}/p${i}`,
    id: String(100 + i),
    namespaceId: String(10 + (i % 4)),
  }));
  const many = world(COM, {}, projects);
  let left = 0;
  for (let i = 0; i < 40; i += 1) {
    const asked = Array.from({ length: choose(4) === 0 ? 2 : 1 }, () => {
      const { path, id, namespaceId } = pick(projects);
      const other = pick(projects);
      const ids = pick([{ project_id: id }, { project_id: other.id }, { namespace_id: namespaceId }, {}]);
      const ref = pick([{ ref_protected: 'true' }, { pipeline_source: ['push', 'web'] }, {}]);
      const subject = pick([
        `project_path:${path}:ref_type:branch:ref:main`,
        `project_path:${path}:*`,
        `project_path:${other.path}:ref_type:tag:ref:v*`,
        'project_path:acme/g1/*:ref_type:*:ref:*',
      ]);
      return { conditions: { StringEquals: { ...ids, ...ref }, StringLike: { sub: subject } } };
    });
    const one = roleOf(asked);
    const keys = gitlabKeys(many, one.provider, new Map());
    const { admits } = roleFormula(one, 'it', keys, 'named', undefined);
    const reader = new CaseReader(admits);
    const kept = new Set(many.index('fields').candidates(admits, (subject) => reader.readAs(subject)));
    for (const tokens of many.cases('fields')) {
      if (kept.has(tokens)) continue;
      left += 1;
      const open = reader.within(tokens);
      const answer = open === undefined ? 'empty' : decide(formulaOf(open), { maxNodes: 20_000 }).kind;
      if (answer !== 'empty')
        throw new Error(
          `seed ${seed}: ${answer} in ${tokens.origin} ${tokens.project?.path}: ${JSON.stringify(asked)}`,
        );
    }
  }
  expect(left).toBeGreaterThan(1_000);
});

describe('what a role asks of one key decides which cases are looked at', () => {
  const others = Array.from({ length: 20 }, (_, i) => ({
    ...API,
    path: `acme/other/p${i}`,
    id: String(900 + i),
    namespaceId: '77',
  }));
  const many = world(COM, {}, [API, ...others]);
  const projectsOf = (role: ReturnType<typeof strict>) => {
    const keys = gitlabKeys(many, role.provider, new Map());
    const { admits } = roleFormula(role, 'it', keys, 'named', undefined);
    const reader = new CaseReader(admits);
    const kept = many.index('fields').candidates(admits, (subject) => reader.readAs(subject));
    // A renamed project may be under any path that nobody declared.
    const told = kept.filter(({ origin }) => origin !== 'renamed');
    return [...new Set(told.map(({ project }) => project?.path ?? 'anybody'))].toSorted();
  };

  it('an id: the cases of its project alone', () => {
    expect(projectsOf(strict())).toEqual([API.path]);
  });

  it('an id: the cases of other projects are not even made', () => {
    const role = strict();
    const keys = gitlabKeys(many, role.provider, new Map());
    const { admits } = roleFormula(role, 'it', keys, 'named', undefined);
    const reader = new CaseReader(admits);
    const made: (string | undefined)[] = [];
    const groups = new CaseBuilder(many, 'fields').all('all').map((group) => ({
      ...group,
      cases: () => {
        made.push(group.project?.path);
        return group.cases();
      },
    }));
    const kept = new CaseIndex(groups).candidates(admits, (subject) => reader.readAs(subject));
    expect(kept.length).toBeGreaterThan(0);
    expect(groups.length).toBeGreaterThan(60);
    expect([...new Set(made)]).toEqual([API.path]);
  });

  it('a path without an id: its project, and whoever may come into the path', () => {
    const kept = projectsOf(strict(['project_id', 'namespace_id', 'ref_protected']));
    expect(kept).toEqual([API.path]);
  });

  it('a pattern of paths: those that it matches, and those that nobody declared', () => {
    const role = strict(['sub', 'project_id', 'namespace_id', 'ref_protected'], {
      StringLike: { sub: [`${API_SUB}main`, 'project_path:acme/other/p1*:ref_type:branch:ref:main'] },
    });
    const eleven = others.filter(({ path }) => /p1\d?$/.test(path)).map(({ path }) => path);
    expect(projectsOf(role)).toEqual([API.path, ...eleven, 'anybody'].toSorted());
  });

  it('projects and origins: the cases of these alone, in the order of the world', () => {
    const projects = new Set([others[3]!, API, { ...API }]);
    const about = { origins: ['renamed', 'declared'], projects } as const;
    const kept = many.index('fields').candidates(TRUE, () => TRUE, about);
    const expected = many
      .cases('fields')
      .filter(({ origin, project }) => /^(declared|renamed)$/.test(origin) && projects.has(project!));
    expect(new Set(kept.map(({ origin }) => origin)).size).toBe(2);
    expect(kept).toEqual(expected);
  });

  it('nothing: all of them, in the order of the world', () => {
    expect(projectsOf(strict(['sub', 'project_id', 'namespace_id', 'ref_protected']))).toHaveLength(22);
    const all = many.index('fields').candidates(TRUE, () => TRUE);
    expect(all).toEqual(many.cases('fields'));
  });
});

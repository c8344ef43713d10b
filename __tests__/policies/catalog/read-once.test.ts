import { allow, EXAMPLE_PROJECT, PINS, policyOf } from '../../../policies/catalog/example';
import { isExcluded } from '../../../policies/catalog/exclusion';
import { listedValues } from '../../../policies/catalog/listed';
import { declaredProject } from '../../../policies/catalog/project-subjects';
import { rolesAt } from '../../../policies/catalog/prover';
import { allowing } from '../../../policies/catalog/statements';
import { isCutOff, literal, subPatterns } from '../../../policies/catalog/sub-pattern';
import type { CheckInput } from '../../../policies/catalog/index';
import type { Project } from '../../../policies/gitlab/index';
import { parsePolicy, type PatternToken } from '../../../policies/trust/index';
import { chooser, seedFor, type Choose } from '../../support/seed';

// What is read off the declared projects is read once for all roles: here against the same, looked for each time.

const pick = <T>(choose: Choose, list: readonly T[]): T => list[choose(list.length)] as T;
const COM = 'gitlab.com';

function inputOf(conditions: object, projects: readonly Project[], version = '2012-10-17'): CheckInput {
  const document = { ...policyOf(allow(conditions as never)), Version: version };
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { policy: parsed.policy, document, projects };
}

const randomProject = (choose: Choose): Project => ({
  ...EXAMPLE_PROJECT,
  path: pick(choose, ['acme/a', 'acme/b', 'acme/c']),
  id: pick(choose, [undefined, '1', '2', '3']),
  namespaceId: pick(choose, [undefined, '7', '8']),
  subClaim: pick(choose, [
    ['project_path', 'ref_type', 'ref'],
    ['project_path', 'ref_type'],
    ['project_id'],
  ] as const),
});

test('the project that a value names, its components and the values that a policy lists', () => {
  const seed = seedFor('read once');
  const choose = chooser(seed);
  const tally = { named: 0, unnamed: 0, cut: 0, uncut: 0, more: 0, same: 0 };
  for (let round = 0; round < 400; round += 1) {
    const projects = Array.from({ length: choose(5) }, () => randomProject(choose));
    const sub = pick(choose, [
      'project_path:acme/a:ref_type:branch',
      'project_path:acme/b:ref_type:branch:ref:main',
      'project_id:2',
      'project_id:3:job_project_path:acme/c',
      'project_path:acme/z:project_id:1',
    ]);
    const id = pick(choose, ['1', '2', '9']);
    const input = inputOf({ StringEquals: { 'gitlab.com:sub': sub, 'gitlab.com:project_id': id } }, projects);
    const [view] = allowing(input);
    const [pattern] = subPatterns(view!, input.policy.version);
    const where = `seed ${seed}, ${sub}, ${JSON.stringify(projects)}`;

    const valueOf = (name: string) => new RegExp(`(?:^|:)${name}:([^:]*)`).exec(sub)?.[1];
    const paths = [valueOf('project_path'), valueOf('job_project_path')];
    const expected = projects.find(
      (one) => paths.includes(one.path) || (one.id !== undefined && valueOf('project_id') === one.id),
    );
    expect([where, declaredProject(input, pattern!)]).toEqual([where, expected]);
    tally[expected === undefined ? 'unnamed' : 'named'] += 1;

    const names = pattern!.components.map(({ name }) => name).join();
    const cut = !names.includes('ref,') && !names.endsWith(',ref');
    const isCut = cut && !projects.some(({ subClaim }) => subClaim.join() === names);
    expect([where, isCutOff(pattern!, projects)]).toEqual([where, isCut]);
    tally[isCut ? 'cut' : 'uncut'] += 1;

    const shown = valueOf('project_id');
    const ids = new Set([
      id,
      ...(shown === undefined ? [] : [shown]),
      ...projects.flatMap((one) => one.id ?? []),
    ]);
    const listed = listedValues(input, [COM]).of('project_id').map(literal);
    expect([where, listed.toSorted()]).toEqual([where, [...ids].toSorted()]);
    const others = [...ids].some((one) => projects.every((project) => project.id !== one));
    tally[others ? 'more' : 'same'] += 1;
  }
  expect(Math.min(...Object.values(tally))).toBeGreaterThan(20);
});

describe('a list of values excludes tokens with other values', () => {
  const excluded = (ids: unknown, listed: readonly (readonly PatternToken[])[]) => {
    const input = inputOf({ StringEquals: { ...PINS, 'gitlab.com:project_id': ids } }, []);
    const [view] = allowing(input);
    return isExcluded({ view: view! }, { notIn: { project_id: listed } }, COM, input.policy.version);
  };
  const text = (of: string): readonly PatternToken[] => [{ kind: 'literal', text: of }];

  it('where each is among them, letter by letter', () => {
    expect(excluded('1', [text('1'), text('2')])).toBe(true);
    expect(excluded(['1', '2'], [text('1'), text('2')])).toBe(true);
    expect(excluded(['1', '3'], [text('1'), text('2')])).toBe(false);
  });

  it('where a pattern is among them, what it stands for is not looked at', () => {
    expect(excluded('1', [[{ kind: 'literal', text: '1' }, { kind: 'any' }]])).toBe(false);
    expect(excluded('', [[]])).toBe(false);
  });
});

describe('a role is asked about as it is written', () => {
  const statements = (federated: string | readonly string[], account = '111122223333') => {
    const document = policyOf({
      ...allow({
        StringEquals: PINS,
        StringLike: { 'gitlab.com:sub': ['project_path:a/b:*', 'project_path:a/c:*'] },
      }),
      Principal: { Federated: federated },
    } as never);
    const parsed = parsePolicy(document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const input: CheckInput = { policy: parsed.policy, document, account };
    const [view] = allowing(input);
    const [, second] = subPatterns(view!, parsed.policy.version);
    return {
      written: parsed.policy.statements[0],
      whole: rolesAt(input, { view: view! })[0]!.policy.statements[0],
      narrowed: rolesAt(input, { view: view!, pattern: second })[0]!.policy.statements[0],
    };
  };
  const arn = (account: string) => `arn:aws:iam::${account}:oidc-provider/gitlab.com`;

  it('the statement itself, where nothing is narrowed', () => {
    const { written, whole, narrowed } = statements(arn('111122223333'));
    expect(whole).toBe(written);
    expect(narrowed!.conditions.map(({ values }) => values)).toContainEqual(['project_path:a/c:*']);
    expect(narrowed!.conditions.map(({ values }) => values)).not.toContainEqual(
      expect.arrayContaining(['project_path:a/b:*']),
    );
  });

  it('for the provider alone, where the statement names more', () => {
    const { whole } = statements([arn('111122223333'), arn('444455556666')]);
    expect(whole!.principal).toMatchObject({ federated: [arn('111122223333')] });
  });
});

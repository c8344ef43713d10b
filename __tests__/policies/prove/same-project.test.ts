import type { Project } from '../../../policies/gitlab/index';
import { isSameProject, sameProjects } from '../../../policies/prove/world/same-project';
import { API } from '../../support/prover-world';
import { chooser, seedFor } from '../../support/seed';

const pick = <T>(choose: (n: number) => number, list: readonly T[]): T => list[choose(list.length)] as T;

test('projects of a list that are those of a grant: the same as comparing each with each', () => {
  const choose = chooser(seedFor('same project'));
  let found = 0;
  for (let round = 0; round < 300; round += 1) {
    const project = (): Project => ({
      ...API,
      path: pick(choose, ['acme/a', 'acme/b', 'acme/c']),
      id: pick(choose, [undefined, '1', '2', '']),
    });
    const list = Array.from({ length: choose(5) }, project);
    const wanted = Array.from({ length: choose(3) }, project);
    const slow = list.filter((one) => wanted.some((other) => isSameProject(one, other)));
    const fast = sameProjects(list, wanted);
    expect(list.filter((one) => fast.has(one))).toEqual(slow);
    expect(fast.size).toBe(new Set(slow).size);
    found += slow.length;
  }
  expect(found).toBeGreaterThan(100);
});

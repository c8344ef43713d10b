import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFederation } from '../../../../policies/federation/index';
import { brokenPromises, declaredArtifact, judgeTable } from '../../../../policies/judge/index';
import { randomTrustPolicy } from '../../../support/random-gitlab';
import { chooser, seedFor } from '../../../support/seed';

const ROOT = join(__dirname, '..', '..', '..', '..');

function federationOf(file: string) {
  const parsed = parseFederation(readFileSync(join(ROOT, file), 'utf8'), file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.federation;
}

const SAMPLES = [
  'federation.yaml',
  'examples/self-managed/federation.yaml',
  'examples/monorepo/federation.yaml',
];

test.each(SAMPLES)(
  '%s: the cells that the index finds broken are those that break, whatever was written',
  (file) => {
    const seed = seedFor('judge table');
    const choose = chooser(seed);
    const federation = federationOf(file);
    const gitlab = { instance: federation.instance, projects: [...federation.projects.values()] };
    const declared = declaredArtifact(federation);
    let broken = 0;
    for (let round = 0; round < 60; round += 1) {
      const roles = declared.roles.flatMap((role) => {
        const how = choose(8);
        if (how === 0) return [];
        if (how < 3) return [role];
        const document = JSON.parse(
          JSON.stringify(randomTrustPolicy(choose, gitlab)).replaceAll('111122223333', role.account ?? ''),
        ) as object;
        return [{ ...role, document: how === 3 ? { ...document, Statement: 'none' } : document }];
      });
      const matrix = judgeTable(federation, [{ ...declared, roles }]);
      for (const row of matrix.rows) {
        const cells = matrix.roles.map((_, column) => row.cell(column));
        expect(row.results).toEqual(
          cells.map(({ expected, outcome, layer, breaks }) => ({
            expected,
            outcome,
            layer,
            holds: breaks === undefined,
          })),
        );
        const breaking = cells.filter(({ breaks }) => breaks !== undefined);
        expect(row.broken.map(({ role, breaks }) => [role.key, breaks?.decision.reason])).toEqual(
          breaking.map(({ role, breaks }) => [role.key, breaks?.decision.reason]),
        );
      }
      broken += brokenPromises(matrix).length;
    }
    expect(broken).toBeGreaterThan(100);
  },
);

test('a table that holds has no broken cell, and its results are all there', () => {
  const federation = federationOf('federation.yaml');
  const matrix = judgeTable(federation, [declaredArtifact(federation)]);
  expect(brokenPromises(matrix)).toEqual([]);
  expect(matrix.rows.flatMap(({ results }) => results)).toHaveLength(
    federation.table.length * federation.roles.size,
  );
});

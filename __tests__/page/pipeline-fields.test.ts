import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeEngine } from '../../page/engine';
import { fieldsOf, pipelineOf } from '../../page/pipeline-fields';
import { rowStart, startsOf, type Start } from '../../page/starts';
import { answers, type Asked } from '../../page/verdicts';
import {
  declaredArtifact,
  readTrusts,
  toReport,
  type Pipeline,
  type Report,
  type ReportCell,
} from '../../policies/index';
import { toPageReport } from '../../policies/report/index';
import { EXAMPLES, parsed } from '../examples/example-stacks';
import { judgeTable } from '../../policies/judge/index';

const DECLARATIONS: Readonly<Record<string, string>> = {
  'federation.yaml': join(__dirname, '../../federation.yaml'),
  ...Object.fromEntries(
    [
      'adopt-existing-roles',
      'many-accounts',
      'monorepo',
      'organisation',
      'self-managed',
      'single-project',
    ].map((name) => [name, join(EXAMPLES, name, 'federation.yaml')]),
  ),
};

const GITLAB_COM = 'https://gitlab.com';

/** The report of a table alone: neither proofs nor checks are needed here. */
function reportOf(yaml: string): Report {
  const federation = parsed(yaml);
  const artifacts = [declaredArtifact(federation)];
  const judgement = {
    federation,
    trusts: readTrusts({ artifacts, federation }).map((trust) => ({ ...trust, findings: [] })),
    matrix: judgeTable(federation, artifacts),
    proofs: [],
    suppressed: [],
    gaps: [],
  };
  const input = { kind: 'federation', name: 'federation.yaml' };
  return toReport(judgement, { version: '1.2.3', input, admits: () => [] });
}

/** Cells to which the form, filled from their row, gives another answer than the matrix. */
function contradictions(report: Report): readonly string[] {
  const page = toPageReport(report, 0);
  const engine = makeEngine(GITLAB_COM);
  const { known } = startsOf(page, GITLAB_COM);
  return report.rows.flatMap((row, place) => {
    const start = rowStart(page, page.rows[place]!);
    const asked = start === undefined ? tokenOf(row.cells[0]) : typed(start, known);
    const found = new Map(answers(report.roles, asked, engine).map((answer) => [answer.role.key, answer]));
    return row.cells.flatMap((cell, column) => {
      const { key } = report.roles[column]!;
      const { verdict, judged } = found.get(key)!;
      const says = judged.map(({ decision }) => decision.outcome);
      const agrees = cell.holds
        ? verdict === (cell.outcome === 'allow' ? 'can' : 'cannot')
        : says.includes(cell.outcome);
      return agrees
        ? []
        : [`${row.label} at ${key}: ${cell.outcome}, but the form says ${verdict} (${says})`];
    });
  });
}

function tokenOf(cell: ReportCell | undefined): Asked {
  return { kind: 'claims', claims: cell?.claims ?? {} };
}

function typed({ pipeline, assumes }: Start, known: ReadonlyMap<string, Pipeline['project']>): Asked {
  const read = pipelineOf(fieldsOf(pipeline), pipeline, known);
  if (typeof read === 'string') throw new Error(read);
  expect(read).toEqual(pipeline);
  return { kind: 'pipeline', pipeline: read, ...(assumes === undefined ? {} : { assumes }) };
}

test.each(Object.entries(DECLARATIONS))(
  'the form, opened on any row of %s, says what the matrix says',
  (_, file) => {
    const report = reportOf(readFileSync(file, 'utf8'));
    expect(report.rows.length).toBeGreaterThan(0);
    expect(contradictions(report)).toEqual([]);
  },
);

const SHOP = `
gitlab: { url: https://git.lumen.example, audience: sts.amazonaws.com, version: '18.9' }
projects:
  shop:
    path: retail/shop
    protected_branches: { main: { push: no_one, merge: maintainer } }
    protected_tags: {}
    protect_merge_request_pipelines: false
    sub_claim: [project_path, ref_type, ref, ref_protected]
accounts: { main: { id: '333333333333', region: eu-central-1 } }
roles:
  deploy: { account: main, trust: [{ project: shop, branches: [main], protected: true }] }
table:
  - { pipeline: { project: shop, branch: main }, assumes: [deploy] }
  - { pipeline: { project: shop, branch: topic }, assumes: [] }
  - { pipeline: { project: shop, merge_request: { from: main, into: main } }, assumes: [] }
  - { pipeline: { project: shop, branch: main, audience: other }, assumes: [] }
  - { pipeline: { impostor_of: shop, branch: main }, assumes: [deploy] }
  - { pipeline: { fork_of: shop, merge_request: { from: main, into: main } }, assumes: [] }
`;

describe('a project with `sub` components of its own', () => {
  const report = reportOf(SHOP);
  const page = toPageReport(report);
  const { rows, projects, known } = startsOf(page, GITLAB_COM);
  const engine = makeEngine(GITLAB_COM);
  const verdict = (asked: Asked): string | undefined => answers(report.roles, asked, engine)[0]?.verdict;

  test('no row contradicts the matrix, whether it holds or not', () => {
    expect(contradictions(report)).toEqual([]);
    expect(report.rows.some(({ cells }) => cells.some(({ holds }) => !holds))).toBe(true);
  });

  test('the form begins with a row or a declared project, with its components, issuer and audience', () => {
    expect(rows.map(({ name }) => name).slice(0, 2)).toEqual([
      'row 1: shop branch main',
      'row 2: shop branch topic',
    ]);
    expect(projects.map(({ name }) => name)).toEqual(['shop']);
    for (const { pipeline } of [rows[0]!, projects[0]!])
      expect(fieldsOf(pipeline)).toMatchObject({
        path: 'retail/shop',
        issuer: 'https://git.lumen.example',
        audience: 'sts.amazonaws.com',
        components: 'project_path, ref_type, ref, ref_protected',
        protected: '',
      });
    expect(verdict(typed(projects[0]!, known))).toBe('can');
  });

  test('the rules of the project decide whether a typed branch is protected', () => {
    const { pipeline } = projects[0]!;
    const other = pipelineOf({ ...fieldsOf(pipeline), ref: 'topic' }, pipeline, known) as Pipeline;
    expect(verdict({ kind: 'pipeline', pipeline: other })).toBe('cannot');
  });

  test('another id is another project: its rules are unknown', () => {
    const { pipeline } = projects[0]!;
    const other = pipelineOf({ ...fieldsOf(pipeline), id: '999' }, pipeline, known) as Pipeline;
    expect(other.project.protectedBranches).toBe('unknown');
  });

  test('the default components, which the form once had, would deny what the matrix allows', () => {
    const { pipeline } = projects[0]!;
    const fields = { ...fieldsOf(pipeline), components: 'project_path, ref_type, ref' };
    const other = pipelineOf(fields, pipeline, known) as Pipeline;
    expect(verdict({ kind: 'pipeline', pipeline: other })).toBe('cannot');
  });
});

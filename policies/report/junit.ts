import { cellProblem as accessProblem, proofProblem } from './access-problem';
import type { Report, ReportCell, ReportChange, ReportFinding, ReportProof } from './report';
import {
  brokenPromise,
  place,
  proofReason,
  roleCounts,
  rolesNotInFull,
  tellingClaims,
  witnessPhrase,
} from './wording';
import { escapeXml, escapeXmlLines } from './xml';

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly file?: string;
  /** Absent when it passed. */
  readonly problem?: {
    readonly kind: 'failure' | 'error';
    /** What kind of problem it is: the rule that lists of findings name. */
    readonly type: string;
    readonly message: string;
    readonly lines: readonly string[];
  };
  readonly output?: readonly string[];
}

/**
 * JUnit XML as GitLab reads it: one case for each promise of the table, each proof, each role's findings, each thing that could
 * not be read and each role that was compared with an earlier version. `error` is what cannot tell; `type` tells a role that a token can
 * assume and must not from one that a job cannot assume. Names do not change when rows move.
 * @see https://docs.gitlab.com/ci/testing/unit_test_reports/
 */
export function renderJunit(report: Report): string {
  const suites: readonly (readonly [string, readonly Case[]])[] = [
    ['table', tableCases(report)],
    ['proofs', report.proofs.map(proofCase)],
    ['catalog', catalogCases(report)],
    ['roles', roleCases(report)],
    ['unresolved', report.unresolved.map((gap) => gapCase(gap.address, gap.reason, place(gap)))],
    ['changes', (report.changes ?? []).map(changeCase)],
  ];
  const filled = suites.filter(([, cases]) => cases.length > 0);
  const all = filled.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`refgate ${report.input.name}`)}" ${totals(all)}>`,
    ...filled.map(([name, cases]) => suite(name, unique(cases))),
    '</testsuites>',
    '',
  ].join('\n');
}

function changeCase({ role, kind, gained, reason }: ReportChange): Case {
  if (kind === 'cannot_tell' && gained.length === 0)
    return gapCase(role, reason ?? 'cannot tell what changed', undefined);
  const test = { classname: role, name: `${role} has no new access` };
  if (gained.length === 0) return test;
  const lines = gained.map(witnessPhrase);
  return {
    ...test,
    problem: { kind: 'failure', type: 'new-access', message: 'new access that was not there before', lines },
  };
}

function tableCases({ rows, roles }: Report): readonly Case[] {
  return rows.flatMap((row) =>
    row.cells.map((cell, i): Case => {
      const key = roles[i]?.key ?? '';
      const wanted = { true: 'assumes', false: 'does not assume', undefined: 'against' }[
        String(cell.expected) as 'true' | 'false' | 'undefined'
      ];
      const test = { classname: key, name: `${row.label} ${wanted} ${key}`, file: row.position?.file };
      return cell.holds ? test : { ...test, problem: cellProblem(cell, place(row)) };
    }),
  );
}

function cellProblem(cell: ReportCell, where: string | undefined): NonNullable<Case['problem']> {
  return {
    kind: cell.outcome === 'undetermined' ? 'error' : 'failure',
    type: accessProblem(cell),
    message: `${brokenPromise(cell)}: ${cell.reason}`,
    lines: [
      ...(where === undefined ? [] : [where]),
      ...cell.steps,
      ...cell.assuming.map((text) => `assuming: ${text}`),
      ...cell.advice.map((text) => `fix: ${text}`),
    ],
  };
}

function proofCase(proof: ReportProof): Case {
  const test = { classname: proof.roles.join(' '), name: proof.property, file: proof.position?.file };
  if (proof.verdict === 'proved') return test;
  const { counterexample } = proof;
  const where = place(proof);
  const lines = [
    ...(where === undefined ? [] : [where]),
    ...(counterexample === undefined
      ? []
      : [
          `counterexample: ${witnessPhrase(counterexample)}`,
          ...tellingClaims(counterexample).map(([name, value]) => `  ${name}: ${value}`),
        ]),
  ];
  const kind = proof.verdict === 'undecided' ? 'error' : 'failure';
  return { ...test, problem: { kind, type: proofProblem(proof), message: proofReason(proof), lines } };
}

/** How many roles were judged, and one case for each that was not judged in full. */
function roleCases(report: Report): readonly Case[] {
  const { roles, verdict, headline } = report.summary;
  const none = verdict === 'cannot_tell' && roles.judged + roles.inPart === 0;
  const all: Case = { classname: 'roles', name: 'at least one is judged', output: [roleCounts(roles)] };
  return [
    none
      ? {
          ...all,
          problem: { kind: 'error', type: 'not-judged', message: headline, lines: [roleCounts(roles)] },
        }
      : all,
    ...rolesNotInFull(report).flatMap(({ because, what, withoutProvider, roles: members }) =>
      members.map(({ key }): Case => {
        const test = { classname: key, name: 'is judged in full' };
        if (withoutProvider) return { ...test, output: [`not judged: ${because}`] };
        const message = `${what === 'in_part' ? 'in part' : 'not judged'}: ${because}`;
        return { ...test, problem: { kind: 'error', type: 'not-judged', message, lines: [] } };
      }),
    ),
  ];
}

/** One case a role: an error fails it, the rest is told. */
function catalogCases({ roles, findings }: Report): readonly Case[] {
  const keys = new Set([...roles.map(({ key }) => key), ...findings.map(({ role }) => role)]);
  return [...keys].map((key): Case => {
    const mine = findings.filter(({ role }) => role === key);
    const errors = mine.filter(({ severity }) => severity === 'error');
    const others = mine.filter(({ severity }) => severity !== 'error').flatMap(findingLines);
    const test = {
      classname: key,
      name: 'no check finds an error',
      output: others.length === 0 ? undefined : others,
    };
    if (errors.length === 0) return test;
    const message = errors.map(({ check }) => check).join(', ');
    return {
      ...test,
      problem: { kind: 'failure', type: 'finding', message, lines: errors.flatMap(findingLines) },
    };
  });
}

function findingLines(finding: ReportFinding): readonly string[] {
  const { severity, check, message, fix } = finding;
  const where = place(finding);
  return [`${where === undefined ? '' : `${where}: `}${severity} ${check}: ${message}`, `  fix: ${fix}`];
}

function gapCase(address: string, reason: string, where: string | undefined): Case {
  const lines = where === undefined ? [] : [where];
  return {
    classname: address,
    name: 'can be judged',
    problem: { kind: 'error', type: 'unresolved', message: reason, lines },
  };
}

/** GitLab tells tests apart by class and name: the second of the same name gets a number. */
function unique(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((test) => {
    const key = JSON.stringify([test.classname, test.name]);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? test : { ...test, name: `${test.name} (${times})` };
  });
}

function suite(name: string, cases: readonly Case[]): string {
  return [`  <testsuite name="${name}" ${totals(cases)}>`, ...cases.map(renderCase), '  </testsuite>'].join(
    '\n',
  );
}

function renderCase({ classname, name, file, problem, output }: Case): string {
  const inFile = file === undefined ? '' : ` file="${escapeXml(file)}"`;
  const head = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}"${inFile}`;
  if (problem === undefined && output === undefined) return `${head}/>`;
  const told =
    problem === undefined
      ? []
      : [
          `      <${problem.kind} type="${problem.type}" message="${escapeXml(problem.message)}">${escapeXmlLines(problem.lines)}</${problem.kind}>`,
        ];
  const printed = output === undefined ? [] : [`      <system-out>${escapeXmlLines(output)}</system-out>`];
  return [`${head}>`, ...told, ...printed, '    </testcase>'].join('\n');
}

function totals(cases: readonly Case[]): string {
  const of = (kind: string): number => cases.filter(({ problem }) => problem?.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

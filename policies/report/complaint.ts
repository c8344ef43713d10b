import type { Position } from '../errors';
import {
  ACCESS_SEVERITIES,
  ACCESS_TITLES,
  cellProblem,
  proofProblem,
  type AccessProblem,
} from './access-problem';
import type { Report, ReportChange } from './report';
import { visible } from './visible';
import {
  brokenCells,
  brokenPromise,
  gaining,
  proofReason,
  roleCounts,
  rolesNotInFull,
  witnessPhrase,
} from './wording';
import type { Severity } from '../severity';

/** Anything in a report that somebody should look at, in one shape: what lists of findings (SARIF, Code Quality, annotations) show. */
export interface Complaint {
  /** Id of the check, an {@link AccessProblem}, or `unresolved`, `changes`, `new-access`, `not-judged`. */
  readonly rule: string;
  /** The rule in one line. */
  readonly title: string;
  readonly severity: Severity;
  /** Key of the role, or the address. */
  readonly subject: string;
  readonly message: string;
  /** Empty when there is nothing to advise. */
  readonly fix: string;
  /** The command that prints the page of the rule, where it has one. */
  readonly page?: string;
  /** What makes it the same complaint when lines move. */
  readonly identity: readonly string[];
  readonly position?: Position;
}

/** Every complaint of a report: findings, then promises, proofs, what could not be read, new access, changes that cannot be told, and roles not judged. */
export function complaints(report: Report): readonly Complaint[] {
  return [
    ...report.findings.map((finding): Complaint => ({
      rule: finding.check,
      title: visible(finding.title ?? finding.check),
      severity: finding.severity,
      subject: finding.role,
      message: visible(finding.message),
      fix: visible(finding.fix),
      page: `refgate explain-check ${visible(finding.check)}`,
      identity: [finding.role, finding.pointer, finding.message],
      position: finding.position,
    })),
    ...brokenCells(report).map(({ row, role, cell }): Complaint => ({
      ...accessRule(cellProblem(cell)),
      subject: role.key,
      message: `row ${row.number} \`${visible(row.label)}\` against \`${visible(role.key)}\`: ${brokenPromise(cell)}: ${visible(cell.reason)}`,
      fix: visible(cell.advice.join('; ')),
      identity: [role.key, row.label],
      position: row.position ?? role.position,
    })),
    ...report.proofs
      .filter(({ verdict }) => verdict !== 'proved')
      .map((proof): Complaint => ({
        ...accessRule(proofProblem(proof)),
        subject: proof.roles.join(', '),
        message: visible(
          `${proof.property}: ${proof.verdict}: ${proofReason(proof)}${
            proof.counterexample === undefined
              ? ''
              : `; counterexample: ${witnessPhrase(proof.counterexample)}`
          }`,
        ),
        fix: '',
        identity: [...proof.roles, proof.property],
        position: proof.position,
      })),
    ...report.unresolved.map((gap): Complaint => ({
      rule: 'unresolved',
      title: 'something could not be judged',
      severity: 'error',
      subject: gap.address,
      message: visible(`cannot tell what \`${gap.address}\` admits: ${gap.reason}`),
      fix: '',
      identity: [gap.address, gap.reason],
      position: gap.position,
    })),
    ...(report.notices ?? []).map((notice): Complaint => ({
      rule: 'not-judged',
      title: 'a role was not judged in full',
      severity: 'note',
      subject: notice.address,
      message: visible(`\`${notice.address}\`: ${notice.reason}`),
      fix: '',
      identity: [notice.address, notice.reason],
      position: notice.position,
    })),
    ...gaining(report.changes).map(newAccess),
    ...(report.changes ?? []).filter(({ kind }) => kind === 'cannot_tell').map(untold),
    ...notJudged(report),
  ];
}

function accessRule(problem: AccessProblem): Pick<Complaint, 'rule' | 'title' | 'severity'> {
  return { rule: problem, title: ACCESS_TITLES[problem], severity: ACCESS_SEVERITIES[problem] };
}

/** Roles not judged in full fail the run, those of other callers are a note; that nothing was judged is a complaint of its own. */
function notJudged(report: Report): readonly Complaint[] {
  const { verdict, headline, roles } = report.summary;
  const title = 'a role was not judged in full';
  const groups = rolesNotInFull(report).flatMap(({ because, what, withoutProvider, roles: members }) =>
    withoutProvider
      ? []
      : members.map(({ key, position }): Complaint => ({
          rule: 'not-judged',
          title,
          severity: 'error',
          subject: key,
          message: visible(
            `\`${key}\` was ${what === 'in_part' ? 'judged only in part' : 'not judged'}: ${because}`,
          ),
          fix: '',
          identity: [key, because],
          position,
        })),
  );
  if (verdict !== 'cannot_tell' || roles.judged + roles.inPart > 0) return groups;
  const nothing: Complaint = {
    rule: 'not-judged',
    title,
    severity: 'error',
    subject: report.input.name,
    message: `${headline}: ${roleCounts(roles)}`,
    fix: 'name an input with a role that trusts an OIDC provider, or allow it with `--allow-empty`',
    identity: [report.input.name],
  };
  return [...groups, nothing];
}

function newAccess({ role, gained }: ReportChange): Complaint {
  return {
    rule: 'new-access',
    title: 'a role gives access that was not there before',
    severity: 'error',
    subject: role,
    message: visible(
      `new access to \`${role}\` that was not there before: ${gained.map(witnessPhrase).join('; ')}`,
    ),
    fix: '',
    identity: [role],
  };
}

function untold({ role, reason = 'no reason was given' }: ReportChange): Complaint {
  return {
    rule: 'changes',
    title: 'what changed cannot be told',
    severity: 'error',
    subject: role,
    message: visible(`cannot tell how the access to \`${role}\` changed: ${reason}`),
    fix: '',
    identity: [role],
  };
}

/** The file and line that a complaint is about; the input itself where no place is known. */
export function placeOf(
  { position }: Complaint,
  { input }: Report,
): { readonly file: string; readonly line: number; readonly column?: number } {
  return position === undefined
    ? { file: input.name, line: 1 }
    : { file: position.file ?? input.name, line: position.line, column: position.column };
}

/** A file's name as a URI, relative unless it is absolute: `\` becomes `/`, a leading `./` goes, and what no path segment may hold is percent-encoded. */
export function fileUri(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const encoded = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent),
    )
    .join('/');
  const isAbsolute = /^(?:\/|[A-Za-z]:\/)/.test(path);
  if (isAbsolute) return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
  return /^[^/]*:/.test(encoded) ? `./${encoded}` : encoded;
}

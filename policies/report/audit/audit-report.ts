import { z } from 'zod';
import {
  AUDIT_FINDINGS,
  AUDIT_SEVERITIES,
  AUDIT_TOPICS,
  EXPOSURES,
  type Audit,
  type MintingWay,
} from '../../audit/index';
import { PERMISSION_LEVELS } from '../../catalog/index';
import { SEVERITIES } from '../../severity';
import { RefgateError } from '../../errors';
import { coalitionText, MINTING_ROLES } from '../../mint/index';
import { parsePolicyText } from '../../trust/index';
import { fingerprinter } from '../fingerprint';
import { VERDICT_WORDS } from '../../judge/index';

/** Version of the JSON form: a new one only when a member changes its meaning or goes. */
const AUDIT_REPORT_VERSION = 1;

const strings = z.array(z.string()).readonly();
const count = z.int().min(0);

const who = z
  .object({
    text: z.string().describe('one plain sentence'),
    exposure: z.enum(EXPOSURES).describe('how far it reaches, worst first in the list of values'),
    projects: strings.describe('full paths of known projects that it is about'),
    refType: z.enum(['branch', 'tag']).optional(),
    unprotected: z
      .string()
      .optional()
      .describe('a branch or tag that no rule protects and that can assume the role'),
    through: z
      .string()
      .optional()
      .describe('the role that the token assumes first, where a role chain leads on'),
  })
  .readonly();

const way = z
  .object({
    people: z
      .array(z.enum(['none', ...MINTING_ROLES]))
      .readonly()
      .describe('their roles, strongest first; `none`: someone who needs no role'),
    named: z
      .array(strings)
      .readonly()
      .optional()
      .describe('for each of them what a rule names that they are or hold; absent: no rule names anything'),
    members: z
      .array(strings.nullable())
      .readonly()
      .optional()
      .describe(
        'for each of them the members who could be it today, by user name; `null`: roles do not tell; absent: members were not read',
      ),
    there: z
      .union([z.boolean(), z.literal('unknown')])
      .optional()
      .describe('whether there are such members today'),
    customRoles: strings
      .optional()
      .describe('members whose custom roles decide it: what one allows beside its base role is not known'),
    text: z.string().describe('the people in words'),
    steps: strings.describe('what they do, in order'),
    ownCode: z.boolean().describe('they choose the code that runs; else they run what is there'),
    atLeast: z.string().optional().describe('a rule that is not known: it may take more people than these'),
  })
  .readonly();

const minting = z
  .object({
    project: z.string().describe('full path'),
    ways: z.array(way).readonly().describe('none of them needs no more than another'),
    ownCode: z.array(way).readonly().describe('the weakest people who choose the code, where `ways` do not'),
    unknown: strings.describe('what could not be decided: weaker people may suffice'),
    archived: z
      .literal(true)
      .optional()
      .describe('the project is archived: none of its pipelines starts until an Owner unarchives it'),
  })
  .readonly();

const role = z
  .object({
    role: z.string().describe('ARN; unique in a report'),
    name: z.string().optional(),
    account: z.string().optional(),
    power: z.object({ level: z.enum(PERMISSION_LEVELS), because: z.string() }).readonly(),
    exposure: z.enum(EXPOSURES).describe('that of the worst line'),
    who: z.array(who).readonly().describe('who can assume the role, worst first'),
    declared: z.string().optional().describe('key in the declaration'),
    forGitlab: z
      .boolean()
      .optional()
      .describe('`false`: no token of the GitLab can assume it, and others from outside can'),
    minting: z
      .array(minting)
      .readonly()
      .optional()
      .describe('who it takes to mint a token for the role, under the rules as they are (`--who-can-mint`)'),
  })
  .readonly();

const auditFinding = z
  .object({
    id: z.string().describe('stable between releases'),
    topic: z.enum(AUDIT_TOPICS),
    severity: z.enum(AUDIT_SEVERITIES),
    title: z.string(),
    message: z.string(),
    fix: z.string(),
    source: z.string().describe('the public page that it rests on'),
    role: z.string().optional(),
    account: z.string().optional(),
    project: z.string().optional(),
    fingerprint: z.string().describe('stays the same as long as the finding does'),
  })
  .readonly();

const change = z
  .object({ kind: z.enum(['new', 'gone', 'gained', 'lost', 'stronger', 'weaker']), text: z.string() })
  .readonly();

const changes = z
  .object({
    before: z.string().describe('the file of the earlier audit'),
    roles: z
      .array(z.object({ role: z.string(), changes: z.array(change).readonly() }).readonly())
      .readonly()
      .describe('roles of which access or permissions changed'),
    newFindings: strings.describe('fingerprints'),
    goneFindings: z.array(auditFinding).readonly(),
  })
  .readonly();

const reportSchema = z
  .object({
    version: z.literal(AUDIT_REPORT_VERSION),
    kind: z.literal('refgate-audit'),
    tool: z.object({ name: z.literal('refgate'), version: z.string() }).readonly(),
    verdict: z.enum(VERDICT_WORDS).describe('exit codes 0, 1 and 2'),
    headline: z.string(),
    gitlab: z
      .object({
        source: z.enum(['snapshot', 'declaration', 'none']),
        issuer: z.string().optional(),
        projects: count,
        takenAt: z.string().optional(),
      })
      .readonly(),
    accounts: z
      .array(
        z
          .object({
            account: z.string(),
            roles: count.describe('all roles of the account'),
            audited: count.describe('roles that trust the GitLab, or that a chain from such a role reaches'),
            providers: z.enum(['all', 'some', 'not_seen']),
          })
          .readonly(),
      )
      .readonly(),
    roles: z.array(role).readonly().describe('worst first: strangers before own projects, then by power'),
    findings: z.array(auditFinding).readonly(),
    changes: changes.optional().describe('since an earlier audit'),
  })
  .readonly()
  .meta({ title: 'report of `refgate audit`' });

/** The one value that every format of an audit is written from. */
export type AuditReport = z.infer<typeof reportSchema>;
export type AuditReportFinding = AuditReport['findings'][number];
export type AuditReportRole = AuditReport['roles'][number];

/** The JSON Schema of the report. */
export function auditJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'input' });
}

/** What decides the exit code beside the findings. */
export interface AuditReportOptions {
  readonly version: string;
  /** The lowest severity of a finding that fails. @default 'warning' */
  readonly failOn?: 'error' | 'warning' | 'note';
  /** Accounts without a role that trusts the GitLab pass. @default false */
  readonly allowEmpty?: boolean;
}

/** An audit as its formats say it, with fingerprints. */
export function toAuditReport(audit: Audit, options: AuditReportOptions): AuditReport {
  const next = fingerprinter();
  const findings = audit.findings.map(({ id, identity, ...rest }): AuditReportFinding => {
    const { title, source } = AUDIT_FINDINGS[id];
    const { topic, severity, message, fix, role: ofRole, account, project } = rest;
    return {
      id,
      topic,
      severity,
      title,
      message,
      fix,
      source,
      role: ofRole,
      account,
      project,
      fingerprint: next(identity),
    };
  });
  return {
    version: AUDIT_REPORT_VERSION,
    kind: 'refgate-audit',
    tool: { name: 'refgate', version: options.version },
    ...verdictOf(audit, options),
    gitlab: audit.gitlab,
    accounts: audit.accounts,
    roles: audit.roles.map(
      ({ role: arn, name, account, power, exposure, who: lines, declared, forGitlab, minting: mints }) => ({
        role: arn,
        name,
        account,
        power,
        exposure,
        who: lines.map(({ text, exposure: reach, projects, refType, unprotected, through }) => ({
          text,
          exposure: reach,
          projects,
          refType,
          unprotected,
          through,
        })),
        declared,
        forGitlab: forGitlab ? undefined : false,
        minting: mints?.map(({ project, ways, ownCode, unknown, archived }) => ({
          project,
          ways: ways.map(wayOf),
          ownCode: ownCode.map(wayOf),
          unknown,
          archived,
        })),
      }),
    ),
    findings,
  };
}

function wayOf({ coalition, steps, ownCode, atLeast, today }: MintingWay): z.infer<typeof way> {
  const named = coalition.map((person) => person.named);
  return {
    people: coalition.map((person) => person.role),
    named: named.some(({ length }) => length > 0) ? named : undefined,
    text: coalitionText(coalition),
    steps,
    ownCode,
    atLeast,
    members: today?.candidates.map((names) => (names === 'unknown' ? null : names)),
    there: today?.there,
    customRoles: today?.customRoles,
  };
}

/** What is broken for certain outweighs what is open; nothing audited is never a success. */
function verdictOf(
  { accounts, roles, findings }: Audit,
  { failOn = 'warning', allowEmpty = false }: AuditReportOptions,
): Pick<AuditReport, 'verdict' | 'headline'> {
  const of = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const broken = failing.reduce((sum, severity) => sum + of(severity), 0);
  if (broken > 0)
    return {
      verdict: 'broken',
      headline: AUDIT_SEVERITIES.flatMap((severity) =>
        of(severity) === 0 ? [] : [counted(of(severity), severity)],
      ).join(', '),
    };
  const all = accounts.reduce((sum, account) => sum + account.roles, 0);
  if (!roles.some(({ forGitlab }) => forGitlab) && !allowEmpty)
    return {
      verdict: 'cannot_tell',
      headline:
        all === 0 ? 'cannot tell: no role found' : `cannot tell: none of ${all} roles trusts this GitLab`,
    };
  if (of('unknown') > 0)
    return { verdict: 'cannot_tell', headline: `cannot tell: ${counted(of('unknown'), 'unknown')}` };
  return {
    verdict: 'holds',
    headline: `nothing found in ${roles.length === 1 ? 'one role' : `${roles.length} roles`}`,
  };
}

const WORDS = { error: 'error', unknown: 'open question', warning: 'warning', note: 'note' };

function counted(number: number, severity: keyof typeof WORDS): string {
  return `${number} ${WORDS[severity]}${number === 1 ? '' : 's'}`;
}

/**
 * Reads the JSON of an earlier audit.
 * @throws {RefgateError} `ERR_JSON` · `ERR_SCHEMA`: no report of an audit, or one of another version
 */
export function readAuditReport(text: string, file: string): AuditReport {
  const parsed = parsePolicyText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const result = reportSchema.safeParse(parsed.value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RefgateError({
    code: 'ERR_SCHEMA',
    message: `\`${file}\` is not a report of \`refgate audit\``,
    got: `at /${(issue?.path ?? []).map(String).join('/')}: ${issue?.message ?? ''}`,
    expected: `the output of \`refgate audit --format json\`, version ${AUDIT_REPORT_VERSION}`,
  });
}

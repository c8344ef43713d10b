import { z } from 'zod';
import { PERMISSION_LEVELS } from '../catalog/index';
import { SEVERITIES } from '../severity';
import type { Problem } from '../errors';
import { gitlabSchema, pipelineSchema } from './pipeline-schema';
import { REPORT_CHANGES, type Report } from './report';
import { REPORT_VERSION } from './report';
import { CONCERNS, LAYERS, OUTCOMES, PROOF_VERDICTS, VERDICT_WORDS } from '../judge/index';

const position = z
  .object({
    file: z.string().optional(),
    line: z.int().min(1).describe('from 1'),
    column: z.int().min(1).describe('from 1, in UTF-16 code units'),
  })
  .describe('a place in a user’s file')
  .readonly()
  .meta({ id: 'Position' });

const claims = z.record(z.string(), z.unknown()).describe('payload of a GitLab ID token').readonly();
const strings = z.array(z.string()).readonly();
const number = z.int().min(0);

const witness = z
  .object({
    claims,
    pipeline: z.string().optional().describe('the pipeline in words'),
  })
  .readonly()
  .meta({ id: 'Witness' });

const chain = z
  .object({
    role: z.string().describe('key of the role that a token assumes'),
    through: strings.describe('keys of the roles between, in order'),
    certain: z.boolean().describe('`false`: it depends on what cannot be determined'),
    words: z.string(),
  })
  .describe('a role whose session can become another one')
  .readonly()
  .meta({ id: 'Chain' });

const role = z
  .object({
    key: z.string().describe('key in the declaration, or the address; unique in a report'),
    address: z.string().describe('Terraform address, or the file of a bare policy'),
    name: z.string().optional(),
    account: z.string().optional(),
    issuer: z.string().optional(),
    projects: strings.optional().describe('paths of the projects whose jobs it is for, with their wildcards'),
    policy: z.unknown().describe('the trust policy as it was written'),
    clientIds: strings.optional(),
    admits: strings.describe('what the role admits, in plain lines'),
    request: z
      .object({ words: strings, keys: z.record(z.string(), z.string()).readonly() })
      .readonly()
      .optional()
      .describe('what a request must meet beside the token; cells that say `allow` are about such a request'),
    breakGlass: z
      .string()
      .optional()
      .describe('the principal that is declared to need no token, in plain words'),
    reachedThrough: z.array(chain).readonly().optional().describe('by role chain; absent without any'),
    permissions: z
      .object({ level: z.enum(PERMISSION_LEVELS), because: z.string() })
      .readonly()
      .optional()
      .describe('what a session can do; `unknown` where the input does not contain the permissions'),
    judged: z.enum(['in_part', 'not_judged']).optional().describe('absent: judged in full'),
    because: z.string().optional().describe('why it was not judged in full'),
    withoutProvider: z
      .boolean()
      .optional()
      .describe('it is about other callers, such as an AWS service: there is nothing to judge'),
    position: position.optional(),
  })
  .readonly()
  .meta({ id: 'Role' });

const cell = z
  .object({
    expected: z
      .boolean()
      .optional()
      .describe('whether the row lists the role; absent where nothing was promised'),
    outcome: z.enum(OUTCOMES),
    holds: z.boolean(),
    layer: z.enum(LAYERS),
    reason: z.string(),
    steps: strings,
    advice: strings,
    assuming: strings,
    claims: claims.optional(),
  })
  .describe('one row against one role')
  .readonly()
  .meta({ id: 'Cell' });

const row = z
  .object({
    number: z.int().min(1),
    label: z.string(),
    note: z.string().optional(),
    project: z.string().optional(),
    ref: z.string().optional(),
    pipeline: pipelineSchema.optional(),
    position: position.optional(),
    cells: z.array(cell).readonly().describe('in the order of `roles`; every row has as many'),
  })
  .readonly()
  .meta({ id: 'Row' });

const proof = z
  .object({
    roles: strings,
    property: z.string(),
    verdict: z.enum(PROOF_VERDICTS),
    reason: z.string(),
    counterexample: witness.optional(),
    assumptions: strings,
    needed: strings.optional().describe('without which it would be no proof; absent where nobody asked'),
    position: position.optional(),
  })
  .describe('something that was asked for all tokens')
  .readonly()
  .meta({ id: 'Proof' });

const fixChange = z
  .object({
    place: z.enum(['job', 'gitlab', 'provider', 'trust_policy', 'declaration']),
    op: z.enum(['set', 'add', 'remove']),
    at: z.string().describe('JSON pointer within the place'),
    value: z.unknown().optional(),
  })
  .describe('one change of a fix')
  .readonly()
  .meta({ id: 'FixChange' });

const finding = z
  .object({
    check: z.string(),
    title: z.string().optional(),
    severity: z.enum(SEVERITIES),
    role: z.string(),
    message: z.string(),
    fix: z.string(),
    changes: z.array(fixChange).readonly().optional().describe('the fix as data, all of them together'),
    tokens: z.array(witness).readonly().optional().describe('tokens that show it'),
    pointer: z.string().describe('JSON pointer into the policy'),
    position: position.optional(),
  })
  .readonly()
  .meta({ id: 'Finding' });

const notice = z
  .object({ address: z.string(), reason: z.string(), position: position.optional() })
  .describe('what is not judged and fails nothing')
  .readonly()
  .meta({ id: 'Notice' });

const gap = z
  .object({
    address: z.string(),
    concerns: z.enum(CONCERNS).optional().describe('what could not be read'),
    reason: z.string(),
    position: position.optional(),
  })
  .describe('what could not be read or judged')
  .readonly()
  .meta({ id: 'Gap' });

const change = z
  .object({
    role: z.string(),
    kind: z.enum(REPORT_CHANGES),
    gained: z.array(witness).readonly(),
    lost: z.array(witness).readonly(),
    reason: z.string().optional(),
    needs: strings.optional().describe('assumptions without which nothing gained is not proved'),
  })
  .describe('how the access to one role differs from an earlier version')
  .readonly()
  .meta({ id: 'Change' });

const summary = z
  .object({
    verdict: z.enum(VERDICT_WORDS),
    headline: z.string().describe('the verdict in one clause'),
    roles: z
      .object({
        found: number.describe('the sum of `judged`, `inPart` and `notJudged`'),
        judged: number,
        inPart: number,
        notJudged: number,
        withoutProvider: number.describe('of those not judged, the roles that trust no OIDC provider'),
      })
      .readonly(),
    cells: z.object({ total: number, broken: number, undetermined: number }).readonly(),
    proofs: z.object({ total: number, refuted: number, undecided: number }).readonly(),
    findings: z.object({ error: number, warning: number, note: number }).readonly(),
    unresolved: number,
    changes: z
      .object({
        total: number.describe('roles of either version'),
        gaining: number.describe('roles with access that was not there before'),
        untold: number.describe('roles that could not be compared'),
      })
      .readonly()
      .optional()
      .describe('where there is an earlier version'),
  })
  .readonly()
  .meta({ id: 'Summary' });

/** The report as JSON, checked. `Report` is its type; a test holds the two together. */
export const reportSchema = z
  .object({
    version: z.literal(REPORT_VERSION),
    tool: z.object({ name: z.literal('refgate'), version: z.string() }).readonly(),
    input: z.object({ kind: z.string(), name: z.string() }).readonly(),
    gitlab: gitlabSchema.optional(),
    roles: z.array(role).readonly(),
    rows: z.array(row).readonly(),
    proofs: z.array(proof).readonly(),
    findings: z.array(finding).readonly(),
    unresolved: z.array(gap).readonly(),
    notices: z.array(notice).readonly().optional(),
    changes: z.array(change).readonly().optional(),
    summary,
  })
  .readonly();

/** The JSON Schema (draft 2020-12) of a report, as `report.schema.json` publishes it. */
export function reportJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { io: 'input' });
  return {
    $schema,
    title: 'refgate report',
    description:
      'What a run of refgate found. Fields may be added; a change that breaks readers raises `version`.',
    ...schema,
  };
}

/** A report that was read back, or what is wrong with it. */
export type ReadReport =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads the JSON of a report. Fields that this version does not know are dropped.
 * @param text what `renderReport` wrote as `json`, by this version of refgate or another one with the same report version
 */
export function readReport(text: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail({ code: 'ERR_JSON', message: `the report is not JSON: ${(error as Error).message}` });
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(problemOf) };
  const report: Report = parsed.data;
  const width = report.rows[0]?.cells.length ?? 0;
  const odd = report.rows.find(({ cells }) => cells.length !== width || cells.length > report.roles.length);
  if (odd === undefined) return { ok: true, report };
  return fail({
    code: 'ERR_SCHEMA',
    message: `row ${odd.number} has ${odd.cells.length} cells, the first row has ${width}, and there are ${report.roles.length} roles`,
    pointer: '/rows',
    fix: 'write the report again with `refgate check --format json`',
  });
}

function fail(problem: Problem): ReadReport {
  return { ok: false, problems: [problem] };
}

function problemOf({ path, message }: z.core.$ZodIssue): Problem {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const text = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return {
    code: 'ERR_SCHEMA',
    message: `the report is not valid: ${text}`,
    pointer,
    fix: 'write the report again with `refgate check --format json`',
  };
}

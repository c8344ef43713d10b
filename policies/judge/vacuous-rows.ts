import type { Finding } from '../catalog/index';
import { formatPosition, quote } from '../errors';
import type { DeclaredProject, Federation, TableRow } from '../federation/index';
import { ruleCovers, simulate, type Pipeline } from '../gitlab/index';
import { closest } from '../trust/index';

/** The id under which a report says that a row of the table tests nothing. */
const VACUOUS_ROW = 'vacuous-row';

/**
 * Findings about rows that hold whatever the trust policies say, by the key of the role that they are reported with: a ref or an audience
 * that nothing declares and that is one slip away from one that is declared, and a pipeline that gets no token. A row of any other ref,
 * such as a feature branch that must be refused, is a test. A row with a `note` says why it is there: its finding is a note.
 */
export function vacuousRows(
  { roles, projects }: Federation,
  rows: readonly TableRow[],
): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  const [first] = roles.keys();
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const place = formatPosition(row.position);
    // a row of several audiences is several rows
    if (row.token.kind !== 'pipeline' || seen.has(place)) continue;
    seen.add(place);
    const { pipeline } = row.token;
    const [slip] = [...refSlips(pipeline, { roles, projects }), ...audienceSlips(pipeline, roles)];
    const key = slip?.role ?? first;
    const said = slip ?? withoutToken(row, pipeline);
    if (said === undefined || key === undefined) continue;
    const finding: Finding = {
      check: VACUOUS_ROW,
      severity: row.note === undefined && slip !== undefined ? 'warning' : 'note',
      message: `row ${index + 1} ${quote(row.label)} tests nothing: ${said.message}`,
      pointer: '',
      position: row.position,
      fix: said.fix,
    };
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return found;
}

interface Slip {
  /** Key of a role that trusts what was probably meant; absent where no role does. */
  readonly role?: string;
  readonly message: string;
  readonly fix: string;
}

/** Refs of the pipeline that no rule and no trust entry matches, and that are nearly one that is declared. */
function refSlips(
  { target, project }: Pipeline,
  { roles, projects }: Pick<Federation, 'roles' | 'projects'>,
): readonly Slip[] {
  const refs =
    target.kind === 'merge_request'
      ? ([
          ['branch', target.mergeRequest.from],
          ['branch', target.mergeRequest.into],
        ] as const)
      : ([[target.kind, target.name]] as const);
  const own = [...projects.values()].filter(({ path, id }) => path === project.path || id === project.id);
  const meant = own.length === 0 ? [...projects.values()] : own;
  return refs.flatMap(([type, name]): readonly Slip[] => {
    const trusted = [...roles.values()].flatMap((role) =>
      role.grant.rules
        .filter((rule) => meant.some(({ path }) => path === rule.project.path))
        .flatMap((rule) => rule.refs.filter((ref) => ref.type === type))
        .map(({ pattern }) => ({ role: role.key, pattern })),
    );
    const ruled = meant.flatMap((one) => rulesOf(one, type)).map((pattern) => ({ role: undefined, pattern }));
    const known = [...trusted, ...ruled];
    if (known.some(({ pattern }) => ruleCovers(pattern, name))) return [];
    const near = nearest(
      name,
      known.map(({ pattern }) => pattern),
    );
    if (near === undefined) return [];
    return [
      {
        role: known.find(({ pattern }) => pattern === near)?.role,
        message: `no protection rule and no trust entry matches ${type} ${quote(name)}`,
        fix: `did you mean ${quote(near)}? Otherwise say under \`note\` why the row is there`,
      },
    ];
  });
}

function rulesOf(project: DeclaredProject, type: 'branch' | 'tag'): readonly string[] {
  const rules = type === 'branch' ? project.protectedBranches : project.protectedTags;
  return rules === 'unknown' ? [] : rules.map(({ pattern }) => pattern);
}

/** Shorter names are near to too much. */
const SHORTEST_NAME = 4;

/** The pattern that a name is a slip of: by itself, or by its folder where the pattern is of a folder. Another number is not a slip. */
function nearest(name: string, patterns: readonly string[]): string | undefined {
  const forms = [name, ...(name.includes('/') ? [`${name.slice(0, name.lastIndexOf('/'))}/*`] : [])];
  const candidates = patterns.filter(
    (pattern) => pattern.length >= SHORTEST_NAME && withoutDigits(pattern) !== withoutDigits(name),
  );
  return forms
    .filter((form) => form.length >= SHORTEST_NAME)
    .map((form) =>
      closest(
        form,
        candidates.filter((pattern) => pattern.endsWith('/*') === form.endsWith('/*')),
      ),
    )
    .find((pattern) => pattern !== undefined);
}

function withoutDigits(text: string): string {
  return text.replace(/\d+/g, '0');
}

/** An audience that no role demands, and that is nearly one that a role demands. */
function audienceSlips({ audience }: Pipeline, roles: Federation['roles']): readonly Slip[] {
  if (typeof audience !== 'string') return [];
  const demanded = [...roles.values()].map((role) => role.grant.audience);
  const near = demanded.includes(audience) ? undefined : closest(audience, demanded);
  if (near === undefined) return [];
  return [
    {
      role: [...roles.values()].find((role) => role.grant.audience === near)?.key,
      message: `no role demands the audience ${quote(audience)}`,
      fix: `did you mean ${quote(near)}? Otherwise say under \`note\` why the row is there`,
    },
  ];
}

/** Why GitLab gives no job of the pipeline a token: every role refuses it, however its policy is written. */
function withoutToken({ assumes }: TableRow, pipeline: Pipeline): Slip | undefined {
  const simulation = simulate(pipeline);
  if (assumes.length > 0 || simulation.kind !== 'no_token') return undefined;
  return {
    message: `it holds for lack of a token: ${simulation.reason}`,
    fix: 'add a row of a pipeline that gets a token',
  };
}

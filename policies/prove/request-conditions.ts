import { FALSE } from '../automata/index';
import { compileCondition } from '../evaluate/index';
import { operator, parsePattern, type Condition, type Policy, type Statement } from '../trust/index';
import { candidateValues } from './candidates';
import type { KeyUniverse } from './compile/key-universe';
import type { OpaqueReading } from './compile/opaque';
import { dependencyText } from './request-keys';
import { roleFormula, type RoleTrust } from './role-trust';
import { gitlabKeys } from './world/gitlab-keys';
import type { GitlabWorld } from './world/gitlab-world';

/** Something of the request, and not of the token, that a statement asks for. */
export interface RequestDependency {
  readonly statement: Statement;
  /** The condition key as written. */
  readonly key: string;
  /** ``the caller's address: `aws:SourceIp` `` */
  readonly text: string;
}

/**
 * The role as the most favourable request meets it: without the conditions of Allow statements that depend on the request, and
 * without the Deny statements that do. It admits every token that the role admits in some request.
 */
export function forAnyRequest(
  role: RoleTrust,
  world: GitlabWorld,
): { readonly role: RoleTrust; readonly depends: readonly RequestDependency[] } {
  const { policy } = role;
  const universe = gitlabKeys(world, role.provider, candidateValues([policy]));
  const formulas = (reading: OpaqueReading) =>
    roleFormula(role, 'role', universe, reading, `${world.host}:aud`).statements;
  // Both readings let each of its statements match as often as it may.
  const allow = formulas('possibly');
  const deny = formulas('surely');
  const depends: RequestDependency[] = [];
  const statements = policy.statements.flatMap((statement, at): readonly Statement[] => {
    const matches = (statement.effect === 'Allow' ? allow : deny)[at]?.matches;
    if (matches === FALSE) return [statement];
    const open = statement.conditions.flatMap((condition) =>
      unknownKeys(condition, policy.version, universe).map((key) => ({ condition, key })),
    );
    if (open.length === 0) return [statement];
    for (const key of new Set(open.map((one) => one.key)))
      depends.push({ statement, key, text: dependencyText(key) });
    if (statement.effect === 'Deny') return [];
    const conditions = statement.conditions.filter((one) => open.every(({ condition }) => condition !== one));
    return [{ ...statement, conditions }];
  });
  return { role: { ...role, policy: { ...policy, statements } }, depends };
}

/** The keys of a condition, as key or as policy variable, that the request fills. */
function unknownKeys(
  { key, values, form }: Condition,
  version: Policy['version'],
  universe: KeyUniverse,
): readonly string[] {
  const row = form === undefined ? undefined : operator(form.base);
  if (row === undefined) return [];
  const syntax = { wildcards: row.wildcards, variables: row.variables && version === '2012-10-17' };
  const variables = values.flatMap((value) =>
    parsePattern(value, syntax).flatMap((token) => (token.kind === 'variable' ? [token.key] : [])),
  );
  return [key, ...variables].filter((name) => universe.sortOf(name.toLowerCase()).kind === 'unknown');
}

const CLOCK = new Set(['aws:currenttime', 'aws:epochtime']);

/**
 * The role at one time: conditions on the clock are decided.
 * @param now seconds since 1970
 */
export function atTime(role: RoleTrust, now: number): RoleTrust {
  const { policy } = role;
  const context = new Map([...CLOCK].map((key) => [key, String(now)]));
  const statements = policy.statements.flatMap((statement): readonly Statement[] => {
    const kept: Condition[] = [];
    for (const condition of statement.conditions) {
      const holds = CLOCK.has(condition.key.toLowerCase())
        ? compileCondition(condition, policy.version).holds({ context })
        : 'unknown';
      if (holds === 'no') return [];
      if (holds === 'unknown') kept.push(condition);
    }
    return [{ ...statement, conditions: kept }];
  });
  return { ...role, policy: { ...policy, statements } };
}

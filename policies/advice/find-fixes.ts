import { declaredRepairs } from './declared';
import type { Change, Fix, Repair } from './fix';
import type { AdviceContext, OtherTokens } from './input';
import type { StatementDiagnosis } from './statement-diagnosis';
import { tryChanges } from './try-fix';

/** Combinations that are tried; each costs a decision. */
const MAX_TRIES = 48;

/**
 * The fixes that hold: every way to mend all parts of one of the statements was applied and judged again. First what changes the job or the
 * project and what admits no token else, then what widens the trust.
 */
export function findFixes(diagnoses: readonly StatementDiagnosis[], context: AdviceContext): readonly Fix[] {
  const found: Fix[] = [];
  const seen = new Set<string>();
  let tries = 0;
  for (const { parts } of diagnoses) {
    for (const repairs of choices(parts.map((part) => part.flatMap((repair) => inPlace(repair, context))))) {
      const repair = joined(repairs);
      const name = JSON.stringify(repair?.changes);
      if (repair === undefined || seen.has(name)) continue;
      seen.add(name);
      if ((tries += 1) > MAX_TRIES) break;
      const fix = promised(repair, found, context);
      if (fix !== undefined) found.push(fix);
    }
  }
  return found.toSorted((a, b) => Number(a.admits !== undefined) - Number(b.admits !== undefined));
}

function promised(repair: Repair, found: readonly Fix[], context: AdviceContext): Fix | undefined {
  const isMore = (fix: Fix): boolean => fix.changes.every((change) => has(repair.changes, change));
  if (found.some(isMore)) return undefined;
  const { allowed, policy, asked } = tryChanges(repair.changes, context);
  if (!allowed) return undefined;
  const { cause, changes } = repair;
  const others =
    policy === undefined || asked === undefined ? undefined : context.alsoAdmits?.(policy, asked);
  const admits = clause(repair.admits, others);
  return admits === undefined ? { cause, changes } : { cause, changes, admits };
}

/** What the change says itself, and what was found beside it. */
function clause(said: string | undefined, others: OtherTokens | undefined): string | undefined {
  switch (others?.kind) {
    case 'some':
      return said === undefined ? others.text : others.strangers ? `${said}, and ${others.text}` : said;
    case 'cannot_tell':
      return said ?? 'tokens that could not be determined';
    default:
      return said;
  }
}

const has = (changes: readonly Change[], change: Change): boolean =>
  changes.some((other) => JSON.stringify(other) === JSON.stringify(change));

function inPlace(repair: Repair, context: AdviceContext): readonly Repair[] {
  return context.declared === undefined ? [repair] : declaredRepairs(repair, context.declared, context);
}

/** One alternative for each part, first choices first; a part may also be mended by what mends the others. */
function* choices(parts: readonly (readonly Repair[])[]): Generator<readonly Repair[]> {
  const mendable = parts.filter((part) => part.length > 0);
  for (const part of mendable) for (const repair of part) yield [repair];
  if (mendable.length > 1) yield* product(mendable);
}

function* product([first, ...rest]: readonly (readonly Repair[])[]): Generator<readonly Repair[]> {
  if (first === undefined) {
    yield [];
    return;
  }
  for (const repair of first) for (const others of product(rest)) yield [repair, ...others];
}

/** Several repairs as one; `undefined` where they contradict each other. */
function joined(repairs: readonly Repair[]): Repair | undefined {
  const changes: Change[] = [];
  for (const change of repairs.flatMap((repair) => repair.changes)) {
    if (has(changes, change)) continue;
    const same = changes.find(({ place, at }) => place === change.place && at === change.at);
    if (same !== undefined && same.op === 'set' && change.op === 'set') return undefined;
    changes.push(change);
  }
  const causes = [...new Set(repairs.map(({ cause }) => cause))].join('; ');
  const admits = [...new Set(repairs.flatMap((repair) => repair.admits ?? []))].join(' and ');
  return { cause: causes, changes, admits: admits === '' ? undefined : admits };
}

import type { Account, DeclaredProject, Federation, Position, Problem, Role } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';

/** @throws RefgateError for a key that is not declared */
export function declaredAccount(federation: Federation, key: string): Account {
  const account = federation.accounts.get(key);
  if (account !== undefined) return account;
  throw new RefgateError({
    code: 'ERR_REFERENCE',
    message: `unknown account ${quote(key)}`,
    expected: [...federation.accounts.keys()].map(quote).join(', '),
    fix: 'name a declared account',
  });
}

/** Builds each item; the problems of all of them are thrown together, each with its place in the file. */
export function collect<T, R>(
  items: readonly T[],
  build: (item: T) => R,
  place: (item: T) => Position,
): readonly R[] {
  const problems: Problem[] = [];
  const built: R[] = [];
  for (const item of items) {
    try {
      built.push(build(item));
    } catch (error) {
      if (!(error instanceof RefgateError)) throw error;
      problems.push(...error.problems.map((problem) => ({ position: place(item), ...problem })));
    }
  }
  if (problems.length > 0) throw new RefgateError(problems);
  return built;
}

/** The declared projects that the roles trust, in the order of the file. */
export function trustedProjects(federation: Federation, roles: readonly Role[]): readonly DeclaredProject[] {
  const paths = new Set(roles.flatMap(({ grant }) => grant.rules.map(({ project }) => project.path)));
  return [...federation.projects.values()].filter(({ path }) => paths.has(path));
}

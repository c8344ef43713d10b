import type { Problem } from '../errors';
import type { Federation } from './federation';
import { roleAudiences } from './audiences';
import { readAccounts } from './read/accounts';
import { sectionKeys } from './read/declared';
import { readGitlab } from './read/gitlab';
import { readProjects } from './read/projects';
import { readProve } from './read/prove';
import { ProblemCollector } from './read/problem-collector';
import { readRoles } from './read/roles';
import { readSuppressions } from './read/suppress';
import { severalGitlabs } from './read/several-gitlabs';
import { readTable } from './read/table';
import { readUnit } from './read/unit';
import { readYaml } from './read-yaml';
import { outlineSchema } from './schema/federation';

/** The federation, or everything that is wrong with its text. */
export type ParseFederation =
  | { readonly ok: true; readonly federation: Federation }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a `federation.yaml`. Never throws: whatever is wrong with the text comes back as problems, all of them at once, in
 * the order of the file, each with its line and column. Only a syntax error hides what comes after it.
 *
 * @param text the YAML text
 * @param file its name, for positions
 */
export function parseFederation(text: string, file: string): ParseFederation {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return yaml;
  const collector = new ProblemCollector(yaml.tree);
  const several = severalGitlabs(yaml.tree);
  if (several !== undefined) return { ok: false, problems: [several] };
  readUnit(collector, outlineSchema, []);
  for (const section of ['projects', 'accounts', 'roles'] as const) requireEntry(collector, section);

  const { instance, audience, guards } = readGitlab(collector);
  const accounts = readAccounts(collector, instance);
  const projects = readProjects(collector, instance, accounts);
  const around = { instance, audience, projects, accounts };
  const roles = readRoles(collector, around);
  const table = readTable(collector, roles, { ...around, roleAudiences: roleAudiences(roles.entries()) });
  const prove = readProve(collector, roles, projects);
  const suppress = readSuppressions(collector, roles);

  const problems = collector.problems();
  if (problems.length > 0 || instance === undefined || audience === undefined) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    federation: {
      file,
      instance,
      audience,
      guards,
      projects: projects.entries(),
      accounts: accounts.entries(),
      roles: roles.entries(),
      table,
      prove,
      suppress,
    },
  };
}

function requireEntry(collector: ProblemCollector, section: 'projects' | 'accounts' | 'roles'): void {
  const node = collector.tree.find([section]);
  if (
    node?.children === undefined ||
    Array.isArray(node.value) ||
    sectionKeys(collector, [section]).length > 0
  )
    return;
  collector.atValue([section], {
    code: 'ERR_SCHEMA',
    message: `\`${section}\` is empty`,
    expected: 'at least one entry',
  });
}

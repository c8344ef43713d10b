import type { Project } from '../../gitlab/index';
import { PAIR_KINDS, type OnlyProjects, type ProofObligation } from '../../grant/index';
import type { Role } from '../federation';
import { obligationSchema } from '../schema/prove';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { listLength } from './declared';
import { exactlyOne } from './exactly-one';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';

const KINDS = ['only', 'never', ...PAIR_KINDS] as const;

export function readProve(
  collector: ProblemCollector,
  roles: Declared<Role>,
  projects: Declared<Project>,
): readonly ProofObligation[] {
  return Array.from({ length: listLength(collector, ['prove']) }, (_, index) =>
    readObligation(collector, ['prove', index], roles, projects),
  ).filter((obligation) => obligation !== undefined);
}

function readObligation(
  collector: ProblemCollector,
  path: Path,
  roles: Declared<Role>,
  projects: Declared<Project>,
): ProofObligation | undefined {
  const fields = readUnit(collector, obligationSchema, path);
  if (Array.isArray(collector.tree.find(path)?.value) || collector.tree.find(path)?.children === undefined)
    return undefined;
  const kind = exactlyOne(collector, path, KINDS, 'what to prove', 'ERR_SCHEMA');
  const position = collector.positionOf(path);
  roles.resolve(collector, fields.role, [...path, 'role']);
  const only =
    typeof fields.only === 'object'
      ? onlyOf(collector, fields.only, [...path, 'only'], projects)
      : fields.only;
  for (const pair of PAIR_KINDS) {
    for (const [index, role] of (fields[pair] ?? []).entries())
      roles.resolve(collector, role, [...path, pair, index]);
  }
  if (kind === 'only' || kind === 'never') {
    if (!collector.has([...path, 'role'])) {
      collector.atKey(path, { code: 'ERR_SCHEMA', message: 'missing key `role`', fix: 'add `role: deploy`' });
    }
    const { role, never } = fields;
    if (role === undefined) return undefined;
    if (kind === 'only') return only === undefined ? undefined : { kind, role, only, position };
    return never === undefined ? undefined : { kind, role, never, position };
  }
  if (kind === undefined) return undefined;
  if (collector.has([...path, 'role'])) {
    collector.atKey([...path, 'role'], {
      code: 'ERR_SCHEMA',
      message: `\`role\` does not go with \`${kind}\``,
      fix: `remove it: the roles are under \`${kind}\``,
    });
  }
  const [first, second] = fields[kind] ?? [];
  return first === undefined || second === undefined ? undefined : { kind, roles: [first, second], position };
}

function onlyOf(
  collector: ProblemCollector,
  {
    projects: keys = [],
    groups = [],
  }: { readonly projects?: readonly string[]; readonly groups?: readonly string[] },
  path: Path,
  projects: Declared<Project>,
): OnlyProjects {
  const named = keys.flatMap(
    (key, index) => projects.resolve(collector, key, [...path, 'projects', index]) ?? [],
  );
  return { projects: named.map((project) => project.path), groups };
}

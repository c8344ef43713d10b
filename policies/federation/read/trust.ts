import type { z } from 'zod';
import type { GrantRule, RefPattern } from '../../grant/index';
import { projectValues, renderSubject, type Instance, type SubClaimComponent } from '../../gitlab/index';
import { quote } from '../../errors';
import { isGitlabCom } from '../../context/index';
import type { DeclaredProject } from '../federation';
import { trustSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { Declared } from './declared';
import { listLength } from './declared';
import type { ProblemCollector } from './problem-collector';
import type { Fields } from './unit';
import { readUnit } from './unit';

type TrustFields = Fields<z.output<typeof trustSchema>>;

/** One `trust` entry with the project that its key stands for. */
export interface TrustEntry {
  readonly projectKey: string;
  readonly rule: GrantRule;
}

/** The entries of a role's `trust` as rules of its grant. What cannot be enforced for this issuer is refused, never dropped. */
export function readTrust(
  collector: ProblemCollector,
  path: Path,
  projects: Declared<DeclaredProject>,
  instance: Instance | undefined,
): readonly TrustEntry[] {
  return Array.from({ length: listLength(collector, path) }, (_, index) => {
    const entry = [...path, index];
    const fields = readUnit(collector, trustSchema, entry);
    const project = projects.resolve(collector, fields.project, [...entry, 'project']);
    checkRefs(collector, entry);
    checkEnvironment(collector, entry, fields);
    if (project !== undefined && instance !== undefined) {
      checkEnforceable(collector, entry, fields, project, instance);
    }
    return project === undefined ? [] : [{ projectKey: project.key, rule: toRule(fields, project) }];
  }).flat();
}

function toRule(fields: TrustFields, project: DeclaredProject): GrantRule {
  const refs = (type: RefPattern['type'], patterns: readonly string[] = []): readonly RefPattern[] =>
    [...new Set(patterns)].map((pattern) => ({ type, pattern }));
  return {
    project,
    refs: [...refs('branch', fields.branches), ...refs('tag', fields.tags)],
    protected: fields.protected ?? false,
    sources: fields.sources,
    runner: fields.runner,
    environment: fields.environment,
  };
}

function checkRefs(collector: ProblemCollector, path: Path): void {
  const written = ['branches', 'tags'].filter((key) => collector.has([...path, key]));
  if (written.some((key) => listLength(collector, [...path, key]) > 0)) return;
  if (written.some((key) => !Array.isArray(collector.tree.find([...path, key])?.value))) return;
  const value = collector.tree.find(path)?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  // An unknown key is most likely the misspelt list: its own problem says so.
  if (Object.keys(value).some((key) => !Object.hasOwn(trustSchema.shape, key))) return;
  collector.atValue(path, {
    code: 'ERR_GRANT',
    message: 'a trust entry names no branch and no tag',
    expected: 'at least one pattern under `branches` or `tags`',
    fix: 'add `branches: [main]`; every branch is `branches: ["*"]`',
  });
}

function checkEnvironment(collector: ProblemCollector, path: Path, { environment }: TrustFields): void {
  if (environment === undefined || environment.protected !== undefined || environment.tier !== undefined)
    return;
  collector.atValue([...path, 'environment'], {
    code: 'ERR_GRANT',
    message: '`environment` demands nothing',
    expected: '`protected: true`, `tier`, or both',
    fix: 'add `protected: true`, or remove `environment`',
  });
}

/** Refuses what AWS cannot check: it sees `sub` and `aud` of every token, and a few more claims of gitlab.com's. */
function checkEnforceable(
  collector: ProblemCollector,
  path: Path,
  fields: TrustFields,
  project: DeclaredProject,
  instance: Instance,
): void {
  const elsewhere = !isGitlabCom(instance.issuer);
  const lacks = (component: SubClaimComponent): boolean => !project.subClaim.includes(component);
  const report = (key: readonly string[], what: string, why: string, fix: string): void =>
    collector.atKey([...path, ...key], {
      code: 'ERR_GRANT',
      message: `${what} cannot be enforced: ${why}`,
      fix,
    });
  const addComponent = (component: string): string =>
    `add ${quote(component)} to \`sub_claim\` of project ${quote(project.key)}, here and in GitLab`;

  for (const component of ['ref_type', 'ref'] as const) {
    if (!lacks(component)) continue;
    const sub = renderSubject(project.subClaim, {
      ...projectValues(project),
      ref_type: 'branch',
      ref: 'main',
      ref_protected: 'false',
    });
    const why =
      component === 'ref'
        ? `does not name the ref: branches \`main\` and \`feature-1\` both have ${quote(sub)}`
        : `is the same for a branch and for a tag of that name: both called \`main\`, they have ${quote(sub)}`;
    collector.atValue(['projects', project.key, 'sub_claim'], {
      code: 'ERR_GRANT',
      message: `no role can tell the refs of project ${quote(project.key)} apart: its \`sub\` ${why}`,
      fix: `add ${quote(component)}, here and in GitLab`,
    });
  }
  if (elsewhere && fields.sources !== undefined) {
    report(['sources'], '`sources`', 'AWS sees `pipeline_source` of gitlab.com tokens only', 'remove it');
  }
  if (elsewhere && fields.runner !== undefined) {
    report(['runner'], '`runner`', 'AWS reads `runner_environment` from gitlab.com tokens only', 'remove it');
  }
  if (elsewhere && fields.protected === true && lacks('ref_protected')) {
    const why = 'AWS sees `ref_protected` of gitlab.com tokens only, and it is not in `sub`';
    report(['protected'], '`protected`', why, addComponent('ref_protected'));
  }
  if (fields.environment?.protected === true && lacks('environment_protected')) {
    report(
      ['environment', 'protected'],
      '`protected` of an environment',
      'AWS sees it nowhere but in `sub`',
      addComponent('environment_protected'),
    );
  }
  if (fields.environment?.tier !== undefined && lacks('deployment_tier')) {
    report(
      ['environment', 'tier'],
      '`tier`',
      'AWS sees it nowhere but in `sub`',
      addComponent('deployment_tier'),
    );
  }
}

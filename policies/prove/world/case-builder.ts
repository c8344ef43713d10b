import {
  FALSE,
  TRUE,
  and,
  disjointSyntactic,
  inShape,
  literal,
  matchesAny,
  not,
  or,
  pattern,
  type Formula,
} from '../../automata/index';
import {
  CLAIMS,
  DEFAULT_SUB_CLAIM,
  WORKLOAD_REFS,
  namespacePath,
  TARGET_KINDS,
  type PipelineKind,
  type Project,
  type Protection,
  type SubClaimComponent,
} from '../../gitlab/index';
import { collectKeys } from './case-question';
import { COMPONENT_LISTS } from './component-lists';
import { CaseDomains, protectionClaims, type CaseHead } from './case-domains';
import type { Domains } from './domain';
import { refPattern } from './ref-pattern';
import { once } from './once';
import { someRef } from './some-ref';
import { FieldSubject } from './field-subject';
import { openLanguage } from './open-language';
import { OpenFieldSubject } from './open-field-subject';
import { OpenTextSubject } from './open-text-subject';
import type { SubjectRules } from './component-shapes';
import { isOpen, type Subject, type SubjectForm, type ValuePattern } from './subject';
import { TextSubject } from './text-subject';
import { formsOf, namesProject, openComponents, type ComponentList } from './subject-forms';
import type { CaseGroup, CasePart, TokenCase } from './token-case';
import { sharedParts, sourceShape } from './shared-parts';
import type { WorldFacts } from './world-facts';

/** What tells a subject from those of all declared projects. */
interface Foreign {
  readonly path: Formula;
  readonly id: readonly Formula[];
}

/**
 * Which components the `sub` of other projects may have. `all`: what the world assumes. `known`: those among them that refgate knows.
 * `usual`: the default ones and those of declared projects, for counterexamples that look like tokens of today.
 */
export type CaseScope = 'all' | 'known' | 'usual';

/** Lists the cases of a world: for each kind of project, run, protection and shape of `sub`, what holds of the claims. */
export class CaseBuilder {
  private readonly key: (claim: string) => string;
  private readonly paths: readonly string[];
  private readonly ids: readonly string[];
  /** Ids of the declared namespaces by path. */
  private readonly namespaces = new Map<string, Set<string>>();
  private readonly subjects = new Map<string, Subject>();
  private readonly foreigners = new Map<Subject, Foreign>();
  private readonly shared: readonly CasePart[];
  private readonly parts = new Map<Formula, CasePart>();
  private readonly domains: CaseDomains;
  private readonly foreignNamespaces: readonly Formula[];
  private readonly namespaceIds: readonly string[];
  private readonly own = once(() => this.ownTokens());
  /** Whether a ref can be protected, or not, under given rules. */
  private readonly possible = new Map<string, boolean>();

  constructor(
    private readonly world: WorldFacts,
    private readonly reading: 'fields' | 'text',
  ) {
    this.key = (claim) => `${world.host}:${claim}`;
    this.paths = world.projects.map(({ path }) => path);
    this.ids = world.projects.flatMap(({ id }) => id ?? []);
    for (const { path, namespaceId } of world.projects) {
      if (namespaceId === undefined) continue;
      const ids = this.namespaces.get(namespacePath(path)) ?? new Set();
      this.namespaces.set(namespacePath(path), ids.add(namespaceId));
    }
    const { shared, domains } = sharedParts(this.world);
    this.shared = shared;
    this.namespaceIds = [...this.namespaces.values()].flatMap((ids) => [...ids]);
    const declared = {
      paths: new Set(this.paths),
      ids: new Set(this.ids),
      namespaceIds: new Set(this.namespaceIds),
    };
    this.domains = new CaseDomains(world, declared, domains);
    this.foreignNamespaces = this.namespaceTies((ids) => not(ids));
  }

  /** Every token of the world, as far as the components that the scope gives to the `sub` of other projects. */
  all(scope: CaseScope): readonly CaseGroup[] {
    return [...this.own(), ...this.otherTokens(this.otherLists(scope))];
  }

  /** The tokens of other projects whose `sub` has these components. */
  others(components: readonly SubClaimComponent[]): readonly CaseGroup[] {
    return this.otherTokens([components]);
  }

  private ownTokens(): readonly CaseGroup[] {
    const { projects, assumptions } = this.world;
    const groups: CaseGroup[] = [];
    for (const project of projects) {
      groups.push(this.groupOf({ origin: 'declared', project }, () => this.ownCases(project, 'declared')));
      if (!assumptions['fork-subject-fix'])
        groups.push(this.groupOf({ origin: 'declared', project }, () => this.unpatchedForks(project)));
      groups.push(this.groupOf(UNDECLARED, () => this.forks(this.ownLists(project), project)));
    }
    for (const project of projects) {
      if (!assumptions['no-renames'] && this.canTellRenamed(project))
        groups.push(this.groupOf({ origin: 'renamed', project }, () => this.ownCases(project, 'renamed')));
    }
    return groups;
  }

  private otherTokens(lists: readonly ComponentList[]): readonly CaseGroup[] {
    const { projects, assumptions, isGitlabCom } = this.world;
    const groups = [this.groupOf(UNDECLARED, () => this.strangers('undeclared', lists))];
    // Open components hold the forks of other parents already: their values are independent.
    const closed = lists.filter((list) => !isOpen(list) && namesProject(list, 'source'));
    groups.push(this.groupOf(UNDECLARED, () => this.forks(closed)));
    if (assumptions['no-reused-paths']) return groups;
    // Where `sub` need not show the path, one project stands for all.
    const hidden = lists.filter((list) => isOpen(list) && list.head !== 'project_path');
    const shown = lists.filter((list) => !hidden.includes(list));
    for (const [index, project] of projects.entries()) {
      const own = index === 0 ? lists : shown;
      groups.push(
        this.groupOf({ origin: 'impostor', project }, () => this.strangers('impostor', own, project)),
      );
      if (!isGitlabCom || (project.namespaceId === undefined && (index > 0 || this.namespaces.size === 0)))
        continue;
      const successors = this.groupOf({ origin: 'successor', project }, () =>
        this.strangers('successor', own, project),
      );
      // One that stands for all has any of their namespaces.
      groups.push(own === shown ? successors : { ...successors, domains: NOTHING_KNOWN });
    }
    return groups;
  }

  private groupOf(whose: Pick<CaseHead, 'origin' | 'project'>, cases: () => readonly TokenCase[]): CaseGroup {
    return { ...whose, domains: this.domains.whose(whose), cases: once(cases) };
  }

  /** Where AWS sees neither id nor path, or the path alone, a renamed project looks like any other one. */
  private canTellRenamed({ id, subClaim }: Project): boolean {
    const { isGitlabCom, assumptions } = this.world;
    return (
      id !== undefined && (isGitlabCom || subClaim.some(isProjectId) || !assumptions['declared-sub-claim'])
    );
  }

  private ownCases(project: Project, origin: 'declared' | 'renamed'): readonly TokenCase[] {
    const lists = this.ownLists(project);
    return TARGET_KINDS.flatMap((pipelineKind) =>
      BOTH.flatMap((refProtected) =>
        formsOf(lists, pipelineKind, refProtected).flatMap((form) => {
          const subject = this.subject(form);
          const refs = this.refs(project, pipelineKind, refProtected, subject);
          if (refs === FALSE) return [];
          const rules = this.rulesOf(project, pipelineKind);
          const named = rules === 'unknown' ? undefined : () => this.notNamed(rules, pipelineKind, subject);
          const head = { origin, pipelineKind, refProtected, project };
          return [this.tokenCase(head, subject, () => [refs, ...this.identity(head, subject)], named)];
        }),
      ),
    );
  }

  private unpatchedForks(project: Project): readonly TokenCase[] {
    const head = {
      origin: 'declared',
      pipelineKind: 'fork_merge_request',
      refProtected: false,
      project,
    } as const;
    return formsOf(this.ownLists(project), 'branch', false).map((form) => {
      const subject = this.subject(form);
      return this.tokenCase(head, subject, () => this.identity(head, subject));
    });
  }

  private strangers(
    origin: 'undeclared' | 'impostor' | 'successor',
    lists: readonly ComponentList[],
    project?: Project,
  ): readonly TokenCase[] {
    const { assumptions } = this.world;
    return TARGET_KINDS.flatMap((pipelineKind) =>
      BOTH.flatMap((refProtected) => {
        if (refProtected && !assumptions['unknown-rules']) return [];
        if (refProtected && pipelineKind === 'merge_request' && !assumptions['merge-request-protection'])
          return [];
        return formsOf(lists, pipelineKind, refProtected).map((form) => {
          const subject = this.subject(form);
          const anyPath = isOpen(form.components) && form.components.head !== 'project_path';
          const head = {
            origin,
            pipelineKind,
            refProtected,
            project,
            anyPath: project === undefined ? undefined : anyPath,
          };
          return this.tokenCase(head, subject, () => this.identity(head, subject));
        });
      }),
    );
  }

  /**
   * Merge requests of forks that run in the parent project and whose `sub` shows the parent. The fork is not declared, and what the
   * parent is under the shown path or id, its declared self or another project, makes no difference to who chose the code.
   * @param parent absent: another project that is not declared
   */
  private forks(lists: readonly ComponentList[], parent?: Project): readonly TokenCase[] {
    const shown = lists.filter((list) => namesProject(list, 'job'));
    return formsOf(shown, 'branch', false).map((form) => {
      const subject = this.subject({ ...form, twoProjects: true });
      const head = { origin: 'undeclared', pipelineKind: 'fork_merge_request', refProtected: false } as const;
      const statements = (): readonly Formula[] => [
        ...this.identity(head, subject),
        this.jobProject(subject, parent),
      ];
      return this.tokenCase({ ...head, parent }, subject, statements);
    });
  }

  /** The parent project of a fork's merge request: declared, renamed, or another one under its path. */
  private jobProject(subject: Subject, parent: Project | undefined): Formula {
    const otherPath = subject.never('job_project_path', eachOf(this.paths));
    const otherId = this.world.assumptions['own-ids']
      ? subject.never('job_project_id', eachOf(this.ids))
      : TRUE;
    if (parent === undefined) return and(otherPath, otherId);
    const ownPath = subject.may('job_project_path', [[parent.path]]);
    const ownId = parent.id === undefined ? TRUE : subject.may('job_project_id', [[parent.id]]);
    const { assumptions } = this.world;
    return or(
      and(ownPath, ownId),
      assumptions['no-renames'] ? FALSE : and(otherPath, ownId),
      assumptions['no-reused-paths'] ? FALSE : and(ownPath, otherId),
    );
  }

  private ownLists({ subClaim }: Project): readonly ComponentList[] {
    return this.world.assumptions['declared-sub-claim'] ? [subClaim] : this.allLists();
  }

  private otherLists(scope: CaseScope): readonly ComponentList[] {
    const { assumptions, projects } = this.world;
    if (scope === 'usual' || assumptions['usual-sub-claims']) {
      const lists = [DEFAULT_SUB_CLAIM, ...projects.map(({ subClaim }) => subClaim)];
      return [...new Map(lists.map((list) => [list.join(), list])).values()];
    }
    return this.allLists(scope);
  }

  private allLists(scope: CaseScope = 'all'): readonly ComponentList[] {
    const { assumptions } = this.world;
    if (assumptions['component-order']) return COMPONENT_LISTS;
    return openComponents(scope === 'known' || assumptions['known-components'] ? 'known' : 'any');
  }

  /** One language for all cases that show the same. */
  private subject(form: SubjectForm): Subject {
    const { components, refType, refProtected, twoProjects = false } = form;
    const open = isOpen(components);
    const shows = (name: SubClaimComponent): boolean => open || components.includes(name);
    const fixed = [shows('ref_type') ? refType : '', shows('ref_protected') ? refProtected : ''];
    const name = JSON.stringify([components, fixed, twoProjects]);
    const known = this.subjects.get(name);
    if (known !== undefined) return known;
    const made = this.makeSubject(form);
    this.subjects.set(name, made);
    return made;
  }

  private makeSubject(form: SubjectForm): Subject {
    const { assumptions, host } = this.world;
    const { components } = form;
    const rules: SubjectRules = {
      refs: !assumptions['git-refs'] ? 'any' : assumptions['gitlab-refs'] ? 'gitlab' : 'git',
      paths: assumptions['gitlab-paths'] ? 'gitlab' : 'any',
      ids: assumptions['gitlab-ids'] ? 'gitlab' : 'any',
    };
    if (!isOpen(components)) {
      const list = { ...form, components };
      return this.reading === 'text'
        ? new TextSubject(list, host, rules)
        : new FieldSubject(form, host, rules);
    }
    const open = { ...form, components };
    const language = openLanguage(open, rules);
    const { head } = components;
    return head === 'other' || this.reading === 'text'
      ? new OpenTextSubject(open, host, language)
      : new OpenFieldSubject(open, head, host, rules, language);
  }

  private rulesOf(project: Project, pipelineKind: PipelineKind): Protection {
    if (!this.world.assumptions['declared-rules']) return 'unknown';
    return pipelineKind === 'tag' ? project.protectedTags : project.protectedBranches;
  }

  /** The refs of a declared project for which the claim `ref_protected` can be so. */
  private refs(
    project: Project,
    pipelineKind: PipelineKind,
    refProtected: boolean,
    subject: Subject,
  ): Formula {
    const { assumptions } = this.world;
    const rules = this.rulesOf(project, pipelineKind);
    if (pipelineKind === 'merge_request') {
      if (!refProtected) return TRUE;
      const possible =
        assumptions['merge-request-protection'] && project.protectMergeRequestPipelines !== false;
      if (!possible) return FALSE;
      if (rules === 'unknown') return TRUE;
      // Source and target are two branches, both protected.
      const two = rules.length > 1 || rules.some((rule) => rule.pattern.includes('*'));
      return two && this.isPossible(rules, true) ? subject.may('ref', rules.map(refPattern)) : FALSE;
    }
    if (rules === 'unknown') return TRUE;
    const patterns = rules.map(refPattern);
    const empty = pipelineKind === 'branch' && refProtected && !assumptions['not-empty'] && rules.length > 0;
    const workloads = !refProtected && this.hasFreeWorkloads(rules, pipelineKind);
    if (!empty && !workloads && !this.isPossible(rules, refProtected)) return FALSE;
    if (!refProtected) return this.notNamed(rules, pipelineKind, subject);
    return empty ? TRUE : subject.may('ref', patterns);
  }

  /** The refs that no rule covers, those of workloads among them. */
  private notNamed(
    rules: Exclude<Protection, 'unknown'>,
    pipelineKind: PipelineKind,
    subject: Subject,
  ): Formula {
    const outside = subject.never('ref', rules.map(refPattern));
    return this.hasFreeWorkloads(rules, pipelineKind)
      ? or(outside, subject.may('ref', [WORKLOADS]))
      : outside;
  }

  /** Whether workloads run on refs that look as if a rule covered them. */
  private hasFreeWorkloads(rules: Exclude<Protection, 'unknown'>, pipelineKind: PipelineKind): boolean {
    if (pipelineKind !== 'branch' || this.world.assumptions['no-workloads']) return false;
    const refs = pattern(WORKLOADS);
    return rules.some((rule) => disjointSyntactic(pattern(refPattern(rule)), refs) === undefined);
  }

  /** Whether a ref can be so under its rules: decided once for projects with equal ones. */
  private isPossible(rules: Exclude<Protection, 'unknown'>, refProtected: boolean): boolean {
    const name = JSON.stringify([refProtected, rules.map((rule) => rule.pattern)]);
    const known = this.possible.get(name) ?? someRef(rules, refProtected) !== undefined;
    this.possible.set(name, known);
    return known;
  }

  /** What ties `sub`, path and ids of a case together. */
  private identity({ origin, project, anyPath }: CaseHead, subject: Subject): readonly Formula[] {
    const projectId = this.key('project_id');
    const namespaceId = this.key('namespace_id');
    const { path: foreignPath, id: foreignId } = this.foreign(subject);
    const ownId =
      project?.id === undefined
        ? []
        : [subject.may('project_id', [[project.id]]), anyLiteral(projectId, [project.id])];
    const ownPath =
      project === undefined || anyPath === true ? TRUE : subject.may('project_path', [[project.path]]);
    const ownNamespace =
      anyPath === true
        ? anyLiteral(namespaceId, this.namespaceIds)
        : project?.namespaceId === undefined
          ? TRUE
          : anyLiteral(namespaceId, [project.namespaceId]);
    switch (origin) {
      case 'declared':
        return [ownPath, ...ownId, ownNamespace];
      case 'renamed':
        return [foreignPath, ...ownId];
      case 'successor':
        return [ownPath, ...foreignId, ownNamespace];
      case 'impostor':
        return [ownPath, ...foreignId, ...this.foreignNamespaces];
      case 'undeclared':
        return [
          foreignPath,
          ...foreignId,
          ...this.namespaceTies((ids, path) => {
            // Behind another first component the path may be anywhere, or nowhere.
            if (!subject.shows('project_path') || isHidden(subject)) return TRUE;
            const direct = [refPattern({ pattern: `${path}/*` })];
            const deeper = [refPattern({ pattern: `${path}/*/*` })];
            // Stated about the first component alone where that is the path: a part must not need keys that nobody asks about.
            const isDirect = subject.must('project_path', direct);
            const isDeeper = subject.must('project_path', deeper);
            const inside = and(isDirect, not(isDeeper));
            const outside = or(not(isDirect), isDeeper);
            return or(and(ids, inside), and(not(ids), outside));
          }),
        ];
    }
  }

  /** Not the path, not the id of any declared project: the same formulas for all strangers. */
  private foreign(subject: Subject): Foreign {
    const known = this.foreigners.get(subject);
    if (known !== undefined) return known;
    const made: Foreign = {
      path: subject.never('project_path', eachOf(this.paths)),
      id: this.world.assumptions['own-ids']
        ? [subject.never('project_id', eachOf(this.ids)), not(anyLiteral(this.key('project_id'), this.ids))]
        : [],
    };
    this.foreigners.set(subject, made);
    return made;
  }

  private namespaceTies(tie: (ids: Formula, path: string) => Formula): readonly Formula[] {
    if (!this.world.assumptions['own-namespaces']) return [];
    return [...this.namespaces].map(([path, ids]) =>
      tie(anyLiteral(this.key('namespace_id'), [...ids]), path),
    );
  }

  /** A case whose statements are made when somebody asks about it: most questions ask about few of the projects. */
  private tokenCase(
    head: CaseHead,
    subject: Subject,
    statements: () => readonly Formula[],
    refNotNamed?: () => Formula,
  ): TokenCase {
    const parts = once(() => this.partsOf(head, subject, statements()));
    const named = once(() => refNotNamed?.());
    return {
      ...head,
      subject,
      domains: this.domains.of(head),
      get parts() {
        return parts();
      },
      get refNotNamed() {
        return named();
      },
    };
  }

  private partsOf(head: CaseHead, subject: Subject, statements: readonly Formula[]): readonly CasePart[] {
    const formulas = [...subject.universe, ...statements];
    if (this.world.isGitlabCom) {
      const isProtected = anyLiteral(this.key('ref_protected'), protectionClaims(head, this.world));
      formulas.push(
        inShape(this.key('pipeline_source'), sourceShape(head.pipelineKind, this.world)),
        isProtected,
      );
    }
    const parts = formulas
      .flatMap((formula) => (formula.kind === 'and' ? formula.parts : [formula]))
      .filter((formula) => formula !== TRUE)
      .map((formula) => this.partOf(formula));
    return [...parts, ...this.shared];
  }

  private partOf(formula: Formula): CasePart {
    const known = this.parts.get(formula);
    if (known !== undefined) return known;
    const keys = new Set<string>();
    collectKeys(formula, keys);
    const made = { keys: [...keys], formula };
    this.parts.set(formula, made);
    return made;
  }
}

const UNDECLARED = { origin: 'undeclared' } as const;

const NOTHING_KNOWN: Domains = new Map();

function isHidden({ form: { components } }: Subject): boolean {
  return isOpen(components) && components.head !== 'project_path';
}

function isProjectId(component: SubClaimComponent): boolean {
  return CLAIMS[component].values.kind === 'id';
}

function eachOf(values: readonly string[]): readonly ValuePattern[] {
  return values.map((value) => [value]);
}

function anyLiteral(key: string, values: readonly string[]): Formula {
  return matchesAny(
    key,
    values.map((value) => literal(value)),
  );
}

/** The refs of workloads. */
const WORKLOADS = refPattern({ pattern: `${WORKLOAD_REFS}*` });

const BOTH = [true, false] as const;

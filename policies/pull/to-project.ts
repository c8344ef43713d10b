import { quote } from '../errors';
import { isSubClaimComponent, type AccessLevel, type SubClaimComponent } from '../gitlab/index';
import { accessLevel, weaker } from './access-level';
import type { AccessEntry, ApiAnswer, ProjectAnswer } from './answers';
import { environmentRules } from './environment-rules';
import { namedByRule } from './named-rights';
import { namesOf, peopleOf } from './people';
import type { ProjectAnswers, PulledPart, PulledProject, UnseenPart } from './pulled-project';

/** GitLab's answers about a project, in the words of a declaration. What has no word is said, and what was not shown is not guessed. */
export function toPulledProject(answers: ProjectAnswers): PulledProject {
  const { project } = answers;
  const reader = new AnswerReader(project.path_with_namespace);
  const names = namesOf(answers);
  const branches = reader.rules('protected_branches', answers.branches, (rule, levelOf) => ({
    push: levelOf('push', rule.push_access_levels),
    merge: levelOf('merge', rule.merge_access_levels),
  }));
  const tags = reader.rules('protected_tags', answers.tags, (rule, levelOf) => ({
    create: levelOf('create', rule.create_access_levels),
  }));
  const environments = reader.rules('protected_environments', answers.environments, (rule, levelOf) => ({
    deploy: levelOf('deploy', rule.deploy_access_levels),
  }));
  const inherited =
    answers.branches.kind === 'seen' ? answers.branches.value.filter((rule) => rule.inherited) : [];
  if (inherited.length > 0)
    reader.note(
      `protected by a group, not by the project: ${[...new Set(inherited.map(({ name }) => quote(name)))].join(', ')}`,
    );
  if (project.empty_repo === true)
    reader.note(
      'the repository is empty: with a protected default branch GitLab treats every branch as protected',
    );
  if (project.archived === true) reader.note('the project is archived');
  return {
    id: String(project.id),
    path: project.path_with_namespace,
    namespaceId: String(project.namespace.id),
    group: groupOf(project),
    visibility: project.visibility,
    archived: project.archived === true,
    defaultBranch: project.default_branch ?? undefined,
    branches,
    tags,
    environments: environments === undefined ? undefined : reader.deployable(environments),
    environmentRules: environmentRules(answers.environments, names),
    named: {
      push: namedByRule(answers.branches, (rule) => rule.push_access_levels, names),
      merge: namedByRule(answers.branches, (rule) => rule.merge_access_levels, names),
      create: namedByRule(answers.tags, (rule) => rule.create_access_levels, names),
    },
    ownApproval: project.allow_pipeline_trigger_approve_deployment ?? undefined,
    people: peopleOf(answers, names),
    ciVariables: answers.ciVariables,
    protectMergeRequestPipelines: reader.setting(
      'protect_merge_request_pipelines',
      project.protect_merge_request_pipelines,
    ),
    subClaim: reader.subClaim(project.ci_id_token_sub_claim_components),
    unseen: reader.unseen,
    notes: reader.notes,
  };
}

function groupOf({ namespace: { id, kind, full_path: path } }: ProjectAnswer): PulledProject['group'] {
  return kind === 'group' && path !== undefined ? { id: String(id), path } : undefined;
}

type LevelOf = (what: string, entries: readonly AccessEntry[]) => AccessLevel;

/** Reads the parts of one project, and collects what it could not. */
class AnswerReader {
  readonly unseen: UnseenPart[] = [];
  readonly notes: string[] = [];

  constructor(private readonly path: string) {}

  note(text: string): void {
    this.notes.push(text);
  }

  /** Rules by name; two rules with one name, such as those of a group and of the project, count as the weaker of the two. */
  rules<R extends { readonly name: string }, L extends Readonly<Record<string, AccessLevel>>>(
    part: PulledPart,
    answer: ApiAnswer<readonly R[]>,
    levels: (rule: R, levelOf: LevelOf) => L,
  ): ReadonlyMap<string, L> | undefined {
    if (answer.kind === 'hidden') {
      this.#hide(
        part,
        `cannot see ${WORDS[part]} of ${quote(this.path)}: GitLab answers ${answer.status}${answer.reason}; ${NEEDED[part]}`,
      );
      return undefined;
    }
    const rules = new Map<string, L>();
    for (const rule of answer.value) {
      let unknown: number | null | undefined;
      const read = levels(rule, (what, entries) => {
        const found = accessLevel(entries);
        if ('unknown' in found) {
          unknown = found.unknown;
          return 'developer';
        }
        if (found.also.length > 0)
          this.note(
            `${part} ${quote(rule.name)}: ${what} is also open to ${found.also.join(' and ')}, which a declaration cannot name; it is written as \`developer\`, the lowest role that they can have`,
          );
        return found.level;
      });
      if (unknown !== undefined) {
        this.#hide(
          part,
          `${WORDS[part]} of ${quote(this.path)}: ${quote(rule.name)} has the access level ${unknown}, which refgate does not know`,
        );
        return undefined;
      }
      const earlier = rules.get(rule.name);
      rules.set(rule.name, earlier === undefined ? read : merged(earlier, read));
    }
    return rules;
  }

  /** A declaration has no word for an environment that no role may deploy to. */
  deployable(
    rules: ReadonlyMap<string, { readonly deploy: AccessLevel }>,
  ): NonNullable<PulledProject['environments']> {
    return new Map(
      [...rules].map(([name, { deploy }]) => {
        if (deploy !== 'no_one') return [name, { deploy }];
        this.note(`protected_environments ${quote(name)}: no role may deploy; it is written as \`admin\``);
        return [name, { deploy: 'admin' as const }];
      }),
    );
  }

  setting(part: PulledPart, value: boolean | null | undefined): boolean | undefined {
    if (typeof value === 'boolean') return value;
    this.#hide(part, `cannot see ${WORDS[part]} of ${quote(this.path)}: ${NEEDED[part]}`);
    return undefined;
  }

  subClaim(components: readonly string[] | null | undefined): readonly SubClaimComponent[] | undefined {
    const part = 'sub_claim';
    if (components === undefined || components === null || components.length === 0) {
      this.#hide(part, `cannot see ${WORDS[part]} of ${quote(this.path)}: ${NEEDED[part]}`);
      return undefined;
    }
    const strange = components.find((component) => !isSubClaimComponent(component));
    if (strange === undefined) return components as readonly SubClaimComponent[];
    this.#hide(
      part,
      `${WORDS[part]} of ${quote(this.path)} have the component ${quote(strange)}, which refgate does not know`,
    );
    return undefined;
  }

  #hide(part: PulledPart, reason: string): void {
    this.unseen.push({ part, reason });
  }
}

function merged<L extends Readonly<Record<string, AccessLevel>>>(one: L, other: L): L {
  return Object.fromEntries(
    Object.entries(one).map(([what, level]) => [what, weaker(level, other[what] as AccessLevel)]),
  ) as L;
}

/** Names of the parts, for messages. */
const WORDS: Readonly<Record<PulledPart, string>> = {
  path: 'the path',
  id: 'the id',
  namespace_id: 'the id of the group',
  protected_branches: 'the protected branches',
  protected_tags: 'the protected tags',
  protected_environments: 'the protected environments',
  protect_merge_request_pipelines: 'the setting `protect_merge_request_pipelines`',
  sub_claim: 'the components of `sub`',
  visibility: 'the visibility',
};

const MAINTAINER = 'the role Maintainer is needed';
/** What the user of the token needs. @see https://docs.gitlab.com/user/permissions/ */
const NEEDED: Readonly<Record<PulledPart, string>> = {
  path: MAINTAINER,
  id: MAINTAINER,
  namespace_id: MAINTAINER,
  protected_branches: MAINTAINER,
  protected_tags: MAINTAINER,
  protected_environments: `${MAINTAINER}, and GitLab Premium`,
  protect_merge_request_pipelines: `${MAINTAINER}, and GitLab 18.10`,
  sub_claim: `${MAINTAINER}, and GitLab 17.10`,
  visibility: MAINTAINER,
};

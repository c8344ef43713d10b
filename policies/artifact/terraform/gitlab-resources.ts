import { isRoleArn } from '../../arn';
import type {
  WrittenAllowed,
  WrittenGitlab,
  WrittenOwner,
  WrittenRule,
  WrittenVariable,
} from '../gitlab-resources';
import { isBody, type Body } from './block';
import { listed, type Shown } from './shown';

/**
 * The CI/CD variables and protection rules among resources.
 * @returns `undefined` where there are none
 * @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs
 */
export function gitlabResources(managed: readonly Shown[]): WrittenGitlab | undefined {
  const variables = managed.flatMap((shown) => variableOf(shown) ?? []);
  const rules = managed.flatMap((shown) => ruleOf(shown) ?? []);
  return variables.length + rules.length === 0 ? undefined : { variables, rules };
}

function variableOf({ address, type, values }: Shown): WrittenVariable | undefined {
  const kind =
    type === 'gitlab_project_variable' ? 'project' : type === 'gitlab_group_variable' ? 'group' : undefined;
  if (kind === undefined) return undefined;
  const owner = ownerOf(kind, values);
  const { key, value, environment_scope: scope } = values;
  if (owner === undefined || typeof key !== 'string') return undefined;
  return {
    address,
    owner,
    key,
    scope: typeof scope === 'string' && scope !== '' ? scope : '*',
    protected: flag(values.protected),
    masked: flag(values.masked),
    raw: flag(values.raw),
    type: typeof values.variable_type === 'string' ? values.variable_type : undefined,
    roleArn: typeof value === 'string' && isRoleArn(value) ? value : undefined,
  };
}

/** What the resources call who may do something: a level, and entries of their own in a block or an attribute. */
const RULES: Readonly<
  Record<
    string,
    {
      readonly kind: WrittenRule['kind'];
      readonly name: string;
      readonly allowed: Readonly<
        Record<string, { readonly level?: string; readonly entries: readonly string[] }>
      >;
    }
  >
> = {
  gitlab_branch_protection: {
    kind: 'branch',
    name: 'branch',
    allowed: {
      push: { level: 'push_access_level', entries: ['allowed_to_push'] },
      merge: { level: 'merge_access_level', entries: ['allowed_to_merge'] },
    },
  },
  gitlab_tag_protection: {
    kind: 'tag',
    name: 'tag',
    allowed: { create: { level: 'create_access_level', entries: ['allowed_to_create'] } },
  },
  gitlab_project_protected_environment: {
    kind: 'environment',
    name: 'environment',
    allowed: { deploy: { entries: ['deploy_access_levels', 'deploy_access_levels_attribute'] } },
  },
};

function ruleOf({ address, type, values }: Shown): WrittenRule | undefined {
  const row = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  const owner = ownerOf('project', values);
  const name = row === undefined ? undefined : values[row.name];
  if (row === undefined || owner === undefined || typeof name !== 'string') return undefined;
  const allowed = Object.entries(row.allowed).map(([what, { level, entries }]) => {
    const lists = entries.flatMap((entry) => listed(values[entry]).filter(isBody));
    return [what, allowedBy(level === undefined ? undefined : values[level], lists)] as const;
  });
  return { address, owner, kind: row.kind, name, allowed: Object.fromEntries(allowed) };
}

/** A provider writes 0 for an id that is not there. */
function allowedBy(level: unknown, entries: readonly Body[]): WrittenAllowed {
  const roles = [level, ...entries.map((entry) => entry.access_level)].filter(
    (word): word is string => typeof word === 'string' && word !== '',
  );
  const names = entries.some((entry) =>
    [entry.user_id, entry.group_id, entry.deploy_key_id].some((id) => Number(id ?? 0) > 0),
  );
  return { roles: [...new Set(roles)], names };
}

function ownerOf(kind: WrittenOwner['kind'], values: Body): WrittenOwner | undefined {
  const name = values[kind];
  return (typeof name === 'string' && name !== '') || typeof name === 'number'
    ? { kind, name: String(name) }
    : undefined;
}

/** `attributes_flat` of an old state has texts. */
function flag(value: unknown): boolean | undefined {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'boolean' ? value : undefined;
}

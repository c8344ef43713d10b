import { iamArn } from '../../arn';
import type { DeclaredProject, Federation, Role, RoleVariable } from '../../federation/index';
import { quote } from '../../errors';
import { ruleCovers } from '../../gitlab/index';
import { showWord, type Word, type WordPart } from '../shell/word';
import { awsUse, wordOfText } from './aws-use';
import { keyword, type CiJob, type JobWord } from './job';
import { entryOf, mapOf, textOf } from '../yaml/node';

/** The role that a word of a job stands for. */
export type NamedRole =
  | {
      readonly kind: 'declared';
      readonly role: Role;
      readonly carrier?: RoleVariable;
      readonly fileVariable?: string;
    }
  /** An ARN that the declaration does not have; `given`: the user named it, and so knows that it is not judged. */
  | { readonly kind: 'other'; readonly arn: string; readonly given: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

/** ARN of a declared role. */
function roleArn({ account, path, name }: Role): string {
  return iamArn(account.partition, account.id, `role${path}${name}`);
}

/** The name in `environment:`, as it is written. */
export function environmentName(job: CiJob): string | undefined {
  const value = keyword(job, 'environment')?.value;
  return textOf(value) ?? textOf(entryOf(value, 'name')?.value);
}

/** Whether the environment is only looked at: `action: access` and its kin still give the job the environment. */
export function environmentTier(job: CiJob): string | undefined {
  return textOf(mapOf(keyword(job, 'environment')?.value)?.entries.get('deployment_tier')?.value);
}

/**
 * The roles that a word may stand for in jobs of a project: over assignments of the script, variables of the file, and the variables
 * that the declaration writes. A project's own variables win over those of the file.
 * @see https://docs.gitlab.com/ci/variables/#cicd-variable-precedence
 */
export function namedRoles(
  use: JobWord,
  job: CiJob,
  project: DeclaredProject,
  federation: Federation,
  given: ReadonlyMap<string, string>,
): readonly NamedRole[] {
  const carriers = carriersFor(project, federation, environmentName(job));
  const { assignments } = awsUse(job);
  const whole =
    use.word.parts.length === 1 && use.word.parts[0]?.kind === 'variable' ? use.word.parts[0].name : '';
  const valuesOf = (name: string, trail: readonly string[]): readonly string[] | string => {
    const assigned = trail.includes(name) ? undefined : assignments.findLast((entry) => entry.name === name);
    if (assigned !== undefined) return expand(assigned.value, [...trail, name]);
    const option = given.get(name);
    if (option !== undefined) return [option];
    const carrier = carriers.find(({ variable }) => variable.key === name);
    if (carrier !== undefined) return [carrier.text];
    const variable = job.variables.get(name);
    if (variable !== undefined && !trail.includes(`file ${name}`)) {
      const values = variable.texts.map((text) => expand(wordOfText(text), [...trail, `file ${name}`]));
      return values.find((value) => typeof value === 'string') ?? values.flat();
    }
    return name;
  };
  /** Texts, or the name of the variable that is not known. */
  const expand = (word: Word, trail: readonly string[]): readonly string[] | string => {
    let texts: readonly string[] = [''];
    for (const part of word.parts) {
      const values = partValues(part, trail);
      if (typeof values === 'string') return values;
      texts = texts.flatMap((text) => values.map((value) => text + value));
      if (texts.length > MAX_VALUES) return showWord(word);
    }
    return texts;
  };
  const partValues = (part: WordPart, trail: readonly string[]): readonly string[] | string =>
    part.kind === 'text' ? [part.text] : part.kind === 'unknown' ? part.text : valuesOf(part.name, trail);
  const texts = expand(use.word, []);
  if (typeof texts === 'string')
    return [
      {
        kind: 'unknown',
        why: `it depends on ${quote(/^\w+$/.test(texts) ? `$${texts}` : texts)}, which neither the file nor the declaration gives`,
      },
    ];
  return texts.map((arn): NamedRole => {
    const role = [...federation.roles.values()].find((candidate) => roleArn(candidate) === arn);
    if (role === undefined) return { kind: 'other', arn, given: [...given.values()].includes(arn) };
    const carrier = carriers.find(({ variable, text }) => variable.key === whole && text === arn)?.variable;
    const ofFile =
      carrier === undefined && job.variables.has(whole) && !assignments.some(({ name }) => name === whole);
    return {
      kind: 'declared',
      role,
      carrier,
      ...(ofFile ? { fileVariable: whole } : {}),
    };
  });
}

/** Values of one word, over a matrix. */
const MAX_VALUES = 1_000;

interface Carrier {
  readonly variable: RoleVariable;
  readonly text: string;
}

/** The variables that the declaration writes and that reach a job of the project in an environment. */
function carriersFor(
  project: DeclaredProject,
  federation: Federation,
  environment: string | undefined,
): readonly Carrier[] {
  return [...federation.roles.values()]
    .flatMap((role) =>
      role.variables
        .filter((variable) => reaches(variable, role, project))
        .filter((variable) => inScope(variable.environment, environment))
        .map((variable) => ({ variable, text: valueOf(variable, role) })),
    )
    .toSorted(
      (one, other) => Number(one.variable.environment === '*') - Number(other.variable.environment === '*'),
    );
}

/** Whether a variable is written to the project, or to a group above it. */
export function reaches(
  { project: key, group }: RoleVariable,
  role: Role,
  project: DeclaredProject,
): boolean {
  if (group !== undefined) return project.path.startsWith(`${group}/`);
  if (key !== undefined) return key === project.key;
  return role.grant.rules.some((rule) => rule.project.path === project.path);
}

/** A job without an environment has only variables of the scope `*`. A name with variables may match every scope. */
export function inScope(scope: string, environment: string | undefined): boolean {
  if (scope === '*') return true;
  if (environment === undefined) return false;
  return environment.includes('$') || ruleCovers(scope, environment);
}

function valueOf({ value }: RoleVariable, role: Role): string {
  switch (value.kind) {
    case 'role_arn':
      return roleArn(role);
    case 'region':
      return role.account.region;
    case 'account_id':
      return role.account.id;
    case 'literal':
      return value.text;
  }
}

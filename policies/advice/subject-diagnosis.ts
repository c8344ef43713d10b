import { quote } from '../errors';
import { componentValues, isSubClaimComponent, parseSubject } from '../gitlab/index';
import type { Condition } from '../trust/index';
import { applyToClaims, type KnownProject } from './apply-to-token';
import { noted, type Change, type Diagnosis, type Repair } from './fix';
import type { AdviceContext } from './input';
import { addValue, patternValue, replaceValue, syntaxOf } from './policy-change';
import {
  isAboutOtherProject,
  pieceText,
  pieceMatches,
  readSubjectPattern,
  type SubjectPattern,
} from './subject-pattern';
import { nextSteps, type SubjectFacts, type SubjectStep } from './subject-step';

/** Values beyond the nearest ones are seldom what was meant. */
const MAX_VALUES = 3;
/** A subject has few components; each step mends one. */
const MAX_STEPS = 8;

interface ReadValue {
  readonly value: string;
  readonly pattern: SubjectPattern;
}

/**
 * Where a subject and the values of a condition part, component by component, and what would make them meet.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 */
export function subjectDiagnosis(condition: Condition, got: string, context: AdviceContext): Diagnosis {
  const parts = parseSubject(got);
  // of another issuer, or of nobody
  if (parts === undefined)
    return noted(...condition.values.slice(0, MAX_VALUES).map((value) => unmatched(value, got)));
  const anyCase = condition.form?.base === 'StringEqualsIgnoreCase';
  const syntax = syntaxOf(condition, context.policy.version);
  const facts = factsOf(got, context);
  const values = condition.values.map((value) => ({
    value,
    pattern: readSubjectPattern(value, syntax, anyCase),
  }));
  const mine = values.filter(
    ({ pattern }) => isAboutOtherProject(pattern, facts.values, context.host) !== 'yes',
  );
  if (mine.length === 0)
    return noted(...new Set(values.slice(0, MAX_VALUES).map((value) => otherProject(value, facts))));
  const near = mine
    .toSorted((a, b) => distance(a.pattern, facts) - distance(b.pattern, facts))
    .slice(0, MAX_VALUES);
  const repairs = near.flatMap((value) => repairsOf(value, condition, context));
  if (repairs.length > 0) return { notes: [], repairs };
  return noted(...near.map((read) => unmatched(read.value, got) + unknownComponents(read)));
}

function unmatched(value: string, got: string): string {
  return `the token's \`sub\` is ${quote(got)}, which ${quote(value)} does not match`;
}

/** Components that no project can have, as far as is known: `environment` is a claim and no part of `sub`. */
function unknownComponents({ pattern }: ReadValue): string {
  const unknown = pattern.parts.map(({ name }) => name).filter((name) => !isSubClaimComponent(name));
  if (unknown.length === 0) return '';
  const list = unknown.map((name) => quote(name)).join(', ');
  return `: ${list} ${unknown.length === 1 ? 'is not a known component' : 'are not known components'} of \`sub\``;
}

/** Whether no value is about the project of the token: then nothing should be loosened for it. */
export function isOfOtherProject(condition: Condition, got: string, context: AdviceContext): boolean {
  const syntax = syntaxOf(condition, context.policy.version);
  const { values } = factsOf(got, context);
  return condition.values.every((value) => {
    const pattern = readSubjectPattern(value, syntax);
    return (
      isAboutOtherProject(
        pattern.parts[0]?.name === 'repo' ? asPath(pattern) : pattern,
        values,
        context.host,
      ) === 'yes'
    );
  });
}

/** A subject of GitHub Actions names its repository where GitLab names the project. */
function asPath(pattern: SubjectPattern): SubjectPattern {
  const [first, ...rest] = pattern.parts;
  return first === undefined ? pattern : { ...pattern, parts: [{ ...first, name: 'project_path' }, ...rest] };
}

function otherProject({ value, pattern }: ReadValue, { values }: SubjectFacts): string {
  const [project] = pattern.parts;
  const wanted = project === undefined ? value : pieceText(project.value);
  const mine = values.project_path ?? values.project_id ?? '';
  return `the token is of project ${quote(mine)}, the policy trusts ${quote(wanted)}: another project, a fork, or one that was renamed`;
}

function factsOf(sub: string, context: AdviceContext): SubjectFacts {
  const { claims } = context;
  const parts = parseSubject(sub) ?? [];
  // ids that the pipeline leaves open are invented in its tokens
  const isOpen = context.pipeline?.project.open?.id !== undefined;
  const known = componentValues(claims);
  const values = {
    ...known,
    project_id: isOpen ? undefined : known.project_id,
    ...Object.fromEntries(parts.map(({ name, value }) => [name, value])),
  };
  const { environments } = knownProject(context, values.project_path);
  return {
    parts,
    values,
    claims,
    host: context.host,
    isProtected: isSurelyProtected(context),
    environments,
  };
}

/** Whether the token's protection is known: what a pipeline leaves open its tokens have either way. */
function isSurelyProtected({ claims, pipeline }: AdviceContext): boolean {
  if (claims.ref_protected !== 'true') return false;
  if (pipeline === undefined || pipeline.refProtected !== undefined) return true;
  const { protectedBranches, protectedTags } = pipeline.project;
  return (pipeline.target.kind === 'tag' ? protectedTags : protectedBranches) !== 'unknown';
}

/** The project as the pipeline has it, or as it is declared. */
export function knownProject({ pipeline, declared }: AdviceContext, path: unknown): KnownProject {
  const project =
    pipeline?.project ?? [...(declared?.projects.values() ?? [])].find((one) => one.path === path);
  if (project === undefined) return {};
  const { subClaim, protectedEnvironments: environments } = project;
  return pipeline === undefined
    ? environments === 'unknown'
      ? {}
      : { environments }
    : { subClaim, environments: environments === 'unknown' ? undefined : environments };
}

/** How many components differ. */
function distance({ parts, whole, anyCase }: SubjectPattern, facts: SubjectFacts): number {
  const unmet = facts.parts.filter(({ name, value }) => {
    const wanted = parts.find((part) => part.name === name);
    return wanted === undefined || !pieceMatches(wanted.value, value, anyCase);
  });
  const lacks = parts.filter(({ name }) => !facts.parts.some((part) => part.name === name));
  return unmet.length + lacks.length + (whole ? 0 : 0.5);
}

interface Progress {
  readonly pattern: SubjectPattern;
  readonly steps: readonly SubjectStep[];
}

/** Every way to make one value and the subject meet: the first choice of steps, and the others of its first step. */
function repairsOf(read: ReadValue, condition: Condition, context: AdviceContext): readonly Repair[] {
  const first = nextSteps(read.pattern, factsAfter([], context));
  if (first.length === 0) return read.pattern.whole ? [] : exactRepair(read, condition, context);
  return first.flatMap((step) => {
    const steps = follow(advance({ pattern: read.pattern, steps: [] }, step), context);
    return steps === undefined ? [] : [repairOf(read, steps, condition, context)];
  });
}

function follow(progress: Progress, context: AdviceContext): Progress | undefined {
  let now = progress;
  for (let round = 0; round < MAX_STEPS; round += 1) {
    const [step] = nextSteps(now.pattern, factsAfter(now.steps, context));
    if (step === undefined) return now;
    now = advance(now, step);
  }
  return undefined;
}

function advance({ pattern, steps }: Progress, step: SubjectStep): Progress {
  return {
    pattern: step.pattern === undefined ? pattern : { ...pattern, parts: step.pattern.parts, whole: true },
    steps: [...steps, step],
  };
}

function factsAfter(steps: readonly SubjectStep[], context: AdviceContext): SubjectFacts {
  const changes = steps.flatMap((step) => step.changes ?? []);
  const known = knownProject(context, context.claims.project_path);
  const claims = applyToClaims(context.claims, changes, context.provider, known);
  return factsOf(String(claims.sub), { ...context, claims });
}

function repairOf(
  { value }: ReadValue,
  { pattern, steps }: Progress,
  condition: Condition,
  context: AdviceContext,
): Repair {
  const syntax = syntaxOf(condition, context.policy.version);
  const written = pattern.parts
    .map(
      ({ name, value: piece }) =>
        `${patternValue([{ kind: 'literal', text: name }], syntax)}:${patternValue(piece, syntax)}`,
    )
    .join(':');
  const widens = steps.some((step) => step.pattern?.how === 'widen');
  const corrects = steps.some((step) => step.pattern !== undefined);
  const policy: readonly Change[] = widens
    ? [addValue(condition, written)]
    : corrects
      ? replaceValue(condition, value, written)
      : [];
  const admits = steps.flatMap((step) => step.admits ?? []);
  const ref = steps.find((step) => step.ref !== undefined)?.ref;
  const components = steps.find((step) => step.components !== undefined)?.components;
  return {
    cause: [...new Set(steps.map(({ cause }) => cause))].join('; '),
    changes: [...steps.flatMap((step) => step.changes ?? []), ...policy],
    admits: admits.length === 0 ? undefined : admits.join(' and '),
    means:
      ref !== undefined
        ? { kind: 'ref', type: ref.type === 'tag' ? 'tag' : 'branch', name: ref.name }
        : components === undefined
          ? undefined
          : { kind: 'components', names: components },
  };
}

/** A pattern that cannot be taken apart: the one subject beside it. */
function exactRepair(
  { value, pattern }: ReadValue,
  condition: Condition,
  context: AdviceContext,
): readonly Repair[] {
  const { sub } = context.claims;
  const { ref = '', ref_type: type = 'branch' } = componentValues(context.claims);
  if (typeof sub !== 'string' || pattern.parts.length === 0) return [];
  return [
    {
      cause: unmatched(value, sub),
      changes: [
        addValue(
          condition,
          patternValue([{ kind: 'literal', text: sub }], syntaxOf(condition, context.policy.version)),
        ),
      ],
      admits: `every pipeline of the ${type} ${quote(ref)}${type === 'branch' ? ', merge requests from it included' : ''}`,
      means: { kind: 'ref', type: type === 'tag' ? 'tag' : 'branch', name: ref },
    },
  ];
}

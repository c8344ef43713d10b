import { quote } from '../errors';
import {
  CLAIMS,
  isSubClaimComponent,
  LEADING_COMPONENTS,
  type ComponentValues,
  type SubjectPart,
} from '../gitlab/index';
import type { RawClaims } from '../context/index';
import type { PatternToken } from '../trust/index';
import { AT } from './apply-to-token';
import type { Change } from './fix';
import {
  isOpenEnded,
  literalPiece,
  pieceMatches,
  pieceText,
  writtenPath,
  type PatternPart,
  type SubjectPattern,
} from './subject-pattern';

/** One step towards a subject that the pattern matches. */
export interface SubjectStep {
  readonly cause: string;
  /** Changes of the token's side. */
  readonly changes?: readonly Change[];
  /** The pattern as it should be. `correct`: the old one can match nothing; `widen`: beside the old one. */
  readonly pattern?: { readonly parts: readonly PatternPart[]; readonly how: 'correct' | 'widen' };
  /** Other tokens that it accepts. */
  readonly admits?: string;
  /** What a declaration says instead. */
  readonly ref?: { readonly type: string; readonly name: string };
  readonly components?: readonly string[];
}

/** What is known of the token. */
export interface SubjectFacts {
  readonly parts: readonly SubjectPart[];
  readonly values: ComponentValues;
  readonly claims: RawClaims;
  /** Of the issuer, without its scheme. */
  readonly host: string;
  /** Whether the ref is protected for certain. */
  readonly isProtected: boolean;
  /** Protected environments of the project, where they are known. */
  readonly environments?: readonly string[];
}

/** The ways to the next step; none where it matches, or where no setting would make it match. */
export function nextSteps(pattern: SubjectPattern, facts: SubjectFacts): readonly SubjectStep[] {
  const form = formStep(pattern, facts);
  if (form !== undefined) return [form];
  if (!pattern.whole) return [];
  const wanted = pattern.parts.map(({ name }) => name);
  const got = facts.parts.map(({ name }) => name);
  const sameNames = wanted.length === got.length && wanted.every((name, i) => name === got[i]);
  const isPrefix = isOpenEnded(pattern) && wanted.every((name, i) => name === got[i]);
  if (!sameNames && !isPrefix) return componentSteps(pattern, wanted, got, facts);
  return valueStep(pattern, facts);
}

const literal = (text: string): readonly PatternToken[] => (text === '' ? [] : [{ kind: 'literal', text }]);

const asPattern = (parts: readonly SubjectPart[]): readonly PatternPart[] =>
  parts.map(({ name, value }) => ({ name, value: literal(value) }));

/**
 * Values that no GitLab subject can match: those of GitHub Actions, full ref names, `ref_type:mr`, a project and nothing more.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
function formStep({ parts, whole }: SubjectPattern, facts: SubjectFacts): SubjectStep | undefined {
  const [first] = parts;
  const part = (name: string): PatternPart | undefined => parts.find((one) => one.name === name);
  const correct = (cause: string, fixed: readonly PatternPart[]): SubjectStep => ({
    cause,
    pattern: { parts: fixed, how: 'correct' },
  });
  const spaced = parts.find(({ value }) => literalPiece(value) !== literalPiece(value)?.trim());
  if (spaced !== undefined)
    return correct(
      `the value has white space around ${quote(literalPiece(spaced.value)?.trim() ?? '')}`,
      parts.map((one) => ({ name: one.name, value: trimmed(one.value) })),
    );
  const path = part('project_path');
  const meant = path === undefined ? undefined : writtenPath(path.value, facts.host);
  if (path !== undefined && meant !== undefined && meant !== literalPiece(path.value))
    return correct(
      `no project has the path ${quote(pieceText(path.value))}: \`project_path\` is ${quote(meant)}, without host, outer slashes and \`.git\``,
      parts.map((one) => (one === path ? { name: one.name, value: literal(meant) } : one)),
    );
  if (first?.name === 'repo') {
    return correct(
      'a subject that begins with `repo:` is one of GitHub Actions: those of GitLab name `project_path`, `ref_type` and `ref`',
      fromGithub(parts, facts),
    );
  }
  const type = part('ref_type');
  const ref = part('ref');
  const typeText = type === undefined ? undefined : literalPiece(type.value);
  const refText = ref === undefined ? undefined : pieceText(ref.value);
  if (
    (typeText !== undefined && /^(?:mr|merge.?request)$/.test(typeText)) ||
    refText?.startsWith('refs/merge-requests/') === true
  ) {
    const { ref: name = '' } = facts.values;
    return {
      ...correct(
        'GitLab issues no `ref_type:mr` and no `refs/merge-requests/…`: a merge request pipeline has the `sub` of its source branch',
        parts.map((one) =>
          one.name === 'ref_type'
            ? { name: one.name, value: literal('branch') }
            : one.name === 'ref'
              ? { name: one.name, value: literal(name) }
              : one,
        ),
      ),
      admits: `every pipeline of the branch ${quote(name)}, not only those of merge requests`,
      ref: { type: 'branch', name },
    };
  }
  const full = refText === undefined ? null : /^refs\/(heads|tags)\//.exec(refText);
  if (ref !== undefined && full !== null) {
    return correct(
      `\`ref\` is the short name, ${quote(refText?.slice(full[0].length) ?? '')}, never ${quote(refText ?? '')}`,
      parts.map((one) => (one === ref ? { name: one.name, value: cut(ref.value, full[0].length) } : one)),
    );
  }
  if (whole && parts.length === 1 && first !== undefined && !pieceText(first.value).includes('*')) {
    const rest = facts.parts.slice(1);
    return {
      ...correct('the value ends after the project, and a subject also names the ref', [
        first,
        ...asPattern(rest),
      ]),
      ref:
        facts.values.ref === undefined || facts.values.ref_type === undefined
          ? undefined
          : { type: facts.values.ref_type, name: facts.values.ref },
    };
  }
  return undefined;
}

function trimmed(value: readonly PatternToken[]): readonly PatternToken[] {
  const text = literalPiece(value);
  return text === undefined ? value : literal(text.trim());
}

/** The first literal without so many characters. */
function cut([first, ...rest]: readonly PatternToken[], count: number): readonly PatternToken[] {
  return first?.kind === 'literal' ? [...literal(first.text.slice(count)), ...rest] : [];
}

/** `repo:acme/api:ref:refs/heads/main`, with the ids that GitHub writes behind `@` or without, in GitLab's form. */
function fromGithub(parts: readonly PatternPart[], { parts: mine }: SubjectFacts): readonly PatternPart[] {
  const [repo] = parts;
  const path = (repo?.value ?? []).map((token) =>
    token.kind === 'literal' ? { ...token, text: token.text.replace(/@\d+/g, '') } : token,
  );
  const ref = parts.find(({ name }) => name === 'ref')?.value ?? [];
  const [head] = ref;
  const kind = head?.kind === 'literal' ? /^refs\/(heads|tags)\//.exec(head.text) : null;
  const project: PatternPart = { name: 'project_path', value: path };
  if (kind === null) return [project, ...asPattern(mine.slice(1))];
  return [
    project,
    { name: 'ref_type', value: literal(kind[1] === 'tags' ? 'tag' : 'branch') },
    { name: 'ref', value: cut(ref, kind[0].length) },
  ];
}

/** Where the lists of components differ. */
function componentSteps(
  pattern: SubjectPattern,
  wanted: readonly string[],
  got: readonly string[],
  facts: SubjectFacts,
): readonly SubjectStep[] {
  const lacks = wanted.filter((name) => !got.includes(name));
  const extra = got.filter((name) => !wanted.includes(name));
  const onlyInEnvironments = lacks.filter(isOfEnvironment);
  if (onlyInEnvironments.length > 0 && facts.claims.environment === undefined) {
    return [environmentStep(pattern, onlyInEnvironments, facts)];
  }
  const steps: SubjectStep[] = [];
  if (lacks.length === 0 && extra.length > 0 && inOrder(wanted, got)) {
    steps.push({
      cause: `the project's \`sub\` also has ${names(extra)}, which the value does not name`,
      pattern: {
        parts: facts.parts.map(
          ({ name, value }) =>
            pattern.parts.find((one) => one.name === name) ?? { name, value: literal(value) },
        ),
        how: 'correct',
      },
      components: got,
    });
  }
  const [leader] = wanted;
  if (LEADING_COMPONENTS.some((name) => name === leader) && wanted.every(isSubClaimComponent)) {
    steps.push({
      cause: `the project's \`sub\` is made of ${names(got)}, the policy expects ${names(wanted)}`,
      changes: [
        { place: 'gitlab', op: 'set', at: AT.components, value: wanted },
        ...protectsToo(pattern, lacks, facts),
      ],
    });
  }
  return steps;
}

/** The new component shows the protection, which the policy asks for. */
function protectsToo(
  { parts }: SubjectPattern,
  lacks: readonly string[],
  { claims, values, isProtected }: SubjectFacts,
): readonly Change[] {
  const part = parts.find(({ name }) => name === 'ref_protected');
  const asks = part !== undefined && lacks.includes(part.name) && literalPiece(part.value) === 'true';
  if (!asks || isProtected || claims.pipeline_source === 'merge_request_event') return [];
  return protectStep(values.ref ?? '', values.ref_type ?? 'branch').changes ?? [];
}

const isOfProject = (name: string): boolean => isSubClaimComponent(name) && 'project' in CLAIMS[name];

const isOfEnvironment = (name: string): boolean =>
  isSubClaimComponent(name) && CLAIMS[name].present === 'environment';

const inOrder = (few: readonly string[], many: readonly string[]): boolean =>
  few.join() === many.filter((name) => few.includes(name)).join();

const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(', ');

/** GitLab leaves components without a value out of `sub`. */
function environmentStep(
  pattern: SubjectPattern,
  missing: readonly string[],
  { environments, parts }: SubjectFacts,
): SubjectStep {
  const wantedOf = (name: string): string | undefined => {
    const found = pattern.parts.find((part) => part.name === name);
    return found === undefined ? undefined : literalPiece(found.value);
  };
  const [name = 'production'] = environments ?? [];
  const protects = wantedOf('environment_protected') === 'true' && environments?.includes(name) !== true;
  const components = pattern.parts.map((part) => part.name);
  // what a job without an environment shows of the list: it may be another one
  const shown =
    components.filter((one) => !missing.includes(one)).join() === parts.map((part) => part.name).join();
  return {
    cause: `the job has no \`environment\`, so GitLab leaves ${names(missing)} out of \`sub\``,
    changes: [
      {
        place: 'job',
        op: 'set',
        at: AT.environment,
        value: { name, deployment_tier: wantedOf('deployment_tier') ?? 'production' },
      },
      ...(protects ? [{ place: 'gitlab', op: 'add', at: AT.environments, value: name } as const] : []),
      ...(environments !== undefined && shown
        ? []
        : [{ place: 'gitlab', op: 'set', at: AT.components, value: components } as const]),
    ],
  };
}

/** Where the components are the same, and the value of one is another. */
function valueStep(pattern: SubjectPattern, facts: SubjectFacts): readonly SubjectStep[] {
  const { parts, anyCase } = pattern;
  const differs = (name: string): PatternPart | undefined =>
    parts.find(
      (part, i) => part.name === name && !pieceMatches(part.value, facts.parts[i]?.value ?? '', anyCase),
    );
  const any = parts.find((part, i) => !pieceMatches(part.value, facts.parts[i]?.value ?? '', anyCase));
  if (any === undefined) return [];
  const ref = differs('ref');
  const type = differs('ref_type');
  const { ref: mine = '', ref_type: myType = 'branch' } = facts.values;
  if (ref !== undefined || type !== undefined) return [refStep(pattern, facts, ref, type)];
  const wanted = literalPiece(any.value);
  const got = facts.parts[parts.indexOf(any)]?.value ?? '';
  switch (any.name) {
    case 'ref_protected':
      return wanted === 'true' && facts.claims.pipeline_source !== 'merge_request_event'
        ? [protectStep(mine, myType)]
        : [];
    case 'environment_protected':
      return wanted === 'true' && typeof facts.claims.environment === 'string'
        ? [
            {
              cause: `the environment ${quote(facts.claims.environment)} is not protected`,
              changes: [{ place: 'gitlab', op: 'add', at: AT.environments, value: facts.claims.environment }],
            },
          ]
        : [];
    case 'deployment_tier':
      return wanted === undefined || typeof facts.claims.environment !== 'string'
        ? []
        : [
            {
              cause: `the environment ${quote(facts.claims.environment)} has the tier ${quote(got)}, the policy trusts ${quote(wanted)}`,
              changes: [
                {
                  place: 'job',
                  op: 'set',
                  at: AT.environment,
                  value: { name: facts.claims.environment, deployment_tier: wanted },
                },
              ],
            },
          ];
    default:
      if (!pieceMatches(any.value, got, true)) return [];
      return [
        {
          cause: `\`${any.name}\` is ${quote(got)}, the policy says ${quote(pieceText(any.value))}: case matters`,
          pattern: {
            parts: parts.map((part) => (part === any ? { name: part.name, value: literal(got) } : part)),
            how: 'correct',
          },
        },
      ];
  }
}

/** The ref gets a protection rule. */
export function protectStep(ref: string, type: string): SubjectStep {
  return {
    cause: `the ${type} ${quote(ref)} is not protected`,
    changes: [{ place: 'gitlab', op: 'add', at: type === 'tag' ? AT.tags : AT.branches, value: ref }],
  };
}

function refStep(
  pattern: SubjectPattern,
  { parts: mine, values }: SubjectFacts,
  ref: PatternPart | undefined,
  type: PatternPart | undefined,
): SubjectStep {
  const { ref: name = '', ref_type: kind = 'branch' } = values;
  // of a pattern for many projects only the one that asks
  const replaced = pattern.parts.map((part, i) =>
    part === ref || part === type || isOfProject(part.name)
      ? { name: part.name, value: literal(mine[i]?.value ?? '') }
      : part,
  );
  // a `*` at the end has stood for what follows, too
  const rest = ref !== undefined && isOpenEnded(pattern) ? asPattern(mine.slice(replaced.length)) : [];
  const wanted = ref === undefined ? '' : pieceText(ref.value);
  const caseOnly = type === undefined && ref !== undefined && pieceMatches(ref.value, name, true);
  const cause =
    type === undefined
      ? `the pipeline runs for the ${kind} ${quote(name)}, the policy trusts ${quote(wanted)}${caseOnly ? ': case matters' : ''}`
      : `the pipeline runs for the ${kind} ${quote(name)}, the policy trusts a ${pieceText(type.value)}${ref === undefined ? ' of that name' : ''}`;
  return {
    cause,
    pattern: { parts: [...replaced, ...rest], how: 'widen' },
    admits:
      kind === 'tag'
        ? `every pipeline of the tag ${quote(name)}`
        : `every pipeline of the branch ${quote(name)}, merge requests from it included`,
    ref: { type: kind, name },
  };
}

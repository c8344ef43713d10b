import { TRUE, and, literal, matches, not, or, present, type Formula } from '../../automata/index';
import {
  FORMAT,
  FORMAT_VERSION,
  questionFormula,
  unreadConditions,
  type CaseText,
  type CertificateFile,
  type ConditionText,
  type KeyText,
  type QuestionText,
  type ReadingText,
  type RoleText,
} from '../../certificate/index';
import { ASSUMPTIONS, ASSUMPTION_IDS } from '../../gitlab/index';
import { parsePolicy, renderPolicy, type Policy } from '../../trust/index';
import { candidateValues } from '../candidates';
import { conditionFormula } from '../compile/condition-formula';
import type { KeyUniverse } from '../compile/key-universe';
import { OpaqueParts } from '../compile/opaque';
import type { Question, World } from '../question';
import { nameOfRole, principalOf, type RoleTrust } from '../role-trust';
import { namedKeys } from '../world/any-sub-world';
import { collectKeys } from '../world/case-question';
import { gitlabKeys } from '../world/gitlab-keys';
import type { GitlabWorld } from '../world/gitlab-world';
import { isOpen } from '../world/subject';
import { isConcerned, type TokenCase } from '../world/token-case';
import { FileWriter } from './file-writer';

/** A question that was proved, and the tokens over which. */
export interface AskedQuestion {
  readonly question: Question;
  readonly world: World;
}

/** A file without its proofs. */
export interface Statement {
  /** With the place of no proof in every case. */
  readonly file: Omit<CertificateFile, 'sha256' | 'proofs'>;
  /** The tables of the file, open for more. */
  readonly writer: FileWriter;
  /** By question and case: whose tokens they are; absent outside of GitLab. */
  readonly tokens: readonly (readonly (TokenCase | undefined)[])[];
}

/** Ids of which a case says that they are the same in `sub` and as a claim, by question and case. */
export type SameIds = (question: number, tokens: number) => readonly string[];

export type Sha256 = (text: string) => string;

const NO_PROOF = -1;

/** What is proved, as a file says it: the policies, the world by its cases, and the property. The same questions give the same statement. */
export function statementOf(
  property: string,
  asked: readonly AskedQuestion[],
  sha256: Sha256,
  sameIds: SameIds,
): Statement {
  const writer = new FileWriter();
  const made = asked.map((one, index) => questionText(one, writer, sha256, (at) => sameIds(index, at)));
  const questions = made.map(({ text }) => text);
  const { formulas, shapes } = writer;
  const file = { format: FORMAT, version: FORMAT_VERSION, property, questions, formulas, shapes } as const;
  return { file, writer, tokens: made.map(({ tokens }) => tokens) };
}

function questionText(
  { question, world }: AskedQuestion,
  writer: FileWriter,
  sha256: Sha256,
  sameIds: (tokens: number) => readonly string[],
): { readonly text: QuestionText; readonly tokens: Statement['tokens'][number] } {
  const { host } = world;
  const policies = question.roles.map(({ role }) => role.policy);
  const roles = question.roles.map(({ role, outcome }): RoleText => {
    const policy = renderPolicy(role.policy) as unknown as RoleText['policy'];
    const { clientIds } = role.provider;
    const universe = universeOf(world, role, policies);
    const keys = keysOf(role.policy, host, universe);
    const unread = new Map(unreadConditions({ policy, keys }).map((one) => [JSON.stringify(one), one]));
    return {
      name: nameOfRole(role),
      outcome,
      provider: principalOf(role),
      issuer: role.provider.issuer,
      clientIds: world.kind === 'gitlab' ? clientIds : undefined,
      policy,
      sha256: sha256(JSON.stringify(policy)),
      keys,
      readings: [...unread.values()].map((condition) => reading(condition, universe, writer)),
    };
  });
  const made =
    world.kind === 'gitlab'
      ? gitlabCases(question, world, writer.read(questionFormula(roles, host)), writer, sameIds)
      : [{ text: anyRequest(question, namedKeys(world, policies).texts, writer), tokens: undefined }];
  const cases = made.map(({ text }) => text);
  const text = {
    claim: question.claim,
    property: (question.property ?? {}) as QuestionText['property'],
    roles,
    world: { kind: world.kind, host, declared: declaredText(world), assumptions: assumed(world), cases },
  };
  return { text, tokens: made.map(({ tokens }) => tokens) };
}

function universeOf(world: World, { provider }: RoleTrust, policies: readonly Policy[]): KeyUniverse {
  return world.kind === 'any_sub'
    ? namedKeys(world, policies).universe
    : gitlabKeys(world, provider, candidateValues(policies));
}

/** What the keys that a policy names hold, as far as the checker reads conditions on them. */
function keysOf(policy: Policy, host: string, universe: KeyUniverse): Readonly<Record<string, KeyText>> {
  const named = policy.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase()));
  const all = [...new Set([`${host}:sub`, `${host}:aud`, ...named])].toSorted();
  return Object.fromEntries(
    all.flatMap((key): readonly (readonly [string, KeyText])[] => {
      const sort = universe.sortOf(key);
      if (sort.kind === 'text' && sort.variable === key) return [[key, 'text']];
      if (sort.kind === 'absent') return [[key, 'absent']];
      return sort.kind === 'constant' ? [[key, { constant: sort.value }]] : [];
    }),
  );
}

function reading(condition: ConditionText, universe: KeyUniverse, writer: FileWriter): ReadingText {
  const { version, operator, key, values } = condition;
  const document = {
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: '*' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { [operator]: { [key]: values } },
      },
    ],
  };
  const parsed = parsePolicy(document);
  const read = parsed.ok ? parsed.policy.statements[0]?.conditions[0] : undefined;
  if (!parsed.ok || read === undefined) throw new TypeError('ERR_INTERNAL: a condition cannot be read again');
  const formula = conditionFormula(read, parsed.policy.version, universe, new OpaqueParts('named'));
  return { version, operator, key, values, formula: writer.formulaText(formula) };
}

function gitlabCases(
  question: Question,
  world: GitlabWorld,
  formula: Formula,
  writer: FileWriter,
  sameIds: (tokens: number) => readonly string[],
): readonly { readonly text: CaseText; readonly tokens: TokenCase }[] {
  const asked = new Set<string>();
  collectKeys(formula, asked);
  const cases = world.cases('text').flatMap((tokens) => {
    if (question.about !== undefined && !isConcerned(tokens, question.about)) return [];
    const about = question.region?.(tokens) ?? TRUE;
    return about.kind === 'constant' && !about.value ? [] : [{ tokens, about }];
  });
  return cases.map(({ tokens, about }, index) => {
    const keys = new Set(asked);
    collectKeys(about, keys);
    const parts = tokens.parts.filter((part) => part.keys.every((key) => keys.has(key)));
    const ids = sameIds(index);
    const said = [...parts.map((part) => part.formula), ...ids.map((id) => sameId(tokens, id, world))];
    const places = said.map((part) => writer.formula(part));
    const text = {
      tokens: wordsOf(tokens),
      world: places,
      about: writer.formulaText(about),
      proof: NO_PROOF,
    };
    return { text: ids.length === 0 ? text : { ...text, sameIds: ids }, tokens };
  });
}

/** The source project's id within `sub` and the claim are one: where one of them is this id, so is the other. */
function sameId({ subject }: TokenCase, id: string, { host }: GitlabWorld): Formula {
  const claim = matches(`${host}:project_id`, literal(id));
  return and(
    or(subject.never('project_id', [[id]]), claim),
    or(not(claim), subject.may('project_id', [[id]])),
  );
}

function anyRequest(
  { anySubRegion = TRUE }: Question,
  texts: readonly string[],
  writer: FileWriter,
): CaseText {
  const world = texts.map((key) => writer.formula(present(key)));
  return { tokens: 'any request', world, about: writer.formulaText(anySubRegion), proof: NO_PROOF };
}

function wordsOf({ origin, project, pipelineKind, refProtected, subject }: TokenCase): string {
  const { components } = subject.form;
  const shown = isOpen(components) ? `${components.head} and any other components` : components.join(', ');
  return `${origin}${project === undefined ? '' : ` ${project.path}`}, ${pipelineKind}, ref_protected ${refProtected}, sub of ${shown}`;
}

function declaredText(world: World): Readonly<Record<string, unknown>> {
  if (world.kind === 'gitlab') return { instance: world.instance, projects: world.projects };
  return world.keysMayBeMissing === true ? { keysMayBeMissing: true } : {};
}

function assumed(world: World): QuestionText['world']['assumptions'] {
  if (world.kind === 'any_sub') return [];
  return ASSUMPTION_IDS.filter((id) => world.assumptions[id]).map((id) => ({
    id,
    text: ASSUMPTIONS[id].text,
  }));
}

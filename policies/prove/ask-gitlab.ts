import {
  FALSE,
  and,
  isMember,
  literal,
  matches,
  not,
  or,
  type Assignment,
  type Formula,
} from '../automata/index';
import { judgeToken, type Decision } from '../evaluate/index';
import { quote } from '../errors';
import type { RawClaims } from '../context/index';
import { DEFAULT_SUB_CLAIM, type SubClaimComponent } from '../gitlab/index';
import type { Opaque, OpaqueReading } from './compile/opaque';
import type { Question } from './question';
import { compiledPolicy, roleFormula } from './role-trust';
import { candidateValues } from './candidates';
import { guessTokens } from './guess';
import { DEFAULT_MAX_NODES, bothEmpty, search, type Budget, type Found } from './search';
import { labelOf } from './token/label';
import { mintToken, type MintedToken } from './token/mint-token';
import { naturalFields } from './token/natural';
import { tokenFields, type TokenFields, type UsualFields } from './token/token-fields';
import type { TokenExample, Verdict } from './verdict';
import { mayRestOnReusedPath, undecidedByPath, withoutReusedPaths } from './open-paths';
import { limitsOf } from './world/assumptions';
import {
  CaseReader,
  anyOf,
  collectKeys,
  distinctCases,
  formulaOf,
  type OpenCase,
} from './world/case-question';
import type { CaseScope } from './world/case-builder';
import { sameValue } from './world/component-variable';
import { FieldSubject, canSplit } from './world/field-subject';
import { readSubject } from './world/read-subject';
import { isOpen, type ComponentValues } from './world/subject';
import { gitlabKeys, mayNeedClaims } from './world/gitlab-keys';
import type { GitlabWorld } from './world/gitlab-world';
import type { TokenCase } from './world/token-case';
import { openParts, proofReason, opaqueReason, spentReason, unknownComponentReason } from './reasons';

/** How often a witness that no project can mint is ruled out before giving up. */
const MAX_REFINEMENTS = 24;

/**
 * Decides a question over all tokens of a GitLab world.
 *
 * `proved` rests on formulas that admit at least what the evaluator may admit; `refuted` carries a token that the evaluator has
 * decided as the question says.
 */
export function askGitlab(question: Question, world: GitlabWorld, budget: Budget = {}): Verdict {
  const verdict = new GitlabQuestion(question, world, budget).answer();
  return mayRestOnReusedPath(verdict, world)
    ? undecidedByPath(question.claim, verdict, askGitlab(question, withoutReusedPaths(world), budget))
    : verdict;
}

const NO_KEYS: ReadonlySet<string> = new Set();

type ProvedVerdict = Extract<Verdict, { verdict: 'proved' }>;

class GitlabQuestion {
  private readonly subKey: string;
  /** Variables in the order in which their values are to be short. */
  private readonly order: readonly string[];
  private opaque: readonly Opaque[] = [];
  private nodes = 0;

  constructor(
    private readonly question: Question,
    private readonly world: GitlabWorld,
    private readonly budget: Budget,
  ) {
    this.subKey = `${world.host}:sub`;
    this.order = ['sub/project_path', 'sub/ref', 'sub', 'aud'].map((name) => `${world.host}:${name}`);
  }

  answer(): Verdict {
    const { roles } = this.question;
    const guessed = this.budget.natural === false && this.budget.maxNodes !== 0 ? this.guessed() : undefined;
    if (guessed !== undefined) return guessed;
    const sides = this.sides('named');
    const anyway = this.whateverTokensThereAre(sides);
    if (anyway?.kind === 'none') {
      const certain = roles.every(({ role }) => !mayNeedClaims(role.policy, this.world));
      return certain ? { ...this.proved(anyway), needed: [] } : this.proved(anyway);
    }
    // Nothing may be searched.
    if (this.budget.maxNodes === 0) return this.undecided(spentReason(0));
    const open = this.openCases(sides);
    const found = this.searchAll(open);
    if (found.kind === 'none') return this.proved(found);
    if (found.kind === 'spent') return this.undecided(spentReason(this.budget.maxNodes ?? DEFAULT_MAX_NODES));
    const exact = this.opaque.length === 0;
    const shortest = (): Verdict | undefined => this.example(open, found.values, exact, 'all');
    const natural = (): Verdict | undefined => this.naturalExample(sides, open, found.values, exact);
    const first =
      this.budget.natural === false ? this.anyExample(shortest, natural) : (natural() ?? shortest());
    if (first !== undefined) return first;
    if (exact) return this.undecided('every token that was found contradicts itself');
    const { opaque } = this;
    const surely = this.sides('surely');
    this.opaque = opaque;
    const sure = this.openCases(surely);
    const some = this.searchAll(sure);
    const second =
      some.kind === 'witness'
        ? (this.naturalExample(surely, sure, some.values, true) ??
          this.example(sure, some.values, true, 'some'))
        : undefined;
    return (
      second ?? {
        ...this.undecided(opaqueReason(opaque)),
        dependsOn: some.kind === 'spent' ? undefined : openParts(opaque),
      }
    );
  }

  /**
   * A counterexample that is read off the policies, where one is: nobody reads it, and a search costs more. It is replayed like any other:
   * the evaluator decides it as the question says, and it is a token of its case and of the region.
   */
  private guessed(): Verdict | undefined {
    for (const { role, outcome } of this.question.roles) {
      if (outcome !== 'allow') continue;
      for (const { tokens, values } of guessTokens(role.policy, this.world)) {
        const full = complete(tokens, values, NO_KEYS);
        const region = this.question.region?.(tokens);
        if (region !== undefined && !isMember(region, full)) continue;
        const fields = tokenFields(tokens, full, this.world, this.usually());
        if (fields === undefined || this.idClash(tokens, full, fields) !== undefined) continue;
        const replayed = this.replay(tokens, fields, full, false);
        if (replayed !== undefined && replayed !== 'outside' && replayed.verdict === 'refuted')
          return replayed;
      }
    }
    return undefined;
  }

  /** Any counterexample: the shortest costs the least, but refgate may not be able to tell what its token is. */
  private anyExample(
    shortest: () => Verdict | undefined,
    natural: () => Verdict | undefined,
  ): Verdict | undefined {
    const first = shortest();
    return first?.verdict === 'undecided' ? (natural() ?? first) : (first ?? natural());
  }

  /** A counterexample with a `sub` as tokens have it today; else one whose components a project can choose, and refgate knows. */
  private naturalExample(
    sides: Formula,
    all: readonly OpenCase[],
    values: Assignment,
    exact: boolean,
  ): Verdict | undefined {
    const isUsual = this.world.assumptions['usual-sub-claims'];
    const usual = isUsual ? all : this.openCases(sides, 'usual');
    const { prefer } = this.question;
    const preferred = prefer === undefined ? [] : usual.filter(({ tokens }) => prefer(tokens));
    const found =
      this.exampleAmong(preferred, exact) ??
      (isUsual ? this.example(all, values, exact, 'some') : this.exampleAmong(usual, exact));
    if (found !== undefined || isUsual) return found;
    const open = this.openCases(sides, 'known');
    const witness = this.searchAll(open);
    if (witness.kind !== 'witness') return undefined;
    for (const components of this.listsLike(open, witness.values)) {
      const chosen = this.exampleAmong(this.openCases(sides, components), exact);
      if (chosen !== undefined) return chosen;
    }
    return this.example(open, witness.values, exact, 'some');
  }

  /** Lists of components that give a `sub` like that of a witness, the most usual first. */
  private listsLike(
    open: readonly OpenCase[],
    values: Assignment,
  ): readonly (readonly SubClaimComponent[])[] {
    const chosen = open.find((one) => isMember(formulaOf(one), values));
    const shown =
      chosen &&
      readSubject(chosen.tokens.subject.textOf(complete(chosen.tokens, values, keysOf(chosen)), {}));
    const [first, ...others] = shown?.components ?? [];
    if (first === undefined) return [];
    const usual = DEFAULT_SUB_CLAIM.slice(1);
    return [
      [first, ...usual],
      [first, ...usual, ...others.filter((name) => !usual.includes(name))],
      [first, ...others],
    ];
  }

  private exampleAmong(open: readonly OpenCase[], exact: boolean): Verdict | undefined {
    if (open.length === 0) return undefined;
    const found = this.searchAll(open);
    return found.kind === 'witness' ? this.example(open, found.values, exact, 'some') : undefined;
  }

  /** The roles as the question asks for them, over all values of all keys. */
  private sides(reading: OpaqueReading): Formula {
    const { roles } = this.question;
    const candidates = candidateValues(roles.map(({ role }) => role.policy));
    const opaque = new Map<string, Opaque>();
    const sides = roles.map(({ role, outcome }, index) => {
      const keys = gitlabKeys(this.world, role.provider, candidates);
      const flipped = reading === 'surely' && outcome === 'deny' ? 'possibly' : reading;
      const made = roleFormula(role, `role ${index + 1}`, keys, flipped, `${this.world.host}:aud`);
      for (const part of made.opaque) opaque.set(part.name, part);
      return outcome === 'allow' ? made.admits : not(made.admits);
    });
    this.opaque = [...opaque.values()];
    return sides.includes(FALSE) ? FALSE : and(...sides);
  }

  /** What comparing patterns tells of all values of all keys: a proof of that is one for every world. */
  private whateverTokensThereAre(sides: Formula): Found | undefined {
    return this.question.region === undefined ? this.search(sides, 0) : undefined;
  }

  /** @param among all tokens, those of a scope, or those of other projects with these components of `sub` */
  private openCases(
    both: Formula,
    among: CaseScope | readonly SubClaimComponent[] = 'all',
  ): readonly OpenCase[] {
    const { region } = this.question;
    if (both === FALSE) return [];
    const reading = canSplit(both, this.subKey) ? 'fields' : 'text';
    const reader = new CaseReader(both);
    const index =
      typeof among === 'string' ? this.world.index(reading, among) : this.world.others(reading, among);
    const cases = index.candidates(both, (subject) => reader.readAs(subject), this.question.about);
    return cases.flatMap((tokens): readonly OpenCase[] => {
      const about = region?.(tokens);
      if (about === FALSE) return [];
      const one = reader.within(tokens, about);
      return one === undefined ? [] : [one];
    });
  }

  /** A token of any of the cases: those with open components one by one, since their automata are large and unlike each other. */
  private searchAll(cases: readonly OpenCase[]): Found {
    const isOpenCase = ({ tokens }: OpenCase): boolean => isOpen(tokens.subject.form.components);
    const open = distinctCases(cases.filter(isOpenCase));
    const first = this.search(anyOf(open.length === 0 ? cases : cases.filter((one) => !isOpenCase(one))));
    let all = first;
    for (const one of open) {
      if (all.kind !== 'none') return all;
      const next = this.search(formulaOf(one));
      if (next.kind !== 'none') return next;
      all = bothEmpty(all, next);
    }
    return all;
  }

  private search(formula: Formula, maxNodes = this.left()): Found {
    const found = search(formula, this.order, { ...this.budget, maxNodes });
    this.nodes += found.kind === 'none' ? found.answer.nodes : found.nodes;
    return found;
  }

  /** Product states that the question may still store. */
  private left(): number {
    return Math.max(0, (this.budget.maxNodes ?? DEFAULT_MAX_NODES) - this.nodes);
  }

  /** @param which whether these are all cases, so that none left is a proof */
  private example(
    open: readonly OpenCase[],
    values: Assignment,
    exact: boolean,
    which: 'all' | 'some',
  ): Verdict | undefined {
    let cases = open;
    let at = values;
    for (let round = 0; round < MAX_REFINEMENTS; round += 1) {
      const current = at;
      const chosen = cases.find((one) => isMember(formulaOf(one), current));
      if (chosen === undefined) return this.internal('the witness belongs to no case');
      const { tokens } = chosen;
      const full = complete(tokens, at, keysOf(chosen));
      const fields = tokenFields(tokens, full, this.world, this.usually());
      const clash = fields === undefined ? this.withoutSub(full) : this.idClash(tokens, full, fields);
      if (fields !== undefined && clash === undefined) {
        const replayed = this.replay(tokens, fields, full, exact);
        if (replayed !== 'outside') return replayed;
        // Values that the question leaves open were chosen badly: all that the case says about them is asked, too.
        const whole = wholeCase(chosen);
        if (whole.world.length === chosen.world.length)
          return this.internal(
            `the token of a witness is outside of its case: ${chosen.tokens.pipelineKind}`,
          );
        cases = cases.map((one) => (one === chosen ? whole : one));
      } else {
        if (clash === undefined) return undefined;
        cases = cases.map((one) => ({ ...one, asked: and(one.asked, clash(one.tokens)) }));
      }
      const again = this.searchAll(cases);
      if (again.kind === 'none') return which === 'all' ? this.proved(again) : undefined;
      if (again.kind === 'spent') return undefined;
      at = again.values;
    }
    return undefined;
  }

  private withoutSub(values: Assignment): ((tokens: TokenCase) => Formula) | undefined {
    const texts = [this.subKey, `${this.subKey}/rest`].filter((key) => values.has(key));
    if (texts.length === 0) return undefined;
    return () => not(and(...texts.map((key) => matches(key, literal(values.get(key) ?? '')))));
  }

  /** The source project's id within `sub` and the key `project_id` are one claim, which a formula over both cannot say. */
  private idClash(
    tokens: TokenCase,
    values: Assignment,
    fields: TokenFields,
  ): ((tokens: TokenCase) => Formula) | undefined {
    const key = `${this.world.host}:project_id`;
    const all = tokens.subject.shown(values);
    const shown = sameValue('project_id', tokens.subject.form)
      .map((name) => all?.[name])
      .find((id) => id !== undefined && id !== fields.id);
    const { id } = fields;
    if (shown === undefined || id === undefined || !this.world.isGitlabCom || shown === id) return undefined;
    return ({ subject }) =>
      and(
        or(subject.never('project_id', [[shown]]), matches(key, literal(shown))),
        or(not(matches(key, literal(id))), subject.may('project_id', [[id]])),
      );
  }

  /** @returns `outside` when the token is none of its case, since the witness leaves something open */
  private replay(
    tokens: TokenCase,
    shortest: TokenFields,
    values: Assignment,
    exact: boolean,
  ): Verdict | 'outside' | undefined {
    const { subject } = tokens;
    const sub = subject instanceof FieldSubject ? undefined : subject.textOf(values, fieldValues(shortest));
    const minted = mintToken(tokens, shortest, this.world, sub);
    const decisions = this.decide(minted.claims);
    if (!this.agrees(decisions)) {
      if (!exact) return undefined;
      return this.internal(
        `the evaluator disagrees about ${quote(JSON.stringify(minted.claims))}: ${decisions.map(({ outcome }) => outcome).join(', ')}`,
      );
    }
    if (!this.isInRegion(tokens, minted.claims)) return 'outside';
    const unknown = readSubject(String(minted.claims.sub))?.unknown;
    if (unknown !== undefined)
      return {
        ...this.undecided(unknownComponentReason(unknown, String(minted.claims.sub))),
        dependsOn: [`${quote(unknown)} in \`sub\``],
      };
    const natural =
      this.budget.natural === false
        ? undefined
        : naturalFields(tokens, shortest, this.world, (fields) => this.alsoBreaks(tokens, fields));
    const shown = natural === undefined ? minted : mintToken(tokens, natural, this.world, undefined);
    const example: TokenExample = {
      kind: 'token',
      ...shown,
      origin: tokens.origin,
      pipelineKind: tokens.pipelineKind,
      label: labelOf(tokens, natural ?? shortest),
      shortestSub: String(minted.claims.sub),
      decisions: natural === undefined ? decisions : this.decide(shown.claims),
    };
    return {
      verdict: 'refuted',
      reason: `${this.question.claim}: not for ${example.label}`,
      counterexample: example,
      nodes: this.nodes,
    };
  }

  /** Whether another token of the case is a counterexample too: in the world, in the region, and decided alike. */
  private alsoBreaks(tokens: TokenCase, fields: TokenFields): boolean {
    const { source } = this.question;
    if (source !== undefined && tokens.pipelineKind === 'branch' && fields.source !== source) return false;
    const minted: MintedToken = mintToken(tokens, fields, this.world, undefined);
    if (minted.pipeline === undefined || !this.agrees(this.decide(minted.claims))) return false;
    return this.isInRegion(tokens, minted.claims);
  }

  /** Whether a token is one of the case, and of those that the property is about. */
  private isInRegion(tokens: TokenCase, claims: RawClaims): boolean {
    const values = new Map([...this.valuesOf(claims), ...tokens.subject.assign(claims)]);
    const region = this.question.region?.(tokens);
    return (
      tokens.parts.every(({ formula }) => isMember(formula, values)) &&
      (region === undefined || isMember(region, values))
    );
  }

  private valuesOf(claims: RawClaims): Assignment {
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(claims)) {
      if (typeof value === 'string') values.set(`${this.world.host}:${name}`, value);
    }
    return values;
  }

  private decide(claims: RawClaims): readonly Decision[] {
    return this.question.roles.map(({ role }) => judgeToken(compiledPolicy(role), claims, role.provider));
  }

  private agrees(decisions: readonly Decision[]): boolean {
    return this.question.roles.every(({ outcome }, index) => decisions[index]?.outcome === outcome);
  }

  /** What a token has where no key that is asked about tells. */
  private usually(): UsualFields {
    const { roles, source } = this.question;
    const audience = roles[0]?.role.provider.clientIds?.[0] ?? 'sts.amazonaws.com';
    return { audience, source };
  }

  private proved(found: Extract<Found, { kind: 'none' }>): ProvedVerdict {
    return {
      verdict: 'proved',
      reason: proofReason(this.question.claim, found.answer),
      assumptions: limitsOf(this.world.assumptions),
      certificates: found.certificates,
      nodes: this.nodes,
    };
  }

  private undecided(reason: string): Extract<Verdict, { verdict: 'undecided' }> {
    return { verdict: 'undecided', reason, nodes: this.nodes };
  }

  private internal(reason: string): Verdict {
    return this.undecided(`ERR_INTERNAL: ${reason}; please report this`);
  }
}

/** The tokens of a case, with everything that it says, asked about or not. */
function wholeCase(one: OpenCase): OpenCase {
  const said = new Set(one.world);
  const rest = one.tokens.parts.map(({ formula }) => formula).filter((formula) => !said.has(formula));
  return { ...one, world: [...one.world, ...rest] };
}

function fieldValues({ path, id, ref }: TokenFields): ComponentValues {
  return { project_path: path, ref, project_id: id };
}

function keysOf(one: OpenCase): ReadonlySet<string> {
  const keys = new Set<string>();
  collectKeys(formulaOf(one), keys);
  return keys;
}

/** The values with those that the case itself fixes. What is asked about and a witness does not give is missing, as it was when the case was chosen. */
function complete({ domains }: TokenCase, values: Assignment, asked: ReadonlySet<string>): Assignment {
  const full = new Map(values);
  for (const [key, { only, optional }] of domains) {
    if (full.has(key)) continue;
    if (only !== undefined || (optional === true && asked.has(key))) full.set(key, only);
  }
  return full;
}

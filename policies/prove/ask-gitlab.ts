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
import type { Opaque, OpaqueReading } from './compile/opaque';
import type { Question } from './question';
import { compiledPolicy, roleFormula } from './role-trust';
import { candidateValues } from './candidates';
import { DEFAULT_MAX_NODES, search, type Budget, type Found } from './search';
import { labelOf } from './token/label';
import { mintToken, type MintedToken } from './token/mint-token';
import { naturalFields } from './token/natural';
import { tokenFields, type TokenFields } from './token/token-fields';
import type { TokenExample, Verdict } from './verdict';
import { limitsOf } from './world/assumptions';
import { CaseReader, anyOf, formulaOf, type OpenCase } from './world/case-question';
import { sameValue } from './world/component-variable';
import { canSplit } from './world/field-subject';
import { gitlabKeys } from './world/gitlab-keys';
import type { GitlabWorld } from './world/gitlab-world';
import type { TokenCase } from './world/token-case';
import { proofReason, opaqueReason, spentReason } from './reasons';

/** How often a witness that no project can mint is ruled out before giving up. */
const MOST_REFINEMENTS = 24;

/** A component of `sub` that has the id of the source project. */
const SOURCE_ID = new RegExp(
  `(?:^|:)(?:${sameValue('project_id', { twoProjects: true }).join('|')}):([^:]*)`,
);

/**
 * Decides a question over all tokens of a GitLab world.
 *
 * `proved` rests on formulas that admit at least what the evaluator may admit; `refuted` carries a token that the evaluator has
 * decided as the question says.
 */
export function askGitlab(question: Question, world: GitlabWorld, budget: Budget = {}): Verdict {
  return new GitlabQuestion(question, world, budget).answer();
}

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
    const sides = this.sides('named');
    const anyway = this.whateverTokensThereAre(sides);
    if (anyway?.kind === 'none') return this.proved(anyway);
    // Nothing may be searched.
    if (this.budget.maxNodes === 0) return this.undecided(spentReason(0));
    const open = this.openCases(sides);
    const found = this.search(anyOf(open));
    if (found.kind === 'none') return this.proved(found);
    const exact = this.opaque.length === 0;
    if (found.kind === 'spent') return this.undecided(spentReason(this.budget.maxNodes ?? DEFAULT_MAX_NODES));
    const first = this.preferredExample(open, exact) ?? this.example(open, found.values, exact, 'all');
    if (first !== undefined) return first;
    if (exact) return this.undecided('every token that was found contradicts itself');
    const sure = this.openCases(this.sides('surely'));
    const surely = this.search(anyOf(sure));
    const second = surely.kind === 'witness' ? this.example(sure, surely.values, true, 'some') : undefined;
    return (
      second ?? {
        ...this.undecided(opaqueReason(this.opaque)),
        ...(surely.kind === 'spent' ? {} : { dependsOn: this.opaque.map(({ name }) => name) }),
      }
    );
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

  private openCases(both: Formula): readonly OpenCase[] {
    const { region } = this.question;
    if (both === FALSE) return [];
    const fields = canSplit(both, this.subKey);
    const reader = new CaseReader(both);
    const index = this.world.index(fields ? 'fields' : 'text');
    const cases = index.candidates((subject) => reader.readAs(subject), this.question.projects);
    return cases.flatMap((tokens): readonly OpenCase[] => {
      const about = region?.(tokens);
      if (about === FALSE) return [];
      const one = reader.within(tokens, about);
      return one === undefined ? [] : [one];
    });
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

  private preferredExample(open: readonly OpenCase[], exact: boolean): Verdict | undefined {
    const { prefer } = this.question;
    if (prefer === undefined) return undefined;
    const preferred = open.filter(({ tokens }) => prefer(tokens));
    const found = this.search(anyOf(preferred));
    return found.kind === 'witness' ? this.example(preferred, found.values, exact, 'some') : undefined;
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
    for (let round = 0; round < MOST_REFINEMENTS; round += 1) {
      const current = at;
      const chosen = cases.find((one) => isMember(formulaOf(one), current));
      if (chosen === undefined) return this.internal('the witness belongs to no case');
      const { tokens } = chosen;
      const full = complete(tokens, at);
      const fields = tokenFields(tokens, full, this.world, this.usualAudience());
      const clash = fields === undefined ? this.withoutSub(full) : this.idClash(full, fields);
      if (fields !== undefined && clash === undefined) return this.replay(tokens, fields, full, exact);
      if (clash === undefined) return undefined;
      cases = cases.map((one) => ({ ...one, asked: and(one.asked, clash(one.tokens)) }));
      const again = this.search(anyOf(cases));
      if (again.kind === 'none') return which === 'all' ? this.proved(again) : undefined;
      if (again.kind === 'spent') return undefined;
      at = again.values;
    }
    return undefined;
  }

  private withoutSub(values: Assignment): ((tokens: TokenCase) => Formula) | undefined {
    const sub = values.get(this.subKey);
    return sub === undefined ? undefined : () => not(matches(this.subKey, literal(sub)));
  }

  /** The source project's id within `sub` and the key `project_id` are one claim, which a formula over both cannot say. */
  private idClash(values: Assignment, fields: TokenFields): ((tokens: TokenCase) => Formula) | undefined {
    const key = `${this.world.host}:project_id`;
    const shown = SOURCE_ID.exec(values.get(this.subKey) ?? '')?.[1];
    const { id } = fields;
    if (shown === undefined || id === undefined || !this.world.com || shown === id) return undefined;
    return ({ subject }) =>
      and(
        or(subject.never('project_id', [[shown]]), matches(key, literal(shown))),
        or(not(matches(key, literal(id))), subject.may('project_id', [[id]])),
      );
  }

  private replay(
    tokens: TokenCase,
    shortest: TokenFields,
    values: Assignment,
    exact: boolean,
  ): Verdict | undefined {
    const sub = values.get(this.subKey);
    const minted = mintToken(tokens, shortest, this.world, sub);
    const decisions = this.decide(minted.claims);
    if (!this.agrees(decisions)) {
      if (!exact) return undefined;
      return this.internal(
        `the evaluator disagrees about ${quote(JSON.stringify(minted.claims))}: ${decisions.map(({ outcome }) => outcome).join(', ')}`,
      );
    }
    if (!this.isInRegion(tokens, minted.claims)) {
      return this.internal(`${quote(JSON.stringify(minted.claims))} is no token of its case`);
    }
    const natural =
      this.budget.natural === false
        ? undefined
        : naturalFields(tokens, shortest, this.world, (fields) => this.alsoBreaks(tokens, fields));
    const shown = natural === undefined ? minted : mintToken(tokens, natural, this.world, undefined);
    const example: TokenExample = {
      kind: 'token',
      ...shown,
      who: tokens.who,
      run: tokens.run,
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

  private usualAudience(): string {
    return this.question.roles[0]?.role.provider.clientIds?.[0] ?? 'sts.amazonaws.com';
  }

  private proved(found: Extract<Found, { kind: 'none' }>): Verdict {
    return {
      verdict: 'proved',
      reason: proofReason(this.question.claim, found.answer),
      assumptions: limitsOf(this.world.assumptions),
      ...(found.certificate === undefined ? {} : { certificate: found.certificate }),
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

/** The values with those that the case itself fixes. What a witness does not give is missing where it may be, as it was when the case was chosen. */
function complete(tokens: TokenCase, values: Assignment): Assignment {
  const full = new Map(values);
  for (const [key, { only, optional }] of tokens.domains) {
    if (!full.has(key) && (only !== undefined || optional === true)) full.set(key, only);
  }
  return full;
}

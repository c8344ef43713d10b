import { disjointSyntactic, patternText, subsumes, type Pattern } from '../../automata/index';
import { quote } from '../../errors';
import { operator, parsePattern, type Condition, type Policy, type Statement } from '../../trust/index';
import { globOf } from '../compile/text-pattern';
import type { World } from '../question';
import type { RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { TokenExample, Verdict } from '../verdict';
import { withAssumptions } from '../world/gitlab-world';
import { admitsNothing, equivalent, implies } from './compare';

/** A statement or a value that changes nothing: a `proved` verdict says that it does not matter. */
export interface Redundancy {
  readonly kind: 'dead_statement' | 'shadowed_statement' | 'idle_deny' | 'redundant_value';
  readonly statement: Statement;
  /** JSON pointer to the statement, or to the key whose value it is. */
  readonly pointer: string;
  /** The condition and the place of the value in it, for `redundant_value`. */
  readonly condition?: Condition;
  readonly valueIndex?: number;
  /** The value, for `redundant_value`. */
  readonly value?: string;
  readonly verdict: Extract<Verdict, { verdict: 'proved' }>;
}

/** What is looked for, and who hears of what cannot be decided. */
export interface RedundancyOptions {
  readonly budget?: Budget;
  /** Whether to ask about Deny statements. @default true */
  readonly denies?: boolean;
  /**
   * `searched`: every value of a list is asked about, over all tokens. `compared`: only what follows from comparing patterns, which
   * is fast: a value that another one, or another statement, covers. @default 'searched'
   */
  readonly values?: 'searched' | 'compared';
  /** Hears of a token that an Allow statement accepts, behind every Deny. */
  readonly onAdmitted?: (statement: Statement, example: TokenExample) => void;
  /** Hears of a statement of which it cannot be decided whether a token needs it. */
  readonly onUndecided?: (statement: Statement, reason: string) => void;
}

/**
 * Everything in a policy that no token needs: Allow statements that no token matches, or none that the others do not admit; Deny
 * statements that stop no token; values without which the policy admits the same. Only what is proved is listed, in order of the
 * document. All statements that are listed can be removed together; of values each one alone.
 *
 * Cost: one or two questions for each statement and for each value of a list.
 */
export function redundancies(
  role: RoleTrust,
  world: World,
  options: RedundancyOptions = {},
): readonly Redundancy[] {
  return new Search(role, world, options).all();
}

class Search {
  private readonly budget: Budget;

  constructor(
    private readonly role: RoleTrust,
    private readonly world: World,
    private readonly options: RedundancyOptions,
  ) {
    // Nobody sees the tokens that show that a statement is needed.
    this.budget = { ...options.budget, natural: false };
  }

  all(): readonly Redundancy[] {
    const { statements } = this.role.policy;
    const found = new Map<Statement, Redundancy>();
    let kept = statements;
    // Of two statements that cover each other the later one is listed.
    for (const statement of statements.toReversed()) {
      const redundancy = this.ofStatement(statement, kept);
      if (redundancy === undefined) continue;
      found.set(statement, redundancy);
      kept = kept.filter((other) => other !== statement);
    }
    return statements.flatMap((statement, index) => {
      const redundancy = found.get(statement);
      return redundancy === undefined ? this.ofValues(statement, index) : [redundancy];
    });
  }

  private ofStatement(statement: Statement, kept: readonly Statement[]): Redundancy | undefined {
    const pointer = `/Statement/${statement.index}`;
    const others = kept.filter((other) => other !== statement);
    if (statement.effect === 'Deny') {
      if (this.options.denies === false) return undefined;
      const verdict = this.proof(statement, (world) =>
        implies(this.with(others), this.with(kept), world, this.budget),
      );
      return verdict === undefined ? undefined : { kind: 'idle_deny', statement, pointer, verdict };
    }
    const alone = this.with([statement, ...kept.filter(({ effect }) => effect === 'Deny')]);
    const dead = this.proof(statement, (world) => {
      const verdict = admitsNothing(alone, world, this.budget);
      if (verdict.verdict === 'refuted' && verdict.counterexample.kind === 'token')
        this.options.onAdmitted?.(statement, verdict.counterexample);
      return verdict;
    });
    if (dead !== undefined) return { kind: 'dead_statement', statement, pointer, verdict: dead };
    const { version } = this.role.policy;
    if (!others.some((other) => other.effect === 'Allow' && mayOverlap(statement, other, version)))
      return undefined;
    const shadowed = this.proof(statement, (world) => implies(alone, this.with(others), world, this.budget));
    return shadowed === undefined
      ? undefined
      : { kind: 'shadowed_statement', statement, pointer, verdict: shadowed };
  }

  /** The proof, if there is one. Where `sub` components are assumed to be usual there are fewer tokens: one that is found there will do. */
  private proof(statement: Statement, prove: (world: World) => Verdict): Redundancy['verdict'] | undefined {
    const { world } = this;
    if (world.kind === 'gitlab') {
      const usual = withAssumptions(world, { 'usual-sub-claims': true });
      if (usual !== world && prove(usual).verdict === 'refuted') return undefined;
    }
    const verdict = prove(world);
    // What depends on the rest of the request may matter: then the statement is needed.
    if (verdict.verdict === 'undecided' && verdict.dependsOn === undefined)
      this.options.onUndecided?.(statement, verdict.reason);
    return verdict.verdict === 'proved' ? verdict : undefined;
  }

  /** One value at a time, each against the whole policy: two values that cover each other are both listed. */
  private ofValues(statement: Statement, index: number): readonly Redundancy[] {
    return statement.conditions.flatMap((condition, at) =>
      condition.values.length < 2
        ? []
        : condition.values.flatMap((value, valueIndex): readonly Redundancy[] => {
            const verdict = this.whyRedundant(statement, index, at, valueIndex);
            if (verdict === undefined) return [];
            const { pointer } = condition;
            return [{ kind: 'redundant_value', statement, pointer, condition, valueIndex, value, verdict }];
          }),
    );
  }

  private whyRedundant(
    statement: Statement,
    index: number,
    at: number,
    valueIndex: number,
  ): Redundancy['verdict'] | undefined {
    const { policy } = this.role;
    const condition = statement.conditions[at] as Condition;
    const isCompared = this.options.values === 'compared';
    if (isCompared) {
      const covered = this.coveredBy(condition, valueIndex);
      if (covered !== undefined) return covered;
      if (!this.mayBeCovered(statement, condition)) return undefined;
    }
    const fewer: Condition = { ...condition, values: condition.values.toSpliced(valueIndex, 1) };
    const changed: Statement = { ...statement, conditions: statement.conditions.with(at, fewer) };
    const without: RoleTrust = this.with(policy.statements.with(index, changed));
    return isCompared
      ? this.compared(without)
      : this.proof(statement, (world) => equivalent(this.role, without, world, this.budget));
  }

  /** One value of the same list covers it. A union of patterns that covers another one has a member that does it alone. */
  private coveredBy(condition: Condition, index: number): Redundancy['verdict'] | undefined {
    const values = globs(condition, this.role.policy.version) ?? [];
    const value = values[index];
    if (value === undefined) return undefined;
    const other = values.findIndex(
      (wide, at) => at !== index && subsumes(wide, value) && (at < index || !subsumes(value, wide)),
    );
    return other < 0 ? undefined : coverProof(value, values[other] as Pattern);
  }

  /** Whether another condition or statement may cover a value of the condition. "No" is certain. */
  private mayBeCovered(statement: Statement, condition: Condition): boolean {
    const { version, statements } = this.role.policy;
    if (globs(condition, version) === undefined) return true;
    const key = condition.key.toLowerCase();
    return statements.some((other) => {
      if (other === statement)
        return other.conditions.some((one) => one !== condition && one.key.toLowerCase() === key);
      if (other.effect === 'Deny') return other.conditions.some((one) => one.key.toLowerCase() === key);
      return mayOverlap(statement, other, version);
    });
  }

  private compared(without: RoleTrust): Redundancy['verdict'] | undefined {
    const verdict = equivalent(this.role, without, this.world, { ...this.budget, maxNodes: 0 });
    return verdict.verdict === 'proved' ? verdict : undefined;
  }

  private with(statements: readonly Statement[]): RoleTrust {
    return { ...this.role, policy: { ...this.role.policy, statements } };
  }
}

/** Whether one token may match both statements, as far as the values of a single key tell. "No" is certain. */
function mayOverlap(a: Statement, b: Statement, version: Policy['version']): boolean {
  return !a.conditions.some((one) => {
    const values = globs(one, version);
    if (values === undefined) return false;
    return b.conditions.some((other) => {
      if (other.key.toLowerCase() !== one.key.toLowerCase()) return false;
      const others = globs(other, version);
      return (
        others !== undefined &&
        values.every((x) => others.every((y) => disjointSyntactic(x, y) !== undefined))
      );
    });
  });
}

/** The patterns of a condition that holds for these values alone, compared letter by letter; else `undefined`. */
function globs({ form, values }: Condition, version: Policy['version']) {
  if (form === undefined || form.ifExists || form.quantifier !== undefined) return undefined;
  if (form.base !== 'StringEquals' && form.base !== 'StringLike') return undefined;
  const { wildcards, variables } = operator(form.base);
  const syntax = { wildcards, variables: variables && version === '2012-10-17' };
  const parsed = values.map((value) => parsePattern(value, syntax));
  // What a variable stands for is not known.
  if (parsed.flat().some(({ kind }) => kind === 'variable' || kind === 'malformed')) return undefined;
  return parsed.map((tokens) => globOf(tokens));
}

function coverProof(value: Pattern, wide: Pattern): Redundancy['verdict'] {
  const reason = `${quote(patternText(value))} is covered by ${quote(patternText(wide))}`;
  return { verdict: 'proved', reason, assumptions: [], nodes: 0 };
}

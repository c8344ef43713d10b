import { ASSUMPTIONS, type Pipeline, type RawClaims, type ReportRole } from '../policies/index';
import { betterWay } from './chained-answers';
import type { Engine, JudgedPipeline } from './engine';

/** What the role answers to every token that may arrive. */
export interface Answer {
  readonly role: ReportRole;
  /** `open`: the tokens disagree, or one of them cannot be decided. */
  readonly verdict: 'can' | 'cannot' | 'open';
  readonly judged: readonly JudgedPipeline[];
}

/** What is asked: a pipeline, or a token as it is. */
export type Asked =
  | {
      readonly kind: 'pipeline';
      readonly pipeline: Pipeline;
      /** Roles of which the row says that it can assume them. @default no row says anything */
      readonly assumes?: ReadonlySet<string>;
    }
  | { readonly kind: 'claims'; readonly claims: RawClaims };

/** Every role's answer, those that accept first. Cost: roles × tokens decisions. */
export function answers(roles: readonly ReportRole[], asked: Asked, engine: Engine): readonly Answer[] {
  const byKey = new Map(roles.map((role) => [role.key, role]));
  const all = roles.map((role): Answer => {
    const judged = (role.reachedThrough ?? []).reduce(
      (found, chain) => {
        const entry = byKey.get(chain.role);
        return entry === undefined ? found : betterWay(found, judgedBy(entry, asked, engine, role), chain);
      },
      judgedBy(role, asked, engine),
    );
    const outcomes = new Set(judged.map(({ decision }) => decision.outcome));
    const [only] = outcomes;
    const verdict =
      outcomes.size !== 1 || only === 'undetermined' ? 'open' : only === 'allow' ? 'can' : 'cannot';
    return { role, verdict, judged };
  });
  const rank = { can: 0, open: 1, cannot: 2 };
  return all.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]);
}

/**
 * A role that a row does not list must refuse whatever audience is registered, as in the matrix.
 * @param wanted the role that the row may list, where a chain leads to it
 */
function judgedBy(role: ReportRole, asked: Asked, engine: Engine, wanted = role): readonly JudgedPipeline[] {
  if (asked.kind === 'claims') {
    const { claims } = asked;
    return [Object.assign(engine.token(role, claims), { claims, assuming: [] })];
  }
  const { pipeline, assumes } = asked;
  return engine.pipeline(role, pipeline, assumes !== undefined && !assumes.has(wanted.key));
}

/** The assumptions of a token in words. */
export function assumptionTexts({ assuming }: JudgedPipeline): readonly string[] {
  return assuming.map((id) => ASSUMPTIONS[id].text);
}

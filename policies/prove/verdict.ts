import type { Decision } from '../evaluate/index';
import type { AssumptionId, Pipeline, PipelineKind, TokenOrigin } from '../gitlab/index';
import type { RawClaims } from '../context/index';
import type { AskedQuestion } from './certificate/statement';
import type { CheckableProof } from './search';

/** The answer about every token there is. "Cannot tell" is never a yes. */
export type Verdict =
  | {
      readonly verdict: 'proved';
      readonly reason: string;
      /** What the world rests on, whether the proof needed it or not. */
      readonly assumptions: readonly AssumptionId[];
      /** Without any one of these the proof fails; absent when nobody asked. */
      readonly needed?: readonly AssumptionId[];
      /** What a separate checker can follow; absent when nobody asked, or when nothing had to be searched. */
      readonly certificates?: readonly CheckableProof[];
      /** What was asked, and over which tokens; absent where nothing had to be asked. */
      readonly asked?: readonly AskedQuestion[];
      /** Product states that were searched. */
      readonly nodes: number;
    }
  | {
      readonly verdict: 'refuted';
      readonly reason: string;
      readonly counterexample: Counterexample;
      readonly nodes: number;
    }
  | {
      readonly verdict: 'undecided';
      readonly reason: string;
      /** Parts of the request that decide it and that no world describes, as a reader says them. */
      readonly dependsOn?: readonly string[];
      readonly nodes: number;
    };

/** Something that breaks the property, replayed through the evaluator. */
export type Counterexample = TokenExample | ContextExample;

/** A token that GitLab can mint. */
export interface TokenExample {
  readonly kind: 'token';
  readonly claims: RawClaims;
  /** The pipeline whose job gets it; absent where the token breaks an assumption that the simulator makes. */
  readonly pipeline?: Pipeline;
  readonly origin: TokenOrigin;
  readonly pipelineKind: PipelineKind;
  /** One phrase: `a merge request pipeline of acme/api, branch main, not protected`. */
  readonly label: string;
  /** The shortest `sub` that does it, before it was given natural names. */
  readonly shortestSub: string;
  /** What the evaluator says, in the order of the roles of the question. */
  readonly decisions: readonly Decision[];
}

/** A request context with a value for every key that the policies name. */
export interface ContextExample {
  readonly kind: 'context';
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly decisions: readonly Decision[];
}

import type { Cloud } from '../cloud';
import type { Problem } from '../plugin-messages';
import type { Value, ValueObject } from '../value';

/** What a behaviour may look at beside the resource itself. */
export interface BehaviourContext {
  readonly cloud: Cloud;
  /** The configuration of the provider block that serves this resource; empty when there is none. */
  readonly provider: ValueObject;
}

/** How one attribute is found when the provider has to; it sees those that stand before it in the list. */
export type Computation = (state: Readonly<ValueObject>, context: BehaviourContext) => Value;

interface CommonBehaviour {
  /** `aws_iam_role`, or `data.aws_iam_policy_document`. */
  readonly type: string;
  /** Arguments that the provider fills when they are omitted. */
  readonly optionalComputed?: readonly string[];
  /** Checks of the configuration, before anything is planned; unknown values must pass. */
  readonly validate?: (config: Readonly<ValueObject>) => readonly Problem[];
}

export interface ResourceBehaviour extends CommonBehaviour {
  readonly kind: 'resource';
  /** Arguments whose change destroys and creates the resource again. */
  readonly forceNew?: readonly string[];
  /** Values of arguments that are omitted, known in the plan already. */
  readonly defaults?: Readonly<Record<string, Computation>>;
  /** Arguments that hold a JSON document: a change of spelling alone is not a change. */
  readonly jsonDocuments?: readonly string[];
  /** Values known only after apply, in the order in which they are computed. */
  readonly computed?: Readonly<Record<string, Computation>>;
  /** What the API would refuse when the resource is written. */
  readonly refuse?: (planned: Readonly<ValueObject>, context: BehaviourContext) => readonly Problem[];
  /** Attributes of an existing resource, from its import id. */
  readonly importState?: (id: string, context: BehaviourContext) => ValueObject;
}

/** The attributes found, or what the API would answer instead. */
export type ReadAnswer = { readonly found: ValueObject } | { readonly problem: Problem };

export interface DataSourceBehaviour extends CommonBehaviour {
  readonly kind: 'data';
  readonly read: (config: Readonly<ValueObject>, context: BehaviourContext) => ReadAnswer;
}

export type Behaviour = ResourceBehaviour | DataSourceBehaviour;

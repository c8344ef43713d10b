import type { OperatorForm } from './operators/index';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const POLICY_ELEMENTS: readonly string[] = ['Version', 'Id', 'Statement'];
export const STATEMENT_ELEMENTS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** A role's trust policy as IAM understands it. Every list keeps the order of the document. */
export interface Policy {
  /** Absent means `2008-10-17`: then `${…}` is plain text. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Position in the document, from 0; also in error messages (`/Statement/0`). */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: Principal;
  readonly action: ActionMatch;
  readonly conditions: readonly Condition[];
}

/** Who a statement is about. `kind: 'everyone'` is the bare `"*"`. */
export type Principal =
  | { readonly kind: 'everyone' }
  | {
      readonly kind: 'listed';
      readonly federated: readonly string[];
      readonly aws: readonly string[];
      readonly other: readonly string[];
    }
  | { readonly kind: 'not_principal' };

export interface ActionMatch {
  /** `true` for `NotAction`: everything but the listed actions. */
  readonly negated: boolean;
  readonly actions: readonly string[];
}

/** One key under one operator: `"StringLike": { "gitlab.com:sub": ["…"] }`. */
export interface Condition {
  /** The operator as written, such as `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** The operator taken apart; absent when IAM has no such operator: then it cannot be determined what the condition does. */
  readonly form?: OperatorForm;
  /** The key as written; compared without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
  /** JSON pointer to the key's entry. */
  readonly pointer: string;
}

/** The one action of a web-identity trust policy. */
export const WEB_IDENTITY_ACTION = 'sts:AssumeRoleWithWebIdentity';

/** The plain JSON form of a policy, as it is in a document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly StatementDocument[];
}

/** The action by which a principal of AWS assumes a role. */
export const ASSUME_ROLE_ACTION = 'sts:AssumeRole';

/** The plain JSON form of one statement: for tokens of a provider, or for one principal of AWS. */
export interface StatementDocument {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: { readonly Federated: string } | { readonly AWS: string };
  readonly Action: typeof WEB_IDENTITY_ACTION | typeof ASSUME_ROLE_ACTION;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

import type { Position } from '../../errors';
import type { AllowedStrings } from '../allowed-strings';
import type { WrittenGitlab } from '../gitlab-resources';

/** Everything about web identity that one artifact (a configuration, a plan, a state, an answer of IAM) says. */
export interface WrittenArtifact {
  readonly roles: readonly WrittenRole[];
  readonly providers: readonly WrittenProvider[];
  /** The managed policies that it holds, attached or not. */
  readonly policies?: readonly WrittenPolicy[];
  /** What of GitLab it holds; absent where there is nothing. */
  readonly gitlab?: WrittenGitlab;
  /** What could not be read. Never dropped: who judges the artifact has to fail on it. */
  readonly unresolved: readonly Unresolved[];
  /** Trust policies of which a part is unknown; each is in `unresolved`, too. */
  readonly partial?: readonly PartialRole[];
  /** What is not judged and cannot hold a role that ships: it is reported, and fails nothing. */
  readonly notices?: readonly Notice[];
}

/** Something beside what was judged that a reader of the report must know. */
export interface Notice {
  readonly address: string;
  readonly reason: string;
  readonly position?: Position;
}

/** One trust policy found in an artifact. */
export interface WrittenRole {
  /** Terraform address such as `module.ci.aws_iam_role.deploy["api"]`, an ARN, or the name of the file. */
  readonly address: string;
  /** The address of the resource that makes this role in one case of a condition that is not known, and another role in others. */
  readonly caseOf?: string;
  /** What decides which of its cases holds, by what it is called: in another version a case with the same name is the same one only where this is the same. */
  readonly decidedBy?: ReadonlyMap<string, string>;
  /** `RoleName`, where the artifact tells. */
  readonly name?: string;
  /** The account of the role, twelve digits, where the artifact tells. */
  readonly account?: string;
  /** Roles with the same object are in one account, where the artifact does not tell which one. @default nothing is known of that */
  readonly sharedAccount?: object;
  /** `OWN_ACCOUNT` stands for the account of the role in the principals of its trust policy: which one it is, the artifact does not tell. */
  readonly ownAccount?: true;
  readonly partition?: string;
  /** With the path of the role; absent where a part of it is not known. */
  readonly arn?: string;
  /** `RoleId`, such as `AROA…`, where the artifact tells. */
  readonly uniqueId?: string;
  /** `MaxSessionDuration` in seconds; absent means IAM's default of one hour. */
  readonly maxSessionSeconds?: number;
  /** Tags of the role; absent where the artifact does not tell. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The trust policy, parsed. */
  readonly document: unknown;
  /** The trust policy's own JSON text, as it would be stored. */
  readonly text: string;
  /** Where the policy is in the user's file. */
  readonly position?: Position;
  /** Where a JSON pointer into the policy stands; absent where the policy is computed or a text inside another one. */
  readonly positionAt?: (pointer: string) => Position | undefined;
  readonly permissions: WrittenPermissions;
}

/** A role whose trust policy is known but for some strings, or parts of strings, or of which only the rest is known. */
export interface PartialRole extends Omit<WrittenRole, 'document' | 'text'> {
  /** The JSON text of the trust policy: each number is a place in `unknown`. */
  readonly parts: readonly (string | number)[];
  readonly unknown: readonly UnknownPart[];
  /**
   * Everything in the input that the trust policy is computed from: with one definition in two versions it has one value, wherever the values
   * from outside are the same. Absent, or without a result, where that is not known.
   */
  readonly definition?: () => string | undefined;
  /**
   * What the trust policy is in each case of what decides it, such as a condition that is not known: it is one of these. At least two; absent
   * where nothing decides it, or too much does.
   */
  readonly cases?: readonly RoleCase[];
}

/** A trust policy in one case. */
export interface RoleCase extends Pick<PartialRole, 'parts' | 'unknown' | 'positionAt'> {
  /** In words, such as `var.open is true`. */
  readonly when: string;
  /** What decides, such as `var.open`. */
  readonly names: readonly string[];
}

export interface UnknownPart {
  /** The expression, such as `var.branch`. */
  readonly name: string;
  /** Why it is not known, in plain words. */
  readonly reason: string;
  /** It is the ARN of the role with this address. */
  readonly role?: string;
  /** What it can be, where something limits it, such as the `validation` of a variable. */
  readonly allowed?: AllowedStrings;
}

/** What a role may do, as far as the artifact shows it. */
export interface WrittenPermissions {
  /** ARNs of managed policies, sorted. */
  readonly managed: readonly string[];
  readonly inline: readonly InlinePolicy[];
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  /** Why there may be more of them, such as an attachment that could not be read. */
  readonly unread?: readonly string[];
}

/** A managed policy that the artifact holds. */
export interface WrittenPolicy {
  readonly arn: string;
  readonly document: unknown;
}

/** An inline policy of a role: the parsed JSON document, and its name where the artifact tells it. */
export interface InlinePolicy {
  readonly name?: string;
  readonly document: unknown;
}

/** One OIDC provider registered by the artifact. */
export interface WrittenProvider {
  readonly address: string;
  /** As registered, with `https://`. */
  readonly url: string;
  /** Registered audiences; absent when the artifact does not tell. */
  readonly clientIds?: readonly string[];
  /** Registered thumbprints (SHA-1, hexadecimal, as written); absent when the artifact does not tell. */
  readonly thumbprints?: readonly string[];
  /** Tags; absent where the artifact does not tell. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly arn?: string;
  readonly account?: string;
  readonly partition?: string;
  readonly position?: Position;
}

/** What can be left unread: a role's trust, a provider, a role's permissions, or everything in a module. */
export const CONCERNS = ['trust', 'provider', 'permissions', 'module'] as const;
export type Concern = (typeof CONCERNS)[number];

/** Something in the artifact that its text alone does not decide. */
export interface Unresolved {
  readonly address: string;
  /** What it would have told. */
  readonly concerns: Concern;
  readonly reason: string;
  /** The Terraform expression, as written. */
  readonly expression?: string;
  readonly position?: Position;
}

/** A role of another provider than `hashicorp/aws`: it trusts somebody, so it is not passed over. */
export const OTHER_ROLE = 'awscc_iam_role';

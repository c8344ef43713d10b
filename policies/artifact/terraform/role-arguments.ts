import { OTHER_ROLE } from './written';

/** Types of resources that are roles. */
export const ROLE_TYPES: ReadonlySet<string> = new Set(['aws_iam_role', OTHER_ROLE]);

/** Arguments of a role that decide who can assume it. */
export const DECISIVE: readonly string[] = ['assume_role_policy', 'assume_role_policy_document', 'name'];

import type { BrokenCase } from './broken-case';

export const INLINE_POLICIES: readonly BrokenCase[] = [
  {
    note: 'a policy without a version',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Statement: { Effect: Allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` has no `Version` at /roles/deploy/permissions/inline/x (federation.yaml:19:33); expected `2012-10-17`; write `Version: "2012-10-17"`',
    ],
  },
  {
    note: 'a policy of the old language version',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2008-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` has another language version at /roles/deploy/permissions/inline/x/Version (federation.yaml:19:44); expected `2012-10-17`; write `Version: "2012-10-17"`',
    ],
  },
  {
    note: 'a policy with an unknown key',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statements: [], Statement: { Effect: Allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` has the key `Statements` at /roles/deploy/permissions/inline/x/Statements (federation.yaml:19:70); expected `Version`, `Id`, `Statement`; remove it',
    ],
  },
  {
    note: 'a policy without a statement',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: [] } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` is empty at /roles/deploy/permissions/inline/x/Statement (federation.yaml:19:69); expected a `Statement` in it',
    ],
  },
  {
    note: 'a statement that is a string',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: [allow] } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` is not a mapping at /roles/deploy/permissions/inline/x/Statement/0 (federation.yaml:19:70); expected a mapping with `Effect`',
    ],
  },
  {
    note: 'an effect in lower case',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` has no valid `Effect` at /roles/deploy/permissions/inline/x/Statement/Effect (federation.yaml:19:79); expected `Effect: Allow` or `Effect: Deny`',
    ],
  },
  {
    note: 'a misspelt key of a statement',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Actions: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` has no `Action` at /roles/deploy/permissions/inline/x/Statement (federation.yaml:19:69); add `Action`',
      'ERR_PERMISSIONS: a statement of the inline policy `x` has the key `Actions` at /roles/deploy/permissions/inline/x/Statement/Actions (federation.yaml:19:95); did you mean `Action`?',
    ],
  },
  {
    note: 'a statement without a resource',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` has no `Resource` at /roles/deploy/permissions/inline/x/Statement (federation.yaml:19:69); add `Resource`',
    ],
  },
  {
    note: 'both actions and not-actions',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", NotAction: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` has both `Action` and `NotAction` at /roles/deploy/permissions/inline/x/Statement/NotAction (federation.yaml:19:110); expected one of the two; remove one of them',
    ],
  },
  {
    note: 'an action without a service',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: [GetObject], Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: `GetObject` is not a valid action for the inline policy `x` at /roles/deploy/permissions/inline/x/Statement/Action/0 (federation.yaml:19:95); expected an action such as `s3:GetObject`',
    ],
  },
  {
    note: 'a resource that is not an ARN',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject", Resource: bucket/* } } }',
    problems: [
      'ERR_PERMISSIONS: `bucket/*` is not a valid resource for the inline policy `x` at /roles/deploy/permissions/inline/x/Statement/Resource (federation.yaml:19:120); expected `*` or an ARN',
    ],
  },
  {
    note: 'a Sid with a dash',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Sid: a-b, Effect: Allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` has no valid `Sid` at /roles/deploy/permissions/inline/x/Statement/Sid (federation.yaml:19:76); expected letters and digits',
    ],
  },
  {
    note: 'two statements of one Sid',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: [{ Sid: a, Effect: Allow, Action: "*", Resource: "*" }, { Sid: a, Effect: Deny, Action: "*", Resource: "*" }] } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` has two statements with the `Sid` `a` at /roles/deploy/permissions/inline/x/Statement/1/Sid (federation.yaml:19:132); rename one of them',
    ],
  },
  {
    note: 'an unknown operator',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*", Condition: { StringEqual: { "aws:RequestedRegion": eu-west-1 } } } } }',
    problems: [
      'ERR_PERMISSIONS: unknown condition operator `StringEqual` in the inline policy `x` at /roles/deploy/permissions/inline/x/Statement/Condition/StringEqual (federation.yaml:19:140); did you mean `StringEquals`?',
    ],
  },
  {
    note: 'a condition without a key',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*", Condition: { StringEquals: eu-west-1 } } } }',
    problems: [
      'ERR_PERMISSIONS: a condition of the inline policy `x` names no key at /roles/deploy/permissions/inline/x/Statement/Condition/StringEquals (federation.yaml:19:141); expected operator, key and values, such as `StringEquals: { aws:RequestedRegion: eu-west-1 }`',
    ],
  },
  {
    note: 'a condition with a mapping as value',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*", Condition: { StringEquals: { k: { v: w } } } } } }',
    problems: [
      'ERR_PERMISSIONS: a condition of the inline policy `x` has a value that is not a string at /roles/deploy/permissions/inline/x/Statement/Condition/StringEquals/k (federation.yaml:19:146); expected operator, key and values, such as `StringEquals: { aws:RequestedRegion: eu-west-1 }`',
    ],
  },
  {
    note: 'a name that AWS refuses',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { "a b": { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: AWS refuses the inline policy name `a b` at /roles/deploy/permissions/inline/a b (federation.yaml:19:37); expected 1 to 128 letters, digits or `_+=,.@-`',
    ],
  },
  {
    note: 'an inline policy without statements',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17" } }',
    problems: [
      'ERR_PERMISSIONS: the inline policy `x` has no `Statement` at /roles/deploy/permissions/inline/x (federation.yaml:19:33); expected a policy document',
    ],
  },
  {
    note: 'an inline policy that names a principal',
    from: 'managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: 'inline: { x: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: "*", Action: "*", Resource: "*" } } }',
    problems: [
      'ERR_PERMISSIONS: a statement of the inline policy `x` names a principal at /roles/deploy/permissions/inline/x/Statement/Principal (federation.yaml:19:97); expected no principal: who can assume the role is in `trust`',
    ],
  },
];

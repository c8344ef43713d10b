/** Why a question about all tokens can be undecided, and what decides it. */
export interface Remedy {
  readonly reason: string;
  /** A clause that the answer ends with: an imperative, user text in backticks. */
  readonly give: string;
}

/** Why a policy variable is open. */
export const WHY_VARIABLE = 'a policy variable stands for something else in each token';

/** One row a reason: an undecided answer names what to give. */
export const REMEDIES = {
  no_project: {
    reason: 'it is asked about forks or impostors, and no project is declared',
    give: 'declare the project',
  },
  unknown_component: {
    reason: 'it depends on a component of `sub` that refgate does not know',
    give: 'assume `known-components` if not',
  },
  reused_path: {
    reason: 'it depends on whether a self-managed GitLab gives tokens to a project that took over a path',
    give: 'set `gitlab.reused_paths` in the declaration',
  },
  missing_key: {
    reason: '`ForAnyValue` with `IfExists` meets a missing key, of which AWS documents nothing',
    give: 'write the condition without `IfExists`',
  },
  request_key: {
    reason: 'the policy has a condition on a key that the request fills and no token',
    give: 'remove the condition, or decide one request at a time with `eval`',
  },
  policy_variable: {
    reason: WHY_VARIABLE,
    give: 'write the value in place of the policy variable',
  },
  not_text: {
    reason: 'a numeric, date, or IP operator is used on a claim, and many texts are one number',
    give: 'compare the text with `StringEquals`',
  },
  malformed_condition: {
    reason: 'IAM does not accept the condition',
    give: 'write a condition that IAM accepts',
  },
  principal: {
    reason: 'the principal is of a kind of which AWS documents nothing for OIDC tokens',
    give: 'name the provider in `Principal`',
  },
  budget: {
    reason: 'the search needs more states than it may store',
    give: 'ask about fewer statements at once, or raise `maxNodes`',
  },
} as const satisfies Readonly<Record<string, Remedy>>;

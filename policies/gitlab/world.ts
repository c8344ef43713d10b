/**
 * What refgate assumes about GitLab where its public text leaves a question open, each in this one place.
 * A result that rests on an assumption names it.
 */
export const ASSUMPTIONS = {
  'unknown-rules': {
    text: 'the protection rules of an undeclared project are not known, so any of its refs may be protected or not',
    source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  },
  'merge-request-protection': {
    text: 'since GitLab 18.1 `ref_protected` of a merge request pipeline between protected branches may be "true" or "false"',
    source: 'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
  },
} as const satisfies Record<string, { readonly text: string; readonly source: string }>;

export type AssumptionId = keyof typeof ASSUMPTIONS;

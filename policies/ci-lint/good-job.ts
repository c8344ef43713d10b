/** The good example of rules about a token: the job asks for one, with the declared audience, sends it, and runs where its role lets it in. */
export const GOOD_JOB = `deploy:
  id_tokens:
    AWS_TOKEN: { aud: sts.amazonaws.com }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push" }]
`;

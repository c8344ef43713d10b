import { parseFederation, RefgateError, type Federation } from '../../../policies/index';
import { edited, SELF_MANAGED_FEDERATION, SMALL_FEDERATION } from '../federation/small-federation';

/** @throws when the text is not a declaration */
export function federationOf(text: string, file = 'federation.yaml'): Federation {
  const parsed = parseFederation(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  return parsed.federation;
}

/** Names that YAML, a shell or a regular expression would take for something else. */
export const AWKWARD_BRANCHES = [
  'say-"hi"',
  "it's",
  'a.b+c(d)|e',
  '$HOME',
  'release/${aws}',
  'x#y',
  'päß',
  'a-b_c',
  'both-\'and"',
  'yes',
];

export const AWKWARD_FEDERATION = edited(
  edited(
    edited(SMALL_FEDERATION, 'branches: ["*"]', `branches: ${JSON.stringify(AWKWARD_BRANCHES)}`),
    'audience: sts.amazonaws.com',
    `audience: "https://aws.example.com/#a:b'"`,
  ),
  'variables: [{ key: AWS_ROLE_ARN, environment: production }]',
  `name: "a,b=c+d@e"
    path: "/it's$5{x}/"
    description: "line one\\nline two: # not a comment"
    variables: [{ key: ARN_OF_DEPLOY, environment: "on" }]`,
);

export { SELF_MANAGED_FEDERATION, SMALL_FEDERATION };

import { asksOfValues } from '../asks-prover';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { anyUnprotectedRef } from '../token-kinds';

const HOUR = 3600;

export const longSessionOnMergeRequest = asksOfValues({
  id: 'long-session-on-merge-request',
  severity: 'warning',
  title: 'a merge request pipeline may hold the role for more than an hour',
  rationale:
    'The life of the token does not cap the session: a token with one minute left buys a session as long as the role allows. A pipeline that runs unreviewed code can carry the credentials away and use them until then.',
  bad: onGitlabCom(
    {
      StringEquals: PINS,
      StringLike: { 'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:*' },
    },
    { maxSessionSeconds: 43_200 },
  ),
  good: { ...STRICT_EXAMPLE, known: { maxSessionSeconds: 43_200 } },
  fix: 'set `MaxSessionDuration` to 3600, and give long jobs a role that only protected refs can assume',
  sources: [SOURCES.awsSession, SOURCES.recordedTokens],
  firstOnly: true,
  question: ({ input: { maxSessionSeconds = HOUR }, listed }) =>
    maxSessionSeconds <= HOUR
      ? undefined
      : { ...anyUnprotectedRef(listed), sources: ['merge_request_event'] },
  says: ({ input }) =>
    `a merge request pipeline may hold the role for ${input.maxSessionSeconds ?? HOUR} seconds`,
});

import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overAdmittingStatements } from '../walk';
import { letsIn } from '../witness';
import { witnessSubject } from '../witness-subject';

const HOUR = 3600;

export const longSessionOnMergeRequest = defineCheck({
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
  look: (subject) => {
    const { maxSessionSeconds = HOUR } = subject;
    if (maxSessionSeconds <= HOUR) return [];
    return overAdmittingStatements(subject, (pattern, view) => {
      const sub = witnessSubject(pattern, { ref: 'feature/unreviewed' });
      const source = 'merge_request_event';
      if (!letsIn(subject, view, { sub, who: 'insider', source, refProtected: 'false' })) return undefined;
      return `a merge request pipeline may hold the role for ${maxSessionSeconds} seconds`;
    });
  },
});

import { defineCheck } from '../check';
import { onGitlabCom, MAIN } from '../example';
import { SOURCES } from '../sources';

const PATH_ONLY = onGitlabCom({
  StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN },
});

/** Found while the catalog runs: no single policy shows it. */
export const suppressionWithoutReason = defineCheck({
  id: 'suppression-without-reason',
  severity: 'error',
  title: 'a suppression gives no reason',
  rationale:
    'Whoever reads the suppression next year must be able to judge whether it still holds. Without a reason of at least ten characters it takes no effect.',
  bad: { ...PATH_ONLY, suppressions: [{ check: 'impostor-admitted', reason: 'ok' }] },
  good: {
    ...PATH_ONLY,
    suppressions: [{ check: 'impostor-admitted', reason: 'the path has been ours since 2015' }],
  },
  fix: 'say why the finding is acceptable, in at least ten characters',
  sources: [SOURCES.awsPractice],
  run: () => [],
});

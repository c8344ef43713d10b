import { defineCheck } from '../check';
import { onGitlabCom, MAIN, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';

/** Found while the catalog runs: no single policy shows it. */
export const unusedSuppression = defineCheck({
  id: 'unused-suppression',
  severity: 'warning',
  title: 'a suppression suppresses nothing',
  rationale:
    'A suppression that is no longer needed waits for the next mistake of its kind and hides it. One that is misspelt never did anything. Both are found here.',
  bad: {
    ...STRICT_EXAMPLE,
    suppressions: [{ check: 'impostor-admitted', reason: 'the path has been ours since 2015' }],
  },
  good: {
    ...onGitlabCom({ StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN } }),
    suppressions: [{ check: 'impostor-admitted', reason: 'the path has been ours since 2015' }],
  },
  fix: 'remove the suppression, or correct the names of check and role',
  sources: [SOURCES.awsPractice],
  run: () => [],
});

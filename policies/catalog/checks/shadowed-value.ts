import { quote } from '../../errors';
import { defineCheck } from '../check';
import { comparesText, hasWildcard, patterns } from '../conditions';
import { covers } from '../cover';
import { onGitlabCom, STRICT } from '../example';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

const REF = 'project_path:acme/platform/api:ref_type:branch:ref:';

export const shadowedValue = defineCheck({
  id: 'shadowed-value',
  severity: 'note',
  title: 'a value adds nothing to a wider one beside it',
  rationale:
    'The wider pattern of the list covers it already. It reads as if it mattered: whoever removes it believes that the ref can no longer get in.',
  bad: onGitlabCom({
    StringEquals: STRICT,
    StringLike: { 'gitlab.com:sub': [`${REF}release/*`, `${REF}release/1.2`] },
  }),
  good: onGitlabCom({
    StringEquals: STRICT,
    StringLike: { 'gitlab.com:sub': [`${REF}hotfix-*`, `${REF}release/*`] },
  }),
  fix: 'remove the narrower value, or the wider one if it is a mistake',
  sources: [SOURCES.awsLint],
  look: (subject) =>
    overConditions(subject, (condition) => {
      if (!comparesText(condition)) return undefined;
      const all = patterns(condition, subject.policy.version);
      for (const [index, narrow] of all.entries()) {
        const by = all.findIndex(
          (wide, other) =>
            hasWildcard(wide) && condition.values[other] !== condition.values[index] && covers(wide, narrow),
        );
        if (by < 0 || (by > index && covers(narrow, all[by] ?? []))) continue;
        return `${quote(condition.values[index] as string)} adds nothing to ${quote(condition.values[by] as string)}`;
      }
      return undefined;
    }),
});

import { listed, setAt } from '../mend';
import { quote } from '../../errors';
import { claimRow } from '../../gitlab/index';
import { closest, compileGlob, type Condition } from '../../trust/index';
import { defineCheck } from '../check';
import { ignoresCase, isNegated, isPositive, patterns } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overValues } from '../walk';

export const impossibleClaimValue = defineCheck({
  id: 'impossible-claim-value',
  severity: 'error',
  title: 'a value is none that the claim ever has',
  rationale:
    '`ref_protected` is `true` or `false`, `pipeline_source` one of a short list, ids are digits. A value beside them matches no token: the source of a merge request pipeline, for example, is `merge_request_event`, not `merge_request`.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:pipeline_source': 'merge_request', 'gitlab.com:sub': MAIN },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use a value that the claim can have',
  sources: [SOURCES.gitlabSources, SOURCES.gitlabToken],
  run: (input) =>
    overValues(input, (value, condition, { issuers }) => {
      const { kind, name } = keyMeaning(condition.key, issuers);
      if (kind !== 'claim' || !(isPositive(condition) || isNegated(condition)) || value === '')
        return undefined;
      const values = claimRow(name)?.values;
      const possible = values?.kind === 'words' ? values.words : undefined;
      const fits = matcher(value, condition, input.policy.version);
      if (name === 'user_access_level' && /[A-Z]/.test(value)) {
        return `${quote(condition.key)} is lower case in the token, ${quote(value)} is not`;
      }
      if (possible === undefined) {
        return values?.kind === 'id' && !/^[\d*?$]/.test(value)
          ? `${quote(value)} is not an id: ${quote(condition.key)} is a number`
          : undefined;
      }
      if (possible.some(fits)) return undefined;
      const near = closest(value, possible);
      const message = `${quote(condition.key)} is never ${quote(value)}`;
      return near === undefined
        ? { message, fix: `use ${possible.map(quote).join(', ')}` }
        : {
            message,
            fix: `did you mean ${quote(near)}?`,
            changes: [
              setAt(condition.pointer, listed(condition.values.map((one) => (one === value ? near : one)))),
            ],
          };
    }),
});

function matcher(
  value: string,
  condition: Condition,
  version: '2012-10-17' | '2008-10-17',
): (text: string) => boolean {
  const [tokens = []] = patterns({ ...condition, values: [value] }, version);
  if (tokens.some(({ kind }) => kind === 'variable' || kind === 'malformed')) return () => true;
  const fold = ignoresCase(condition);
  const test = compileGlob(
    fold
      ? tokens.map((token) =>
          token.kind === 'literal' ? { ...token, text: token.text.toLowerCase() } : token,
        )
      : tokens,
  );
  return test;
}

import { quote } from '../../errors';
import { operator } from '../../trust/index';
import { defineCheck } from '../check';
import { underOperator } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const boolOnRefProtected = defineCheck({
  id: 'bool-on-ref-protected',
  severity: 'warning',
  title: '`Bool` is used on `ref_protected`, which is a string',
  rationale:
    '`ref_protected` arrives as the text `"true"` or `"false"`, and AWS lists the key as a String. What a Bool makes of it is not documented, and whatever is not exactly `true` counts as false.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
    Bool: { 'gitlab.com:ref_protected': 'true' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use StringEquals with `"true"`',
  sources: [SOURCES.awsStsKeys, SOURCES.gitlabAws],
  mend: (match) => {
    const written =
      match.statement?.conditions.find(({ pointer }) => pointer === match.pointer)?.values ?? [];
    const isExact = written.every((value) => value === 'true' || value === 'false');
    return isExact ? underOperator(match, () => 'StringEquals') : undefined;
  },
  run: (input) =>
    overConditions(input, ({ key, form }, { issuers }) => {
      const { kind, name } = keyMeaning(key, issuers);
      const isBool =
        form !== undefined &&
        operator(form.base).language.kind === 'truth' &&
        kind === 'claim' &&
        name === 'ref_protected';
      return isBool ? `${quote(key)} is a string, not a boolean` : undefined;
    }),
});

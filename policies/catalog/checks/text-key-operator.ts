import { plainly } from '../mend';
import { quote } from '../../errors';
import { operator } from '../../trust/index';
import { defineCheck } from '../check';
import { comparesText, isPresence } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const textKeyOperator = defineCheck({
  id: 'text-key-operator',
  severity: 'error',
  about: 'every_issuer',
  title: 'a claim is compared as something else than text',
  rationale:
    'Every claim of an ID token arrives as text, the ids included. A Numeric, Date, Bool, Binary, IP or ARN operator compares something else: an ARN operator never matches a `sub`, and the negated ones hold for whatever they cannot read. IAM counts none of them as a demand on `sub`.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'] },
    ArnLike: { 'gitlab.com:sub': MAIN },
    NumericEquals: { 'gitlab.com:project_id': '101' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use StringEquals, or StringLike for a pattern',
  sources: [SOURCES.awsStsKeys, SOURCES.awsOperators],
  mend: (match) => plainly(match, /^(?:Arn(?:Equals|Like)|NumericEquals)/),
  run: (input) =>
    overConditions(input, (condition, { issuers }) => {
      const { kind, name } = keyMeaning(condition.key, issuers);
      if (kind !== 'claim' || condition.form === undefined) return undefined;
      const { base } = condition.form;
      if (
        comparesText(condition) ||
        isPresence(condition) ||
        (operator(base).language.kind === 'truth' && name === 'ref_protected')
      ) {
        return undefined;
      }
      return `${quote(condition.key)} is a string, and ${quote(condition.operator)} compares something else`;
    }),
});

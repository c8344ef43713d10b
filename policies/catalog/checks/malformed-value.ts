import { operator } from '../../trust/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { onGitlabCom, PINS, STRICT, MAIN } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

export const malformedValue = defineCheck({
  id: 'malformed-value',
  severity: 'error',
  about: 'every_issuer',
  title: 'a value is none that its operator can read',
  rationale:
    'A Bool wants `true` or `false`, a Date an ISO 8601 text or epoch seconds, a Numeric a number, an IpAddress a network. IAM refuses most else when the policy is written; it stores a Bool of `yes`, which then means false.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN },
    DateLessThan: { 'aws:CurrentTime': 'next friday' },
  }),
  good: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN },
    DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
  }),
  fix: 'write a value of the kind that the operator compares, or use another operator',
  sources: [SOURCES.awsOperators],
  run: (input) =>
    views(input).flatMap(({ statement }) =>
      statement.conditions.flatMap(({ form, values, key, pointer }) => {
        const row = form === undefined ? undefined : operator(form.base);
        // Texts are read in another way, and have checks of their own.
        if (row === undefined || row.language.kind === 'text') return [];
        const odd =
          row.language.kind === 'truth' ? values.find((value) => !/^(true|false)$/i.test(value)) : undefined;
        if (odd !== undefined)
          return { message: `${quote(odd)} of ${quote(key)} reads as \`false\``, pointer, statement };
        const compiled = row.compile(values, { wildcards: row.wildcards, variables: row.variables });
        if (compiled.ok) return [];
        return {
          message: `the value of ${quote(key)} cannot be read: ${compiled.reason}`,
          pointer,
          statement,
        };
      }),
    ),
});

import { quote } from '../../errors';
import { defineCheck } from '../check';
import { removeAt, setAt } from '../mend';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { overConditions } from '../walk';

export const duplicateKeyByCase = defineCheck({
  id: 'duplicate-key-by-case',
  severity: 'error',
  about: 'every_issuer',
  title: 'one key appears twice under one operator, in different case',
  rationale:
    'The case of a key name does not count, so `gitlab.com:sub` and `GITLAB.COM:SUB` are one key with two lists. Access Analyzer calls it an error; whoever reads the policy sees only one of them.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:sub': MAIN, 'GITLAB.COM:SUB': MAIN.replace('main', 'release') },
  }),
  good: STRICT_EXAMPLE,
  fix: 'put all values into one list',
  sources: [SOURCES.awsLint],
  mend: ({ pointer, statement }) => {
    const { conditions = [] } = statement ?? {};
    const twin = conditions.find((condition) => condition.pointer === pointer);
    const first = conditions.find(
      ({ operator, key }) => operator === twin?.operator && key.toLowerCase() === twin.key.toLowerCase(),
    );
    if (twin === undefined || first === undefined) return undefined;
    return [removeAt(pointer), setAt(first.pointer, [...new Set([...first.values, ...twin.values])])];
  },
  run: (input) =>
    overConditions(input, (condition, { statement }) => {
      const first = statement.conditions.find(
        ({ operator, key }) =>
          operator === condition.operator && key.toLowerCase() === condition.key.toLowerCase(),
      );
      if (first === undefined || first === condition) return undefined;
      return `${quote(condition.key)} is the same key as ${quote(first.key)}`;
    }),
});

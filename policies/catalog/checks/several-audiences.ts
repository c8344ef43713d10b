import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

export const severalAudiences = defineCheck({
  id: 'several-audiences',
  severity: 'warning',
  about: 'every_issuer',
  title: 'a statement accepts several audiences',
  rationale:
    'The audience says what a token was minted for. A second one means that a token made for another service opens the role, too. And a job cannot send both: STS refuses a token with two audiences before it reads the policy.',
  bad: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:aud': ['https://vault.example.com', 'sts.amazonaws.com'],
      'gitlab.com:sub': MAIN,
    },
  }),
  good: STRICT_EXAMPLE,
  fix: 'keep one audience, which no other service shares',
  sources: [SOURCES.gitlabAws, SOURCES.recordedTokens],
  run: (input) =>
    overGuards(input, ({ key, values }, { issuers }) => {
      const { kind, name } = keyMeaning(key, issuers);
      const distinct = [...new Set(values)];
      if (kind !== 'claim' || name !== 'aud' || distinct.length < 2) return undefined;
      return `${quote(key)} may be ${distinct.map(quote).join(' or ')}: one is enough`;
    }),
});

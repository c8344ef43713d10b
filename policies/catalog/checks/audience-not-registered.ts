import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, issuerHost } from '../../context/index';
import { compileGlob } from '../../trust/index';
import { defineCheck } from '../check';
import { patterns } from '../conditions';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

const REGISTERED = { providers: [{ issuer: GITLAB_COM_ISSUER, clientIds: ['sts.amazonaws.com'] }] };

export const audienceNotRegistered = defineCheck({
  id: 'audience-not-registered',
  severity: 'error',
  about: 'every_issuer',
  title: 'an audience is demanded that is not a client id of the provider',
  rationale:
    'The audience of a token must be a client id of the provider *and* match the policy. A token with an audience that only the policy knows is refused before the policy is read, with another error (`InvalidIdentityToken`).',
  bad: onGitlabCom(
    { StringEquals: { ...PINS, 'gitlab.com:aud': GITLAB_COM_ISSUER, 'gitlab.com:sub': MAIN } },
    REGISTERED,
  ),
  good: { ...STRICT_EXAMPLE, known: REGISTERED },
  fix: 'use one audience for the provider, the policy and the job',
  sources: [SOURCES.awsProvider, SOURCES.recordedTokens],
  run: (input) =>
    overGuards(input, (condition, { issuers }) => {
      const { kind, name, prefix } = keyMeaning(condition.key, issuers);
      const registered = input.providers?.find(
        ({ issuer }) => issuerHost(issuer).toLowerCase() === prefix.toLowerCase(),
      )?.clientIds;
      if (kind !== 'claim' || name !== 'aud' || registered === undefined) return undefined;
      const unknown = patterns(condition, input.policy.version).flatMap((tokens, index) => {
        const isRegistered = registered.some((id) => compileGlob(tokens)(id));
        return isRegistered ? [] : [quote(condition.values[index] as string)];
      });
      if (unknown.length === 0) return undefined;
      const known = registered.length === 0 ? 'it has none' : `it has ${registered.map(quote).join(', ')}`;
      return `${unknown.join(', ')} is not a client id of the provider: ${known}`;
    }),
});

import { GITLAB_COM_ISSUER } from '../../context/index';
import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { overGuards } from '../walk';

export const sharedAudience = defineCheck({
  id: 'shared-audience',
  severity: 'note',
  title: 'the audience is the GitLab itself',
  rationale:
    'An audience names the service that the token is *for*. The address of the GitLab instance is in many examples and works, but every other service that copied the example accepts the same token: whoever runs one of them can pass it on to AWS.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:aud': GITLAB_COM_ISSUER, 'gitlab.com:sub': MAIN },
  }),
  good: STRICT_EXAMPLE,
  fix: 'use `sts.amazonaws.com` at the provider, in the policy and in `id_tokens`',
  sources: [SOURCES.gitlabAws],
  run: (input) =>
    overGuards(input, ({ key, values }, { issuers }) => {
      const { kind, name } = keyMeaning(key, issuers);
      const own = issuers.map((host) => `https://${host}`);
      const shared = values.find((value) => own.includes(value.replace(/\/$/, '')));
      return kind === 'claim' && name === 'aud' && shared !== undefined
        ? `${quote(shared)} is the issuer, not the service that the token is for`
        : undefined;
    }),
});

import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isFirm, on } from '../conditions';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { listedValues } from '../listed';
import { admitting, isThrough } from '../prover';
import { SOURCES } from '../sources';
import { anyPath, both, namesake } from '../token-kinds';

const MUTABLE = ['user_login', 'user_email'];

export const mutableUserOnly = defineCheck({
  id: 'mutable-user-only',
  severity: 'error',
  title: 'only a user name, an e-mail address or an access level says who can assume the role',
  rationale:
    'Users change their name and address, and somebody else can take the old one. The token also does not say that the user wants *this*: it is minted for any pipeline that runs under that name, in any project, such as one that the user was led to retry. And everybody is owner in a project of their own.',
  bad: onGitlabCom({
    StringEquals: { 'gitlab.com:aud': PINS['gitlab.com:aud'], 'gitlab.com:user_login': 'alice' },
  }),
  good: STRICT_EXAMPLE,
  fix: 'demand `sub` and the ids of the project; for a person use `user_id` beside them',
  sources: [SOURCES.gitlabToken, SOURCES.gitlabAws],
  run: (input) =>
    admitting(input)
      .filter((view) => {
        const listed = listedValues(input, view.issuers);
        return isThrough(input, { view }, both(namesake(listed), anyPath(listed)));
      })
      .flatMap((view) =>
        [...MUTABLE, 'user_access_level']
          .flatMap((claim) => on(view, claim))
          .filter(isFirm)
          .map(({ key, pointer }) => ({
            message: `${quote(key)} alone says who can assume the role: ${key.endsWith('level') ? 'everybody has a level in a project of his own' : 'it can change hands'}`,
            pointer,
            statement: view.statement,
          })),
      ),
});

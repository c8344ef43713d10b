import { GITLAB_COM_HOST } from '../../context/index';
import { quote } from '../../errors';
import { asksOfValues } from '../asks-prover';
import { EXAMPLE_PROJECT, MAIN, onGitlabCom, STRICT_EXAMPLE } from '../example';
import { demandDeclaredIds } from '../mend';
import { SOURCES } from '../sources';
import { stranger } from '../token-kinds';

export const impostorAdmitted = asksOfValues({
  id: 'impostor-admitted',
  severity: 'warning',
  title: 'a project on gitlab.com is named by its path, without an id',
  rationale:
    'A path on gitlab.com is not an identity. When a group or a project is deleted or renamed, somebody else may take the path and mint tokens with the very same `sub`. Only `project_id` and `namespace_id` tell them apart. GitLab.com refuses tokens to projects on a reused path by now, but that is a guard on the other side of the trust.',
  bad: onGitlabCom(
    { StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN } },
    { projects: [EXAMPLE_PROJECT] },
  ),
  good: STRICT_EXAMPLE,
  fix: 'demand `gitlab.com:project_id` and `gitlab.com:namespace_id` with StringEquals',
  sources: [SOURCES.gitlabAws, SOURCES.gitlabBurned],
  mend: demandDeclaredIds,
  firstOnly: true,
  question: ({ view, listed }) => (view.issuers.includes(GITLAB_COM_HOST) ? stranger(listed) : undefined),
  says: ({ pattern }) => `${quote(pattern.text)} admits whoever takes the path later: no id is demanded`,
});

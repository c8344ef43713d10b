/** The host of GitLab.com: what its provider is called and its condition keys begin with. */
export const GITLAB_COM_HOST = 'gitlab.com';

/** The one issuer for which AWS fills more keys than `sub` and `aud`. */
export const GITLAB_COM_ISSUER = `https://${GITLAB_COM_HOST}`;

/** Whether the issuer is GitLab.com: only then do `project_id`, `ref_protected` and their kin exist as condition keys. */
export function isGitlabCom(issuer: string): boolean {
  return issuer === GITLAB_COM_ISSUER;
}

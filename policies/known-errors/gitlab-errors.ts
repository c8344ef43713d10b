import type { KnownError } from './known-error';

/**
 * What GitLab says.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#troubleshooting
 */
export const GITLAB_ERRORS: readonly KnownError[] = [
  {
    section:
      "ID token issuance is disabled in CI because this project's path was previously used by a different project",
    texts: ['id_token_burned_project_path', 'ID token issuance is disabled'],
    from: 'GitLab',
    cause:
      'The path of the project belonged to another project before: gitlab.com mints no token that names it.',
    next: ['put `project_id` first in `sub_claim` of the project'],
  },
  {
    section: '403 Forbidden',
    texts: ['403 Forbidden'],
    from: 'GitLab',
    cause:
      'Not from STS, whose refusals have a code: the state or the registry of GitLab, a proxy, or the answer of an AWS service to a role without the permission.',
    next: ['give the lines before it: which tool asked which host'],
  },
  {
    section: '401: unauthorized',
    texts: ['401: unauthorized', '400: missing token'],
    from: 'GitLab',
    cause: 'The job sent no ID token, or the receiver does not accept it.',
    next: ['is `id_tokens` in this job? `refgate ci --lint .gitlab-ci.yml`'],
  },
];

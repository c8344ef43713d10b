import { GITLAB_COM_ISSUER } from '../../context/index';
import { z } from 'zod';
import { parseVersion, REUSED_PATHS } from '../../gitlab/index';
import { quote } from '../../errors';
import type { Fault } from '../../limits/index';
import { LIMITS, WEB_ADDRESS_PATTERN } from '../../limits/index';
import { flag, text, word } from './leaf';

export const gitlabSchema = z
  .strictObject({
    url: text({
      description: 'Web address of the GitLab instance: https, without a trailing slash.',
      examples: [GITLAB_COM_ISSUER],
      pattern: WEB_ADDRESS_PATTERN,
    }),
    issuer: text(
      {
        description:
          "The `iss` of the instance's tokens, when it is not the address: an instance that AWS cannot reach publishes its keys elsewhere (`ci_id_tokens_issuer_url`, GitLab 18.1).",
        examples: ['https://oidc.example.com'],
        pattern: WEB_ADDRESS_PATTERN,
      },
      LIMITS.issuer,
    ).optional(),
    audience: text(
      {
        description:
          'The audience: registered at the OIDC provider, demanded by every role, and asked for by every job under `id_tokens: … aud:`. An account or a role may have one of its own.',
        examples: ['sts.amazonaws.com'],
      },
      LIMITS.audience,
    ),
    version: text(
      {
        description:
          'Release of the instance, in quotes. Absent = the newest that refgate knows. Decides which `sub_claim` components exist.',
        examples: ['18.9'],
        pattern: '^[0-9]{1,3}\\.[0-9]{1,3}(\\.[0-9]{1,4})?$',
      },
      versionFault,
    ).optional(),
    reused_paths: word(REUSED_PATHS, {
      description:
        'What an instance of your own does when a project on a path that another project had asks for an ID token. `refused`: its setting `block_jwt_for_reclaimed_paths` (GitLab 19.1) is on, or no user can take over a path. Absent = not known, so a proof that rests on it is undecided. Not for gitlab.com, which refuses.',
      examples: ['refused'],
    }).optional(),
    guards: flag({
      description:
        'Whether every plan reads the projects and stops when an id, a namespace, a protection rule or the `sub` components are no longer what was proved. Plans then need GITLAB_TOKEN, with the Maintainer role in each project.',
      default: false,
    }).optional(),
  })
  .meta({ description: 'The GitLab that mints the tokens.' });

function versionFault(version: string): Fault | undefined {
  return parseVersion(version) === undefined
    ? {
        code: 'ERR_SCHEMA',
        message: `${quote(version)} is not a GitLab release`,
        expected: 'major and minor in quotes, such as `"18.9"`',
      }
    : undefined;
}

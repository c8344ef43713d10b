import { GITLAB_COM_ISSUER } from '../../context/index';
import { defineCheck } from '../check';
import { conditionPointer, isPositive, on } from '../conditions';
import { MAIN, onGitlabCom, STRICT_EXAMPLE } from '../example';
import { listedValues, unlisted } from '../listed';
import { admitting, isThrough } from '../prover';
import { hasSoleAudience } from '../issuer-hosts';
import { demandSoleAudience } from '../mend';
import { SOURCES } from '../sources';

const REGISTERED = { providers: [{ issuer: GITLAB_COM_ISSUER, clientIds: ['sts.amazonaws.com'] }] };

export const missingAud = defineCheck({
  id: 'missing-aud',
  severity: 'warning',
  about: 'every_issuer',
  title: 'an Allow statement does not demand an `aud`',
  rationale:
    'Without an `aud` condition the only guard is the list of client ids at the provider. Whoever adds a client id there, for another role or another tool, opens this role to tokens that were minted for something else.',
  bad: onGitlabCom(
    {
      StringEquals: {
        'gitlab.com:namespace_id': '12',
        'gitlab.com:project_id': '101',
        'gitlab.com:sub': MAIN,
      },
    },
    REGISTERED,
  ),
  good: STRICT_EXAMPLE,
  fix: 'demand `<issuer>:aud` with StringEquals and the one audience that the job asks for',
  sources: [SOURCES.gitlabAws, SOURCES.awsKeys],
  mend: demandSoleAudience,
  run: (input) =>
    admitting(input)
      .filter(
        (view) =>
          view.statement.conditions.length > 0 &&
          !view.issuers.every((host) => hasSoleAudience(host, input)) &&
          !on(view, 'aud').some(isPositive) &&
          isThrough(input, { view }, unlisted(listedValues(input, view.issuers), 'aud')),
      )
      .map((view) => ({
        message: 'the statement does not demand an `aud`: every registered audience will do',
        pointer: conditionPointer(view),
        statement: view.statement,
      })),
});

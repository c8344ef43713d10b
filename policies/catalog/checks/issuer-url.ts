import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, issuerHost, issuerProblem } from '../../context/index';
import { defineCheck, type Match } from '../check';
import { STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { views } from '../statements';

export const issuerUrl = defineCheck({
  id: 'issuer-url',
  severity: 'error',
  about: 'every_issuer',
  title: 'the issuer is not a URL that AWS can trust',
  rationale:
    'An issuer is an `https` URL without query, fragment, credentials, port or trailing slash. AWS refuses some of the others and stores the rest as providers that no token ever matches.',
  bad: { ...STRICT_EXAMPLE, known: { providers: [{ issuer: 'http://gitlab.com' }] } },
  good: { ...STRICT_EXAMPLE, known: { providers: [{ issuer: GITLAB_COM_ISSUER }] } },
  fix: 'register the address that is in the `iss` claim; publish it under https on port 443 if it does not',
  sources: [SOURCES.awsCreateProvider, SOURCES.recordings],
  run: (input) =>
    (input.providers ?? []).flatMap(({ issuer }): readonly Match[] => {
      const problem = issuerProblem(issuer);
      if (problem === undefined) return [];
      const host = issuerHost(issuer.replace(/^http:/i, 'https:'));
      const view = views(input).find(({ hosts }) => hosts.includes(host));
      const fix = problem.fix ?? `use ${quote(GITLAB_COM_ISSUER)}`;
      if (view === undefined) return [{ message: problem.message, pointer: '', fix }];
      return [
        { message: problem.message, pointer: `${view.pointer}/Principal`, statement: view.statement, fix },
      ];
    }),
});

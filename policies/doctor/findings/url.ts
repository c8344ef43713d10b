import { issuerProblem } from '../../context/index';
import { documented, inferred, type FindingDefinition } from '../finding';
import { ISSUER_SOURCES } from '../sources';

/** The issuer URL itself. */
export const URL_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'issuer-url',
    severity: 'error',
    title: 'the issuer is not a URL that AWS registers and reaches',
    needs: ['issuer'],
    causes: [documented('check_configuration'), inferred('no_provider')],
    fix: 'publish the instance under https on port 443, and register that address exactly',
    sources: [ISSUER_SOURCES.awsCreate, ISSUER_SOURCES.awsFederation],
    run: ({ issuer }) => {
      const problem = issuer.seen ? issuerProblem(issuer.value) : undefined;
      if (problem === undefined) return [];
      return [{ message: problem.message, fix: problem.fix }];
    },
  },
];

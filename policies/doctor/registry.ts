import type { FindingDefinition } from './finding';
import { ANSWER_FINDINGS } from './findings/answers';
import { CERTIFICATE_FINDINGS } from './findings/certificates';
import { DISCOVERY_FINDINGS } from './findings/discovery';
import { HOST_FINDINGS } from './findings/hosts';
import { KEY_FINDINGS } from './findings/keys';
import { PROVIDER_FINDINGS } from './findings/provider';
import { TOKEN_FINDINGS } from './findings/token';
import { URL_FINDINGS } from './findings/url';

/** Everything that is looked for, in the order in which AWS meets it. */
export const ISSUER_FINDINGS: readonly FindingDefinition[] = [
  ...URL_FINDINGS,
  ...HOST_FINDINGS,
  ...CERTIFICATE_FINDINGS,
  ...ANSWER_FINDINGS,
  ...DISCOVERY_FINDINGS,
  ...KEY_FINDINGS,
  ...PROVIDER_FINDINGS,
  ...TOKEN_FINDINGS,
];

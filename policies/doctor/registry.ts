import type { FindingDefinition } from './finding';
import { DISCOVERY_FINDINGS } from './findings/discovery';
import { KEY_FINDINGS } from './findings/keys';
import { PROVIDER_FINDINGS } from './findings/provider';
import { TOKEN_FINDINGS } from './findings/token';
import { URL_FINDINGS } from './findings/url';

/** Everything that is looked for, in the order in which AWS meets it. */
export const ISSUER_FINDINGS: readonly FindingDefinition[] = [
  ...URL_FINDINGS,
  ...DISCOVERY_FINDINGS,
  ...KEY_FINDINGS,
  ...PROVIDER_FINDINGS,
  ...TOKEN_FINDINGS,
];

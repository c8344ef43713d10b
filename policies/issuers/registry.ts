import { bitbucket } from './bitbucket';
import { buildkite } from './buildkite';
import { circleci } from './circleci';
import { eks } from './eks';
import { githubActions } from './github-actions';
import { gitlab } from './gitlab';
import { hcpTerraform } from './hcp-terraform';
import type { Issuer } from './issuer';

/** Every issuer that refgate knows. A new one is a file beside this and a line here; every list elsewhere is made of these. */
export const ISSUERS: readonly Issuer[] = [
  gitlab,
  githubActions,
  hcpTerraform,
  circleci,
  bitbucket,
  buildkite,
  eks,
];

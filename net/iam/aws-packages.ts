import type * as Iam from '@aws-sdk/client-iam';
import type * as Sts from '@aws-sdk/client-sts';
import { devDependencies } from '../../package.json';
import { RefgateError } from '../../policies/index';

/** The clients of AWS: optional peers of the package. */
export interface AwsPackages {
  readonly iam: typeof Iam;
  readonly sts: typeof Sts;
}

const NAMES = ['@aws-sdk/client-iam', '@aws-sdk/client-sts'] as const;

/**
 * Loads the clients of AWS. Whoever only reads files has not installed them.
 * @throws {RefgateError} `ERR_MISSING_PACKAGE`, with the command that installs them
 */
export async function awsPackages(): Promise<AwsPackages> {
  try {
    const [iam, sts] = await Promise.all([import('@aws-sdk/client-iam'), import('@aws-sdk/client-sts')]);
    return { iam, sts };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new RefgateError({
      code: 'ERR_MISSING_PACKAGE',
      message: `to read AWS accounts itself, refgate needs ${NAMES.map((name) => `\`${name}\``).join(' and ')}; to read files it does not`,
      fix: `run \`npm install --save-dev ${NAMES.map((name) => `${name}@${devDependencies[name]}`).join(' ')}\`, or give the output of \`aws iam get-account-authorization-details\` with \`--account-dump\``,
    });
  }
}

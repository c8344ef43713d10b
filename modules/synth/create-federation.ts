import type { App } from 'cdktf';
import type { Federation, Problem } from '../../policies/index';
import { quote, RefgateError } from '../../policies/index';
import type { AccountOptions } from '../constructs/account-options';
import { declaredOptions } from '../constructs/declared-options';
import { clashProblems, referenceTextProblems } from './federation-rules';
import { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import type { TrustValidationProps } from './trust-validation';
import { TrustValidation } from './trust-validation';

/** How the stacks of a federation are judged, and what the caller says of the accounts. */
export interface FederationOptions {
  /**
   * What judges each stack when it is validated, before it is written.
   * @default nothing is judged
   */
  readonly validation?: TrustValidationProps;
  /** By account key: goes before what the declaration says of the account. @default what is declared */
  readonly accounts?: Readonly<Record<string, AccountOptions>>;
}

/**
 * Adds a stack to the app for every AWS account of a federation, in the order of the file; its id is the account's key.
 * @throws RefgateError with the problems of all accounts together
 */
export function createFederation(
  app: App,
  federation: Federation,
  options: FederationOptions = {},
): readonly GitlabAwsFederation[] {
  const problems = [
    ...referenceTextProblems(federation),
    ...clashProblems(federation),
    ...protectClashes(federation, options),
  ];
  const stacks: GitlabAwsFederation[] = [];
  for (const account of federation.accounts.keys()) {
    try {
      stacks.push(
        new GitlabAwsFederation(app, account, { federation, account, options: options.accounts?.[account] }),
      );
    } catch (error) {
      if (!(error instanceof RefgateError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new RefgateError(problems);
  const { validation } = options;
  if (validation !== undefined) for (const stack of stacks) TrustValidation.addTo(stack, validation);
  return stacks;
}

/** Two resources for one rule would undo each other: the rules of a project belong to one stack. */
function protectClashes(federation: Federation, { accounts = {} }: FederationOptions): readonly Problem[] {
  const owners = new Map<string, string>();
  return [...federation.accounts.keys()].flatMap((account) =>
    (declaredOptions(federation, account, accounts[account]).protect ?? []).flatMap(
      (project): readonly Problem[] => {
        const other = owners.get(project);
        owners.set(project, other ?? account);
        if (other === undefined) return [];
        return [
          {
            code: 'ERR_PROJECT',
            message: `the rules of project ${quote(project)} are kept twice`,
            got: other === account ? quote(account) : `${quote(other)} and ${quote(account)}`,
            expected: 'one stack that writes them',
            fix: 'remove one',
          },
        ];
      },
    ),
  );
}

import { compileRole, type ChainRole, type PolicyDocuments } from './chain-role';
import { decideCall } from './may-assume';

/** A call of `sts:AssumeRole` by a session of a role. */
interface AssumeCall {
  readonly caller: ChainRole;
  /** The name of the session that calls. */
  readonly callerSession: string;
  readonly target: ChainRole;
  /** The name of the session that is asked for. */
  readonly sessionName: string;
  readonly externalId?: string;
}

/**
 * What STS would answer to one call: the trust policy of the one role and the permissions of the other.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeCall(
  { caller, callerSession, target, sessionName, externalId }: AssumeCall,
  documents: PolicyDocuments = new Map(),
): ReturnType<typeof decideCall> {
  const choice = new Map([
    ['sts:rolesessionname', sessionName],
    ['sts:externalid', externalId],
  ]);
  const compiled = { ...compileRole(caller, documents), sessionName: callerSession };
  return decideCall(compiled, compileRole(target, documents), choice);
}

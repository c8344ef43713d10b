import { formatArn, iamArn } from '../arn';
import { roleId, type FreshSecrets, type StsSession } from './session';
import type { ServedRole } from './served-roles';

/** A session and the secrets that only the caller gets. */
export interface IssuedSession {
  readonly session: StsSession;
  readonly secretAccessKey: string;
}

interface Wanted {
  readonly role: ServedRole;
  readonly sessionName: string;
  readonly seconds: number;
  readonly sourceIdentity?: string;
}

/** Hands out a session of a role. */
export function newSession(
  { role, sessionName, seconds, sourceIdentity }: Wanted,
  { now, secrets }: { readonly now: number; readonly secrets: () => FreshSecrets },
  name: string = role.name ?? 'role',
): IssuedSession {
  const { partition, account, key } = role;
  const { accessKeyId, secretAccessKey, sessionToken } = secrets();
  return {
    secretAccessKey,
    session: {
      accessKeyId,
      sessionToken,
      role: key,
      arn: formatArn({
        partition,
        service: 'sts',
        region: '',
        account,
        resource: `assumed-role/${name}/${sessionName}`,
      }),
      assumedRoleId: `${roleId(iamArn(partition, account, `role/${name}`))}:${sessionName}`,
      account,
      expires: now + seconds,
      sourceIdentity,
    },
  };
}

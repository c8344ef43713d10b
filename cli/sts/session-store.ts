import { randomBytes } from 'node:crypto';
import type { FreshSecrets, StsSession } from '../../policies/index';

/** The sessions that were handed out, the latest ones: an endless test run does not fill the memory. */
export interface SessionStore {
  readonly find: (accessKeyId: string) => StsSession | undefined;
  readonly keep: (session: StsSession) => void;
}

const MAX_SESSIONS = 10_000;

export function newSessionStore(): SessionStore {
  const sessions = new Map<string, StsSession>();
  return {
    find: (accessKeyId) => sessions.get(accessKeyId),
    keep: (session) => {
      sessions.set(session.accessKeyId, session);
      const [oldest] = sessions.keys();
      if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    },
  };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Credentials of the right shape that say what they are. @param fake what secrets begin with */
export function freshSecrets(fake: string): FreshSecrets {
  // one call: each asks the system
  let random = '';
  for (const byte of randomBytes(92)) random += BASE32[byte % 32];
  return {
    accessKeyId: `ASIAFAKE${random.slice(0, 12)}`,
    secretAccessKey: `${fake}-secret-${random.slice(12, 52)}`.slice(0, 40),
    sessionToken: `${fake}-session-no-aws-service-takes-it-${random.slice(52)}`,
  };
}

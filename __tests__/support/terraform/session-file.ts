import { readFileSync, writeFileSync } from 'node:fs';
import type { Cloud } from './cloud';

/** What the test tells the provider process before each terraform command. */
export interface Session {
  readonly cloud: Cloud;
  /** The types that the configuration uses, beside the ones that are always served. */
  readonly types: readonly string[];
}

/** The environment variable that names the session file. */
export const SESSION_VARIABLE = 'REFGATE_STUB_SESSION';

export function writeSession(file: string, session: Session): void {
  writeFileSync(file, JSON.stringify(session));
}

export function readSession(file: string): Session {
  return JSON.parse(readFileSync(file, 'utf8')) as Session;
}

/** A session that STS handed out. Its credentials are fake: no AWS service takes them. */
export interface StsSession {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  /** Key of the role among the served ones. */
  readonly role: string;
  /** `arn:aws:sts::111122223333:assumed-role/deploy/job-1` */
  readonly arn: string;
  /** `AROA…:job-1` */
  readonly assumedRoleId: string;
  readonly account: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly sourceIdentity?: string;
}

/** Random texts, drawn by whoever serves: this room has no randomness. */
export interface FreshSecrets {
  /** Twenty characters, beginning with `ASIA`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Session tokens and secrets begin like this, so that nobody takes them for real ones. */
export const FAKE = 'refgate-fake';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The unique id of a role: the same for the same ARN. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function roleId(arn: string): string {
  let text = 'AROAFAKE';
  let hash = 0x81_1c_9d_c5;
  for (let place = 0; text.length < 21; place += 1) {
    for (const character of `${place}:${arn}`) {
      hash ^= character.codePointAt(0) as number;
      hash = Math.imul(hash, 0x01_00_01_93) >>> 0;
    }
    text += BASE32[hash % 32];
  }
  return text;
}

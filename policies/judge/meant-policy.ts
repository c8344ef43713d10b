import { toPolicy, type Grant, type ToPolicy } from '../grant/index';

/** A grant as a policy. */
export interface MeantPolicy {
  readonly written: ToPolicy;
  /** The document as text, as it was when it was made; absent where there is none. */
  readonly text?: string;
}

const known = new WeakMap<Grant, Map<string, MeantPolicy>>();

/** A grant as it is written under a quota, or in full without one. Written once, for what is judged and for what it is judged by. */
export function meantPolicy(grant: Grant, arn: string, quota?: number): MeantPolicy {
  const ofGrant = known.get(grant) ?? new Map<string, MeantPolicy>();
  known.set(grant, ofGrant);
  const name = `${arn} ${quota ?? 'in full'}`;
  const before = ofGrant.get(name);
  if (before !== undefined) return before;
  const written = toPolicy(grant, arn, quota === undefined ? {} : { quota });
  const made = written.ok ? { written, text: JSON.stringify(written.document) } : { written };
  ofGrant.set(name, made);
  return made;
}

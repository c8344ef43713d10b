import { quote } from '../errors';

/**
 * The fix that names a value to write instead; `undefined` when the rule would refuse that value too, or when a message cannot show
 * all of it.
 */
export function writeFix(text: string, isAccepted: (text: string) => boolean): string | undefined {
  return isAccepted(text) && quote(text) === `\`${text}\`` ? `write ${quote(text)}` : undefined;
}

import { quote } from '../errors';
import { issuerHost } from '../context/index';
import { isGitlab, issuerOf } from '../issuers/index';
import type { AssumptionId } from '../gitlab/index';
import { proveLine, type ProofAnswer } from '../prove/index';

/**
 * Answers one line of `refgate prove --batch`; see {@link proveLine}. A question about the tokens of GitLab at an issuer that is known to
 * be another is asked over every `sub`: a proof there holds for the issuer's tokens too, and everything else is undecided.
 * @param line one JSON object
 * @param now a clock in milliseconds
 * @param assume assumptions that are switched, for every line
 */
export function proveBatchLine(
  line: string,
  now: () => number,
  assume: Readonly<Partial<Record<AssumptionId, boolean>>> = {},
): ProofAnswer {
  const question = objectOf(line);
  const { issuer, world } = question;
  if (typeof issuer !== 'string' || (world !== undefined && world !== 'gitlab'))
    return proveLine(line, now, {}, assume);
  const host = issuerHost(issuer);
  const named = issuerOf(host);
  if (!named.known || isGitlab(named)) return proveLine(line, now, {}, assume);
  const { project: _gitlabProject, ...rest } = question;
  const answer = proveLine(JSON.stringify({ ...rest, world: 'any_sub' }), now);
  if ('error' in answer || answer.verdict === 'proved') return answer;
  return {
    id: answer.id,
    verdict: 'undecided',
    reason: `${quote(host)} is ${named.name}: the world \`gitlab\` has none of its tokens; ask with the world \`any_sub\``,
    ms: answer.ms,
  };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

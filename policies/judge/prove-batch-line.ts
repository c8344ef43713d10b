import { quote } from '../errors';
import { GITLAB_COM_ISSUER, issuerHost } from '../context/index';
import { isGitlab, issuerOf } from '../issuers/index';
import type { AssumptionId } from '../gitlab/index';
import { proveLine, type ProofAnswer } from '../prove/index';
import { parsePolicy, parseProviderArn } from '../trust/index';

/**
 * Answers one line of `refgate prove --batch`; see {@link proveLine}. It is about the tokens of the line's issuer alone: the reason of a proof
 * names the other issuers that the policies trust. A question about the tokens of GitLab at an issuer that is known to
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
  const answer = answerOf(line, question, now, assume);
  if ('error' in answer || answer.verdict !== 'proved') return answer;
  const others = otherHosts(question);
  if (others.length === 0) return answer;
  return {
    ...answer,
    reason: `${answer.reason}; tokens of ${others.map(quote).join(', ')}, also trusted, are not part of the question`,
  };
}

function answerOf(
  line: string,
  question: Readonly<Record<string, unknown>>,
  now: () => number,
  assume: Readonly<Partial<Record<AssumptionId, boolean>>>,
): ProofAnswer {
  const { issuer, world } = question;
  if (typeof issuer !== 'string' || (world !== undefined && world !== 'gitlab'))
    return proveLine(line, now, {}, assume);
  const host = issuerHost(issuer);
  const named = issuerOf(host);
  if (!named.known || isGitlab(named)) return proveLine(line, now, {}, assume);
  const { project: _gitlabProject, ...rest } = question;
  const answer = proveLine(JSON.stringify({ ...rest, world: 'any_sub' }), now);
  if ('error' in answer || answer.verdict === 'proved') return answer;
  const { besideTokens } = answer;
  return {
    id: answer.id,
    verdict: 'undecided',
    reason: `${quote(host)} is ${named.name}: the world \`gitlab\` has none of its tokens; ask with the world \`any_sub\``,
    ...(besideTokens === undefined ? {} : { besideTokens }),
    ms: answer.ms,
  };
}

/** Hosts of the issuers that the Allow statements of the policies name, but the one that is asked about. */
function otherHosts({ policy, other, issuer }: Readonly<Record<string, unknown>>): readonly string[] {
  const asked = issuerHost(typeof issuer === 'string' ? issuer : GITLAB_COM_ISSUER);
  const statements = [policy, other].flatMap((document) => {
    const parsed = parsePolicy(typeof document === 'string' ? objectOf(document) : document);
    return parsed.ok ? parsed.policy.statements.filter(({ effect }) => effect === 'Allow') : [];
  });
  const named = statements.flatMap(({ principal }) =>
    principal.kind === 'listed'
      ? principal.federated.flatMap((arn) => parseProviderArn(arn)?.host ?? [])
      : [],
  );
  return [...new Set(named)].filter((host) => host !== asked);
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

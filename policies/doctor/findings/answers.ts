import { quote } from '../../errors';
import type { AnswerFacts, IssuerFacts, RequestFacts } from '../facts';
import { documented, inferred, observed, type FindingDefinition } from '../finding';
import { ISSUER_SOURCES } from '../sources';

/** How long AWS waits for a document. @see https://docs.gitlab.com/ci/cloud_services/aws/#troubleshooting */
const AWS_WAITS_MS = 5_000;

/** How the two documents were answered. */
export const ANSWER_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'answer-redirect',
    severity: 'unknown',
    title: 'a document is somewhere else',
    needs: ['answers'],
    causes: [inferred('check_configuration'), inferred('no_verification_key')],
    fix: 'answer with the document itself; no public text says that AWS follows a redirect',
    sources: [ISSUER_SOURCES.discovery],
    run: over(({ url }, { status = 0, location }) =>
      status >= 300 && status < 400
        ? `${quote(url)} redirects (${status}) to ${quote(location ?? 'nowhere')}`
        : undefined,
    ),
  },
  {
    id: 'answer-status',
    severity: 'error',
    title: 'a document is refused',
    needs: ['answers'],
    causes: [documented('no_verification_key'), documented('check_configuration')],
    fix: 'answer with 200 to everybody: no sign-in, no list of allowed addresses, no limit of the rate that AWS can reach',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.awsNoKey],
    run: over(({ url }, { status }) =>
      status === undefined || status === 200 || (status >= 300 && status < 400)
        ? undefined
        : `${quote(url)} answers with status ${status}`,
    ),
  },
  {
    id: 'answer-failed',
    severity: 'unknown',
    title: 'a document is not answered',
    needs: ['answers'],
    causes: [documented('no_verification_key'), documented('could_not_connect')],
    fix: 'ask from a machine outside of your network; look for a firewall and for limits of the rate',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting],
    run: over(({ url }, { failure }) => (failure === undefined ? undefined : `${quote(url)}: ${failure}`)),
  },
  {
    id: 'answer-slow',
    severity: 'error',
    title: 'a document takes longer than AWS waits',
    needs: ['answers'],
    causes: [documented('no_verification_key')],
    fix: 'answer within a second: let the proxy cache the two documents, or publish them elsewhere',
    sources: [ISSUER_SOURCES.gitlabTroubleshooting, ISSUER_SOURCES.awsNoKey],
    run: over(({ url }, { milliseconds, failure }) =>
      failure === undefined && milliseconds > AWS_WAITS_MS
        ? `${quote(url)} took ${(milliseconds / 1000).toFixed(1)} s; AWS waits ${AWS_WAITS_MS / 1000} s`
        : undefined,
    ),
  },
  {
    id: 'answer-changes',
    severity: 'error',
    title: 'the same question has different answers',
    needs: ['answers'],
    causes: [inferred('no_verification_key')],
    fix: 'give every node of the instance the same signing key (`secrets`, database), and look for a cache with an old answer',
    sources: [ISSUER_SOURCES.gitlabJwks],
    run: (facts) =>
      answersOf(facts).flatMap(({ url, requests }) => {
        const bodies = new Set(
          requests.flatMap(({ status, bodySha256 }) => (status === 200 ? (bodySha256 ?? []) : [])),
        );
        return bodies.size > 1
          ? [
              {
                message: `${quote(url)} answered ${requests.length} times with ${bodies.size} different documents`,
              },
            ]
          : [];
      }),
  },
  {
    id: 'clock-skew',
    severity: 'unknown',
    title: 'the clock of the instance differs from the one here',
    needs: ['answers'],
    causes: [observed('future'), observed('expired')],
    fix: 'synchronize both clocks (NTP); STS allows five minutes',
    sources: [ISSUER_SOURCES.awsSkew],
    run: over(({ url }, { clockAheadSeconds = 0 }) =>
      Math.abs(clockAheadSeconds) > 300
        ? `the clock of ${quote(url)} is ${Math.abs(clockAheadSeconds)} s ${clockAheadSeconds > 0 ? 'ahead of' : 'behind'} this machine's`
        : undefined,
    ),
  },
];

const answersOf = ({ answers }: IssuerFacts): readonly AnswerFacts[] => (answers.seen ? answers.value : []);

/** The first request of each document of which something is to be said, and of how many it is true. */
function over(
  say: (answer: AnswerFacts, request: RequestFacts) => string | undefined,
): FindingDefinition['run'] {
  return (facts) =>
    answersOf(facts).flatMap((answer) => {
      const said = answer.requests.flatMap((request) => say(answer, request) ?? []);
      const [first] = said;
      if (first === undefined) return [];
      const times =
        said.length === answer.requests.length
          ? ''
          : ` (${said.length} of ${answer.requests.length} requests)`;
      return [{ message: `${first}${times}` }];
    });
}

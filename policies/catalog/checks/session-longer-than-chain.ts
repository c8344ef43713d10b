import { quote } from '../../errors';
import { defineCheck } from '../check';
import { EXAMPLE_ACCOUNT, example } from '../example';
import { SOURCES } from '../sources';
import { allowing, allowsAction, views } from '../statements';

const HOUR = 3600;
const CHAINED = [
  {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/ci` },
    Action: 'sts:AssumeRole',
  },
];

export const sessionLongerThanChain = defineCheck({
  id: 'session-longer-than-chain',
  severity: 'warning',
  about: 'every_issuer',
  title: 'a role that only a chain reaches allows sessions of more than an hour',
  rationale:
    'A session that was made with the credentials of another role lasts one hour at most, whatever the role allows: a call with a longer `DurationSeconds` fails. Jobs that count on more lose their credentials after an hour.',
  bad: example(CHAINED, { maxSessionSeconds: 14_400, reachedFrom: ['ci'] }),
  good: example(CHAINED, { maxSessionSeconds: HOUR, reachedFrom: ['ci'] }),
  fix: 'set `MaxSessionDuration` to 3600, and let long jobs assume the role with their token instead',
  sources: [SOURCES.awsChaining, SOURCES.awsSession],
  run: (input) => {
    const { maxSessionSeconds = HOUR, reachedFrom = [] } = input;
    const [first] = reachedFrom;
    if (first === undefined || maxSessionSeconds <= HOUR || allowing(input).length > 0) return [];
    const view = views(input).find(
      ({ statement }) => statement.effect === 'Allow' && allowsAction(statement, 'sts:AssumeRole'),
    );
    const message = `the role allows sessions of ${maxSessionSeconds} seconds, and a chain from ${quote(first)} gets ${HOUR} at most`;
    return [
      view === undefined
        ? { message, pointer: '' }
        : { message, pointer: view.pointer, statement: view.statement },
    ];
  },
});

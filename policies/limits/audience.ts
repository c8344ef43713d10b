import { quote } from '../errors';
import type { Fault } from './fault';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
const MAX_AUDIENCES = 100;

/**
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 * @returns why a provider cannot register the audience, or a policy cannot name it
 */
export function audienceFault(audience: string): Fault | undefined {
  const fault = (message: string, fix: string): Fault => ({
    code: 'ERR_AUDIENCE',
    message,
    expected: '1 to 255 characters, such as `sts.amazonaws.com`',
    fix,
  });
  if (audience === '') return fault('the audience is empty', 'write `sts.amazonaws.com`');
  if (audience.length > 255) return fault(`the audience has ${audience.length} characters`, 'shorten it');
  if (audience === '*')
    return fault(
      'the audience `*` matches no token: a client id of a provider has no wildcards',
      'write the audience that the jobs request, such as `sts.amazonaws.com`',
    );
  const foreign = /[^\u0021-\u007e\u00a1-\u00ff]/u.exec(audience)?.[0];
  return foreign === undefined
    ? undefined
    : fault(`the audience ${quote(audience)} has ${quote(foreign)}`, 'use visible characters up to U+00FF');
}

/** The list of audiences that a provider registers: each by itself is judged by {@link audienceFault}. */
export function audiencesFault(audiences: readonly string[]): Fault | undefined {
  const fault = (message: string, got: string, fix: string): Fault => ({
    code: 'ERR_AUDIENCE',
    message,
    got,
    expected: `1 to ${MAX_AUDIENCES} audiences, each once`,
    fix,
  });
  if (audiences.length === 0)
    return fault(
      'the provider has no audience',
      'none',
      'name that of the tokens, such as `sts.amazonaws.com`',
    );
  if (audiences.length > MAX_AUDIENCES)
    return fault('the provider has too many audiences', String(audiences.length), 'remove some');
  const twin = audiences.find((audience, index) => audiences.indexOf(audience) !== index);
  return twin === undefined
    ? undefined
    : fault(`the audience ${quote(twin)} is listed twice`, 'two', 'remove one of them');
}

import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, issuerProblem } from '../../context/index';
import { parseVersion, type Instance } from '../../gitlab/instance';
import type { Fault } from '../fault';
import { gitlabSchema } from '../schema/gitlab';
import type { Reading } from './reading';
import { readUnit } from './unit';

const PATH = ['gitlab'] as const;

/** The instance and the audience; `undefined` where the file is wrong about them. */
export interface ReadGitlab {
  readonly instance?: Instance;
  readonly audience?: string;
  readonly guards: boolean;
}

export function readGitlab(reading: Reading): ReadGitlab {
  if (!reading.has(PATH)) return { guards: false };
  const { url, issuer, audience, version, guards = false } = readUnit(reading, gitlabSchema, PATH);
  const separate = reading.has([...PATH, 'issuer']);
  const fault =
    url === undefined ? undefined : separate ? addressFault(url) : (issuerProblem(url) ?? hostFault(url));
  if (fault !== undefined) reading.atValue([...PATH, 'url'], fault);
  const issuerFault =
    url === undefined || issuer === undefined ? undefined : separateIssuerFault(url, issuer);
  if (issuerFault !== undefined) reading.atValue([...PATH, 'issuer'], issuerFault);
  const iss = separate ? issuer : url;
  if (url === undefined || iss === undefined || (fault ?? issuerFault) !== undefined)
    return { audience, guards };
  const release = version === undefined ? undefined : parseVersion(version);
  return {
    audience,
    guards,
    instance: { url, issuer: iss, ...(release === undefined ? {} : { version: release }) },
  };
}

/** A web address needs less than an issuer: AWS never goes there. */
function addressFault(url: string): Fault | undefined {
  const fault = (message: string, fix: string): Fault => ({
    code: 'ERR_ISSUER',
    message: `address ${quote(url)} ${message}`,
    expected: 'an https URL without a trailing slash',
    fix,
  });
  if (/^http:/i.test(url)) return fault('is not https', `use ${quote(url.replace(/^http:/i, 'https:'))}`);
  if (!url.startsWith('https://') || !URL.canParse(url)) return fault('is no https URL', 'write `https://…`');
  if (/[?#\s]/.test(url))
    return fault('has a query, a fragment or a space', 'write only the address of the instance');
  return url.endsWith('/') ? fault('ends in a slash', `use ${quote(url.replace(/\/+$/, ''))}`) : undefined;
}

/** AWS compares issuers letter by letter, and only one spelling is GitLab.com. */
function hostFault(url: string): Fault | undefined {
  if (url === GITLAB_COM_ISSUER || !/^https:\/\/(www\.)?gitlab\.com(\/|$)/i.test(url)) return undefined;
  return {
    code: 'ERR_ISSUER',
    message: `issuer ${quote(url)} is not what GitLab.com puts in its tokens`,
    expected: quote(GITLAB_COM_ISSUER),
    fix: `use ${quote(GITLAB_COM_ISSUER)}`,
  };
}

function separateIssuerFault(url: string, issuer: string): Fault | undefined {
  if (url === issuer || (url !== GITLAB_COM_ISSUER && issuer !== GITLAB_COM_ISSUER)) return hostFault(issuer);
  return {
    code: 'ERR_ISSUER',
    message: `tokens of ${quote(url)} do not have the issuer ${quote(issuer)}`,
    expected: 'the issuer of that instance',
    fix: 'remove `issuer`, or correct `url`',
  };
}

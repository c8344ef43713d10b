import { type Instance, parseVersion } from '../../gitlab/index';
import { quote } from '../../errors';
import { GITLAB_COM_ISSUER, isGitlabCom } from '../../context/index';
import type { Fault } from '../../limits/index';
import { LIMITS } from '../../limits/index';
import { gitlabSchema } from '../schema/gitlab';
import type { ProblemCollector } from './problem-collector';
import { readUnit } from './unit';

const PATH = ['gitlab'] as const;

/** The instance and the audience; `undefined` where the file is wrong about them. */
export interface ReadGitlab {
  readonly instance?: Instance;
  readonly audience?: string;
  readonly guards: boolean;
}

export function readGitlab(collector: ProblemCollector): ReadGitlab {
  if (!collector.has(PATH)) return { guards: false };
  const { url, issuer, audience, version, guards = false, ...more } = readUnit(collector, gitlabSchema, PATH);
  const { reused_paths: reusedPaths } = more;
  const separate = collector.has([...PATH, 'issuer']);
  const fault = url === undefined ? undefined : separate ? LIMITS.webAddress(url) : LIMITS.issuer(url);
  if (fault !== undefined) collector.atValue([...PATH, 'url'], fault);
  const issuerFault =
    url === undefined || issuer === undefined ? undefined : separateIssuerFault(url, issuer);
  if (issuerFault !== undefined) collector.atValue([...PATH, 'issuer'], issuerFault);
  const iss = separate ? issuer : url;
  if (url === undefined || iss === undefined || (fault ?? issuerFault) !== undefined)
    return { audience, guards };
  if (reusedPaths !== undefined && isGitlabCom(iss))
    collector.atKey([...PATH, 'reused_paths'], REFUSES_ANYWAY);
  const release = version === undefined ? undefined : parseVersion(version);
  return {
    audience,
    guards,
    instance: { url, issuer: iss, version: release, reusedPaths },
  };
}

const REFUSES_ANYWAY: Fault = {
  code: 'ERR_SCHEMA',
  message:
    '`reused_paths` is for an instance of your own: gitlab.com refuses tokens on paths that were freed since GitLab 19.1',
  expected: 'no `reused_paths` for gitlab.com',
  fix: 'remove it',
};

function separateIssuerFault(url: string, issuer: string): Fault | undefined {
  if (url === issuer || (url !== GITLAB_COM_ISSUER && issuer !== GITLAB_COM_ISSUER)) return undefined;
  return {
    code: 'ERR_ISSUER',
    message: `tokens of ${quote(url)} do not have the issuer ${quote(issuer)}`,
    expected: 'the issuer of that instance',
    fix: 'remove `issuer`, or correct `url`',
  };
}

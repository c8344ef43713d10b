import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.gitlab.com/ci/yaml/#environmentname */
export function environmentNameFault(name: string): Fault | undefined {
  if (/^[A-Za-z0-9_/${}. -]+$/.test(name) && !/^\/|\/$/.test(name) && name.length <= 255) return undefined;
  return {
    code: 'ERR_PIPELINE',
    message: `GitLab refuses the environment name ${quote(name)}`,
    expected: 'letters, digits, spaces and `_/${}.-`, without a `/` at either end',
  };
}

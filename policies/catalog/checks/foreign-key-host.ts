import { quote } from '../../errors';
import type { Change } from '../../advice/index';
import type { Condition, Statement } from '../../trust/index';
import { defineCheck } from '../check';
import { underKey } from '../mend';
import { effectWhenMissing } from '../conditions';
import { MAIN, onSelfManaged } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

export const foreignKeyHost = defineCheck({
  id: 'foreign-key-host',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition key belongs to another issuer than the principal',
  rationale:
    'The prefix of a condition key is the issuer without `https://`, path included. A statement that trusts one issuer and tests the keys of another tests keys that its tokens never fill: an Allow accepts no token, or with `IfExists` and negated operators everybody.',
  bad: onSelfManaged({
    StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': MAIN },
  }),
  good: onSelfManaged({
    StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com', 'gitlab.example.com:sub': MAIN },
  }),
  fix: 'write the key with the issuer of the `Federated` principal',
  sources: [SOURCES.awsKeys, SOURCES.gitlabAws],
  run: (input) =>
    concerning(input).flatMap(({ statement, hosts }) =>
      statement.conditions.flatMap((condition) => {
        const { kind, name, prefix } = keyMeaning(condition.key, hosts);
        if (kind !== 'foreign') return [];
        const why = prefix === '' ? 'names no issuer' : `is not a key of ${hosts.map(quote).join(' or ')}`;
        return {
          message: `${quote(condition.key)} ${why}: ${effectWhenMissing(condition, statement.effect)}`,
          pointer: condition.pointer,
          statement,
          fix: rightKey(name, hosts),
          changes: renamed(condition, rightKeys(name, hosts), statement),
        };
      }),
    ),
});

/** The same claim under the issuers of the statement for which AWS fills it. */
function rightKeys(name: string, hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => `${host}:${name}`).filter((key) => keyMeaning(key, hosts).filling !== 'never');
}

/** The one key that can be meant. */
function renamed(
  { pointer }: Condition,
  [key, ...others]: readonly string[],
  statement: Statement,
): readonly Change[] | undefined {
  return key === undefined || others.length > 0
    ? undefined
    : underKey({ message: '', pointer, statement }, key);
}

function rightKey(name: string, hosts: readonly string[]): string {
  const filled = rightKeys(name, hosts);
  return filled.length > 0
    ? `write ${filled.map(quote).join(' or ')}`
    : `leave it out: AWS fills only \`sub\` and \`aud\` for ${hosts.map(quote).join(' and ')}; what else counts has to be part of the \`sub\``;
}

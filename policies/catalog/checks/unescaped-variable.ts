import { quote } from '../../errors';
import { defineCheck } from '../check';
import { isPositive, patterns, valuePointer } from '../conditions';
import { onGitlabCom, PINS } from '../example';
import { keyMeaning } from '../keys';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

const REF = 'project_path:acme/platform/api:ref_type:branch:ref:release/';

export const unescapedVariable = defineCheck({
  id: 'unescaped-variable',
  severity: 'error',
  about: 'every_issuer',
  title: 'a `${…}` is read as a variable that no request fills',
  rationale:
    'Git allows `$`, `{` and `}` in the name of a branch. Under version 2012-10-17 IAM reads `${…}` as a policy variable; when the request has no such key the value matches nothing, so an Allow is dead and a negated operator always holds.',
  bad: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:ref_protected': 'true', 'gitlab.com:sub': `${REF}\${x}` },
  }),
  good: onGitlabCom({
    StringEquals: { ...PINS, 'gitlab.com:ref_protected': 'true', 'gitlab.com:sub': `${REF}\${$}{x}` },
  }),
  fix: 'write `${$}` for a `$` that is meant literally, and escape it once more in Terraform (`$${$}`)',
  sources: [SOURCES.awsVariables, SOURCES.git],
  run: (input) =>
    concerning(input).flatMap(({ statement, hosts }) =>
      statement.conditions.flatMap((condition) =>
        patterns(condition, input.policy.version).flatMap((tokens, index) => {
          const open = tokens.some(
            (token) =>
              token.kind === 'malformed' ||
              (token.kind === 'variable' &&
                token.fallback === undefined &&
                keyMeaning(token.key, hosts).filling === 'never'),
          );
          if (!open) return [];
          const effect = isPositive(condition) ? 'it matches nothing' : 'it excludes nothing';
          const message = `${quote(condition.values[index] as string)} holds a variable that no request fills: ${effect}`;
          return { message, pointer: valuePointer(condition, index), statement };
        }),
      ),
    ),
});

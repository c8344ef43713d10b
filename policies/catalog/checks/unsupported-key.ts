import { quote } from '../../errors';
import { claimKeysOf, EVERY_ISSUER_KEYS, GITLAB_COM_KEYS } from '../../context/index';
import { closest } from '../../trust/index';
import { defineCheck } from '../check';
import { effectWhenMissing } from '../conditions';
import { onGitlabCom, STRICT, STRICT_EXAMPLE, MAIN } from '../example';
import { isGitlabHost } from '../issuer-hosts';
import { keyMeaning } from '../keys';
import { withoutCondition } from '../mend';
import { SOURCES } from '../sources';
import { concerning } from '../statements';

/** What people mean by a claim that is not a key. */
const INSTEAD: Readonly<Record<string, string>> = {
  ref: 'put the ref into `sub`',
  ref_type: 'put the ref type into `sub`',
  ref_path: 'put the ref into `sub`',
  project_path: 'use `project_id`, and the path in `sub`',
  namespace_path: 'use `namespace_id`, and the path in `sub`',
  environment:
    'no claim that AWS sees names the environment: demand the protected ref, or `deployment_tier` in `sub`',
  environment_protected: 'add `environment_protected` to the `sub` components of the project',
  deployment_tier: 'add `deployment_tier` to the `sub` components of the project',
  iss: 'remove the condition: the provider in `Principal` is the issuer',
  email: 'the claim of GitLab is `user_email`',
};

export const unsupportedKey = defineCheck({
  id: 'unsupported-key',
  severity: 'error',
  about: 'every_issuer',
  title: 'a condition tests a key that AWS never fills for GitLab',
  rationale:
    'AWS turns only some claims of a GitLab token into condition keys. `environment`, `ref`, `ref_type`, `project_path` and the rest never arrive, although many examples use them. Under a positive operator no token matches; under `IfExists`, `ForAllValues` or a negated operator the condition always holds and guards nothing.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN },
    StringEqualsIfExists: { 'gitlab.com:environment': 'production' },
  }),
  good: STRICT_EXAMPLE,
  fix: `use one of ${[...EVERY_ISSUER_KEYS, ...GITLAB_COM_KEYS].map((name) => `\`${name}\``).join(', ')}`,
  sources: [SOURCES.awsStsKeys, SOURCES.gitlabAws],
  mend: (match) => {
    const condition = match.statement?.conditions.find(({ pointer }) => pointer === match.pointer);
    return condition !== undefined && /:iss$/i.test(condition.key) ? withoutCondition(match) : undefined;
  },
  run: (input) =>
    concerning(input).flatMap(({ statement, hosts }) => {
      const areGitlabs = hosts.every((host) => isGitlabHost(host, input));
      const filled = [...EVERY_ISSUER_KEYS, ...(areGitlabs ? GITLAB_COM_KEYS : hosts.flatMap(claimKeysOf))];
      return statement.conditions.flatMap((condition) => {
        const { kind, name } = keyMeaning(condition.key, hosts);
        // A key of gitlab.com for another GitLab has a check of its own.
        if (kind !== 'unsupported' && (kind !== 'saas' || areGitlabs)) return [];
        const near = closest(name, filled);
        const fix =
          (areGitlabs ? INSTEAD[name] : undefined) ??
          (near === undefined
            ? `use one of ${filled.map(quote).join(', ')}`
            : `did you mean ${quote(near)}?`);
        const message = `AWS never fills ${quote(condition.key)}: ${effectWhenMissing(condition, statement.effect)}`;
        return { message, pointer: condition.pointer, statement, fix };
      });
    }),
});

import { quote } from '../../errors';
import { defineCheck } from '../check';
import { MAIN, onGitlabCom, STRICT, STRICT_EXAMPLE } from '../example';
import { admitting } from '../prover';
import { SOURCES } from '../sources';
import { component, literal, subPatterns } from '../sub-pattern';

const LIVE = /^(main|master|prod|production|live)$/i;
const TRIAL = /^(dev|devel|develop|development|stage|staging|test|testing|qa|uat|sandbox|integration)$/i;

export const oneRoleForDevAndProd = defineCheck({
  id: 'one-role-for-dev-and-prod',
  severity: 'note',
  title: 'one role serves a trial branch and a live one',
  rationale:
    'The permissions of a role are those of its most powerful use. When `develop` and `main` share a role, whatever runs on `develop`, with fewer eyes on it, can do in production what `main` can.',
  bad: onGitlabCom({
    StringEquals: { ...STRICT, 'gitlab.com:sub': [MAIN.replace('main', 'develop'), MAIN] },
  }),
  good: STRICT_EXAMPLE,
  fix: 'make a role for each environment, better still in an account for each',
  sources: [SOURCES.awsPractice],
  run: (input) => {
    const named = admitting(input).flatMap((view) =>
      subPatterns(view, input.policy.version).flatMap((pattern) =>
        ['ref', 'deployment_tier'].flatMap((name) => {
          const text = literal(component(pattern, name) ?? [{ kind: 'any' }]);
          return text === undefined
            ? []
            : [{ name, text, pointer: pattern.pointer, statement: view.statement }];
        }),
      ),
    );
    const trial = named.find(({ text }) => TRIAL.test(text));
    const live = named.find(({ text, name }) => LIVE.test(text) && name === trial?.name);
    if (trial === undefined || live === undefined) return [];
    const message = `${quote(trial.text)} and ${quote(live.text)} share the role`;
    return [{ message, pointer: trial.pointer, statement: trial.statement }];
  },
});

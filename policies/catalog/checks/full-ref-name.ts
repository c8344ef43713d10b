import { quote } from '../../errors';
import { defineCheck } from '../check';
import { setAt } from '../mend';
import { onGitlabCom, PINS, STRICT_EXAMPLE } from '../example';
import { SOURCES } from '../sources';
import { concerning } from '../statements';
import { component, literalPrefix, subPatterns } from '../sub-pattern';

export const fullRefName = defineCheck({
  id: 'full-ref-name',
  severity: 'error',
  title: 'a `sub` names a ref in full',
  rationale:
    'GitLab writes the short name of the ref into `sub`: `main`, not `refs/heads/main` (that is how GitHub does it). A value with `refs/heads/` or `refs/tags/` matches no token.',
  bad: onGitlabCom({
    StringEquals: {
      ...PINS,
      'gitlab.com:sub': 'project_path:acme/platform/api:ref_type:branch:ref:refs/heads/main',
    },
  }),
  good: STRICT_EXAMPLE,
  fix: 'write the short name; `ref_type` says whether it is a branch or a tag',
  sources: [SOURCES.gitlabSub, SOURCES.gitlabToken],
  run: (input) =>
    concerning(input).flatMap((view) =>
      subPatterns(view, input.policy.version)
        .filter((pattern) => /^refs\/(heads|tags)\//.test(literalPrefix(component(pattern, 'ref') ?? [])))
        .map(({ text, pointer }) => ({
          message: `${quote(text)} names the ref in full: tokens have the short name`,
          pointer,
          statement: view.statement,
          changes: [setAt(pointer, shortRef(text))],
        })),
    ),
});

const FULL = /^refs\/(?:heads|tags)\//;

/** The value with the short name behind the component `ref`; no value before it can contain a `:`. */
function shortRef(value: string): string {
  const pieces = value.split(':');
  const at = pieces.indexOf('ref') + 1;
  return pieces.map((piece, i) => (i === at ? piece.replace(FULL, '') : piece)).join(':');
}

import { checkJobs, refgateFromNpm } from './check-jobs';
import { comment, indent, scalar } from './yaml-text';

/** An input of the component. */
interface ComponentInput {
  readonly name: string;
  readonly description: string;
  readonly default: string;
}

/**
 * A CI/CD component: the check and the comment for any project, by `include: component`.
 * @param version of refgate, unless the user of the component names another
 * @see https://docs.gitlab.com/ci/components/
 */
export function renderComponent({ version }: { readonly version: string }): string {
  const inputs: readonly ComponentInput[] = [
    { name: 'stage', description: 'Stage of the jobs.', default: 'test' },
    { name: 'image', description: 'An image with Node 20.9 or newer, npm and git.', default: 'node:22' },
    { name: 'version', description: 'Version of refgate.', default: version },
    {
      name: 'arguments',
      description: 'What follows `refgate check`: an input such as `infra/` or `plan.json`, and options.',
      default: '--file federation.yaml',
    },
  ];
  const input = (name: string): string => `$[[ inputs.${name} ]]`;
  return [
    comment(
      'refgate as a CI/CD component. In a `.gitlab-ci.yml`:',
      'include: [{ component: $CI_SERVER_FQDN/<path of the project that holds this>/check@<version> }]',
    ),
    'spec:',
    '  inputs:',
    ...inputs.map(({ name, description, default: value }) =>
      indent(`${name}:\n  description: ${scalar(description)}\n  default: ${scalar(value)}`, 4),
    ),
    '---',
    checkJobs({
      name: 'refgate-check',
      stage: input('stage'),
      image: input('image'),
      command: refgateFromNpm(input('version')),
      subject: input('arguments'),
      declaredBy: '--file\\ *',
      synth: false,
    }),
    '',
  ].join('\n');
}

import { TAGGED_IMAGES } from './images';
import { checkJobs } from './check-jobs';
import { installScript } from './install-script';
import { comment, indent, scalar } from './yaml-text';

/** An input of the component. */
interface ComponentInput {
  readonly name: string;
  readonly description: string;
  readonly default: string;
}

/**
 * A CI/CD component: the check and the comment for any project, by `include: component`.
 * @see https://docs.gitlab.com/ci/components/
 */
export function renderComponent(): string {
  const inputs: readonly ComponentInput[] = [
    { name: 'stage', description: 'Stage of the jobs.', default: 'test' },
    {
      name: 'image',
      description: 'An image with Node 20.9 or newer, npm and git. Pin it by its digest: `node:22@sha256:…`.',
      default: TAGGED_IMAGES.node,
    },
    {
      name: 'package',
      description:
        'Tarball of refgate, as `npm pack` makes it: a URL or a file. Empty: what `package-lock.json` pins, else what the image has.',
      default: '',
    },
    {
      name: 'integrity',
      description: 'SHA-512 of that tarball, as in a lockfile: `sha512-…`. Nothing else is installed.',
      default: '',
    },
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
      command: {
        install: [installScript({ package: input('package'), integrity: input('integrity') })],
        call: 'refgate',
      },
      subject: input('arguments'),
      declaredBy: '--file\\ *',
      synth: false,
    }),
    '',
  ].join('\n');
}

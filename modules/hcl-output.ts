import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Federation } from '../policies/index';
import { describeGrant } from './describe-grant';
import type { GitlabAwsFederation } from './gitlab-aws-federation';
import { renderHcl } from './hcl/index';
import { inReadingOrder } from './reading-order';

/**
 * Puts HCL in the place of the JSON that a synth has just written: the same plan, for readers. The manifest of cdktf goes with the
 * JSON, because it lists files that are no more.
 * @returns the files
 */
export function replaceByHcl(
  outdir: string,
  federation: Federation,
  stacks: readonly GitlabAwsFederation[],
): readonly string[] {
  const files = stacks.flatMap((stack) => {
    const folder = path.join(outdir, 'stacks', stack.node.id);
    const texts = renderHcl(stack, { comments: comments(federation, stack), edit: inReadingOrder });
    rmSync(path.join(folder, 'cdk.tf.json'));
    return [...texts].map(([name, text]) => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    });
  });
  rmSync(path.join(outdir, 'manifest.json'), { force: true });
  return files;
}

/** What a reader who does not know refgate asks at each block. */
function comments(federation: Federation, stack: GitlabAwsFederation): ReadonlyMap<string, string> {
  const { audience, instance } = federation;
  const roles = [...stack.roles].map(([key, { resource }]): readonly [string, string] => {
    const rules = federation.roles.get(key);
    const lines = rules === undefined ? [] : describeGrant(rules.grant).map((line) => `- ${line}`);
    return [
      `aws_iam_role.${resource.friendlyUniqueId}`,
      ['Only CI jobs with these tokens can assume it:', ...lines].join('\n'),
    ];
  });
  const guards = [...stack.guards.values()].map(({ project, dataSource }): readonly [string, string] => [
    `data.gitlab_project.${dataSource.friendlyUniqueId}`,
    `Stops the plan when ${project.path} is no longer the project that was proved.`,
  ]);
  return new Map([
    ['terraform', `Written by refgate from ${federation.file}: change that file, not this one.`],
    [
      'aws_iam_openid_connect_provider.gitlab',
      `Lets AWS check tokens of ${instance.issuer} that were made for ${audience}.`,
    ],
    ['locals', 'For the outputs: the ARN of each role, and what a job needs to assume one.'],
    ...guards,
    ...roles,
  ]);
}

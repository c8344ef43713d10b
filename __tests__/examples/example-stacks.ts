import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'cdktf';
import { createFederation, type FederationOptions, type GitlabAwsFederation } from '../../modules/index';
import { formatProblem, parseFederation, type Federation } from '../../policies/index';

export const EXAMPLES = path.join(__dirname, '../../examples');

export interface ExampleStack {
  /** `monorepo-workloads` */
  readonly name: string;
  readonly federation: Federation;
  readonly stack: GitlabAwsFederation;
}

/** The declaration of an example. */
export function exampleFederation(example: string): Federation {
  return parsed(readFileSync(path.join(EXAMPLES, example, 'federation.yaml'), 'utf8'));
}

export function parsed(text: string): Federation {
  const result = parseFederation(text, 'federation.yaml');
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.federation;
}

/** One entry for each account of an example. */
export function stacksOf(
  app: App,
  example: string,
  federation: Federation,
  options: FederationOptions = {},
): readonly ExampleStack[] {
  return createFederation(app, federation, options).map((stack) => ({
    name: `${example}-${stack.account.key}`,
    federation,
    stack,
  }));
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  iamCall,
  isConfigurationName,
  jsonArtifactKind,
  looksLikeYamlTemplate,
  parseJsonText,
} from '../../policies/index';
import { readRegularFile } from './regular-file';

/** CloudFormation takes no larger template, from wherever. */
const LARGEST = 1024 * 1024;
/** Words of a template that makes roles, or of one whose resources its text does not show. */
const MAY_MAKE_ROLES =
  /\\|AWS::(?:IAM::Role|Serverless::|CloudFormation::(?:Stack|CustomResource)|ServiceCatalog::)|::MODULE\b|Transform|Custom::|assume_?role_?policy|AssumeRoleWithWebIdentity/i;

/** A template in a folder. */
export interface FoundTemplate {
  readonly name: string;
  readonly text: string;
}

/**
 * The templates of CloudFormation with roles among the files of a folder: one that is deployed from there ships as the Terraform does.
 * Nothing is said of a file that cannot be read, for it was not named.
 */
export async function rolesTemplatesIn(
  path: string,
  names: readonly string[],
): Promise<readonly FoundTemplate[]> {
  const candidates = names
    .filter((name) => /\.(?:ya?ml|json|template|cfn)$/.test(name) && !isConfigurationName(name))
    .toSorted();
  const found = await Promise.all(candidates.map((name) => templateAt(join(path, name), name)));
  return found.flatMap((template) => (template === undefined ? [] : [template]));
}

async function templateAt(path: string, name: string): Promise<FoundTemplate | undefined> {
  try {
    if ((await stat(path)).size > LARGEST) return undefined;
    const text = (await readRegularFile(path)).toString('utf8');
    return (MAY_MAKE_ROLES.test(text) || iamCall(text) !== undefined) && holdsTemplate(text)
      ? { name, text }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text is a template, in JSON or YAML. */
export function holdsTemplate(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return looksLikeYamlTemplate(text);
  const parsed = parseJsonText(text);
  return parsed.ok && jsonArtifactKind(parsed.value) === 'cloudformation';
}

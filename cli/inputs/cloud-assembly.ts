import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseJsonText, RefgateError } from '../../policies/index';
import { systemReason } from '../system-reason';
import { readRegularFile } from './regular-file';

/** A stack of a `cdk.out`, as its manifest lists it. */
export interface AssemblyStack {
  readonly name: string;
  /** As it is shown to the user. */
  readonly file: string;
  readonly account?: string;
  readonly region?: string;
  /** The values of its parameters that a deployment gives. */
  readonly parameters?: ReadonlyMap<string, string>;
}

type Json = Readonly<Record<string, unknown>>;

/** Stages within stages, deeper than this, are refused. */
const MAX_DEPTH = 20;

/** Whether a folder is what `cdk synth` wrote: a manifest that lists artifacts. */
export async function isCloudAssembly(path: string): Promise<boolean> {
  try {
    const parsed = parseJsonText((await readRegularFile(join(path, 'manifest.json'))).toString('utf8'));
    return parsed.ok && isObject(parsed.value) && isObject(parsed.value.artifacts);
  } catch {
    return false;
  }
}

/**
 * The stacks that the manifest of a `cdk.out` lists, with those of its stages.
 * @param name what the user calls the folder
 * @throws RefgateError when a manifest cannot be read, or lists no stacks
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.ArtifactManifest.html
 */
export async function assemblyStacks(
  path: string,
  name: string,
  depth = 0,
): Promise<readonly AssemblyStack[]> {
  const file = posix.join(name, 'manifest.json');
  if (depth > MAX_DEPTH) throw new RefgateError(problem(`\`${file}\` lists stages without end`));
  const { artifacts, missing } = await manifest(join(path, 'manifest.json'), file);
  if (Array.isArray(missing) && missing.length > 0)
    throw new RefgateError(
      problem(`\`${file}\` lists context that is missing: a deployment looks it up and synthesizes again`),
    );
  const stacks: AssemblyStack[] = [];
  for (const [id, artifact] of Object.entries(isObject(artifacts) ? artifacts : {})) {
    if (!isObject(artifact)) continue;
    const properties = isObject(artifact.properties) ? artifact.properties : {};
    if (artifact.type === 'aws:cloudformation:stack') {
      const template = inside(properties.templateFile, file);
      const [account, region] = environment(artifact.environment);
      stacks.push({
        name: typeof artifact.displayName === 'string' ? artifact.displayName : id,
        file: posix.join(name, template),
        account,
        region,
        parameters: texts(properties.parameters),
      });
    } else if (artifact.type === 'cdk:cloud-assembly') {
      const directory = inside(properties.directoryName, file);
      stacks.push(...(await assemblyStacks(join(path, directory), posix.join(name, directory), depth + 1)));
    } else if (properties.templateFile !== undefined || properties.directoryName !== undefined) {
      throw new RefgateError(
        problem(
          `\`${file}\` lists a template in an artifact of an unknown type: \`${String(artifact.type)}\``,
        ),
      );
    }
  }
  if (stacks.length === 0 && depth === 0) throw new RefgateError(problem(`\`${file}\` lists no stacks`));
  return stacks;
}

/**
 * The files that the stacks in a folder publish, by the name that each has as an asset.
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.AssetManifest.html
 */
export async function assemblyAssets(path: string, name: string): Promise<ReadonlyMap<string, string>> {
  const assets = new Map<string, string>();
  for (const file of (await readdir(path)).filter((each) => each.endsWith('.assets.json'))) {
    const { files } = await manifest(join(path, file), posix.join(name, file));
    for (const asset of Object.values(isObject(files) ? files : {})) {
      const { source, destinations } = isObject(asset) ? asset : {};
      if (!isObject(source) || typeof source.path !== 'string' || !isObject(destinations)) continue;
      for (const destination of Object.values(destinations)) {
        const key = isObject(destination) ? destination.objectKey : undefined;
        if (typeof key === 'string')
          assets.set(
            posix.join(name, posix.basename(key)),
            posix.join(name, inside(source.path, posix.join(name, file))),
          );
      }
    }
  }
  return assets;
}

async function manifest(path: string, file: string): Promise<Json> {
  let text: string;
  try {
    text = (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${file}\`: ${systemReason(error)}`,
      fix: 'synthesize again',
    });
  }
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  return isObject(parsed.value) ? parsed.value : {};
}

/** `aws://111122223333/eu-west-1`, either of which may be unknown. */
function environment(value: unknown): readonly [account: string | undefined, region: string | undefined] {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(value)) ?? [];
  const isKnown = region !== undefined && !region.startsWith('unknown-');
  return [
    account !== undefined && /^\d{12}$/.test(account) ? account : undefined,
    isKnown ? region : undefined,
  ];
}

function texts(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(isObject(value) ? value : {});
  return new Map(
    entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])),
  );
}

function inside(path: unknown, file: string): string {
  const normal = typeof path === 'string' ? posix.normalize(path) : '..';
  if (normal.startsWith('..') || posix.isAbsolute(normal))
    throw new RefgateError(problem(`\`${file}\` lists a file outside of its folder: \`${String(path)}\``));
  return normal;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problem(message: string): ConstructorParameters<typeof RefgateError>[0] {
  return {
    code: 'ERR_INPUT_KIND',
    message,
    expected: 'the folder that `cdk synth` wrote',
    fix: 'synthesize first',
  };
}

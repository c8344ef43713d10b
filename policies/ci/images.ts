import { quote, RefgateError, type Problem } from '../errors';

/** The images in which the emitted jobs run. */
export interface PipelineImages {
  /** Node 20.9 or newer, npm and git. */
  readonly node: string;
  readonly terraform: string;
  readonly awsCli: string;
}

/** By tag, because a digest cannot be looked up here: whoever can push the tag decides what a job runs. */
export const TAGGED_IMAGES: PipelineImages = {
  node: 'node:22',
  terraform: 'hashicorp/terraform:1.11',
  awsCli: 'amazon/aws-cli:2.37.5',
};

/** The last part of a repository, by which an image of a mirror is known as well. */
const REPOSITORIES: Readonly<Record<string, keyof PipelineImages>> = {
  node: 'node',
  terraform: 'terraform',
  'aws-cli': 'awsCli',
};

/**
 * A reference with a digest: registry, repository, perhaps a tag, and the SHA-256 of the manifest.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
const PINNED =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?(?:[a-z0-9._-]+\/)*([a-z0-9._-]+)(?::[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64}$/;

/**
 * The images that the user pinned, and the tagged ones for the rest.
 * @param pinned references such as `node:22@sha256:…`, whatever their registry; each says by its repository which image it replaces
 * @throws RefgateError for one without a digest, of another repository, or given twice
 */
export function pinnedImages(pinned: readonly string[]): PipelineImages {
  const found: Partial<Record<keyof PipelineImages, string>> = {};
  const problems = pinned.flatMap((reference): readonly Problem[] => {
    const match = PINNED.exec(reference);
    const which = REPOSITORIES[match?.[1] ?? ''];
    if (match === null)
      return [
        {
          code: 'ERR_USAGE',
          message: 'the image is not pinned by its digest',
          got: quote(reference),
          expected: 'such as `node:22@sha256:` and 64 hexadecimal digits',
          fix: 'copy the digest from the registry, or from `docker buildx imagetools inspect`',
        },
      ];
    if (which === undefined || found[which] !== undefined)
      return [
        {
          code: 'ERR_USAGE',
          message: which === undefined ? 'no job runs in this image' : 'two images for the same jobs',
          got: quote(reference),
          expected: `one image for each of ${Object.keys(REPOSITORIES).map(quote).join(', ')}`,
          fix: 'remove it, or name the repository of a mirror that ends in one of them',
        },
      ];
    found[which] = reference;
    return [];
  });
  if (problems.length > 0) throw new RefgateError(problems);
  return { ...TAGGED_IMAGES, ...found };
}

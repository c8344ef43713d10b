import { pinnedImages, RefgateError, renderPipelineFile } from '../../../policies/index';
import { federationOf, SMALL_FEDERATION } from './awkward-federation';
import { jobsOf, type Job } from './pipeline-yaml';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const PINNED = [
  `node:22@${DIGEST}`,
  `registry.example.com:5000/mirror/hashicorp/terraform@${DIGEST}`,
  `amazon/aws-cli:2.37.5@${DIGEST}`,
];

const imagesOf = (pinned: readonly string[]): readonly string[] => {
  const jobs = jobsOf(
    renderPipelineFile(federationOf(SMALL_FEDERATION), { images: pinnedImages(pinned), pullCheck: true }),
  );
  return [
    ...new Set(
      Object.values(jobs as Readonly<Record<string, Job & { image?: string | { name: string } }>>).flatMap(
        ({ image }) => (image === undefined ? [] : [typeof image === 'string' ? image : image.name]),
      ),
    ),
  ];
};

test('every job runs in a pinned image once each is given, and the file no longer asks for it', () => {
  expect(imagesOf(PINNED).toSorted()).toEqual(PINNED.toSorted());
  const text = renderPipelineFile(federationOf(SMALL_FEDERATION), { images: pinnedImages(PINNED) });
  expect(text).not.toContain('Pin the images');
  expect(renderPipelineFile(federationOf(SMALL_FEDERATION))).toContain('# Pin the images by their digests');
});

test('images that are not given have a tag, and never `latest`', () => {
  for (const image of imagesOf([])) expect(image).toMatch(/^[\w/-]+:\d[\d.]*$/);
});

test.each([
  ['a tag alone', ['node:22'], /not pinned by its digest; got `node:22`/],
  ['a digest that is too short', ['node@sha256:0a0a'], /not pinned by its digest/],
  ['a digest in capitals', [`node@sha256:${'0A'.repeat(32)}`], /not pinned by its digest/],
  ['something after the digest', [`node@${DIGEST} x`], /not pinned by its digest/],
  ['another repository', [`python:3@${DIGEST}`], /no job runs in this image.*`node`, `terraform`, `aws-cli`/],
  ['two of one', [`node:22@${DIGEST}`, `node:24@${DIGEST}`], /two images for the same jobs/],
])('%s is refused', (_, given, reason) => {
  expect(() => pinnedImages(given)).toThrow(RefgateError);
  expect(() => pinnedImages(given)).toThrow(reason);
});

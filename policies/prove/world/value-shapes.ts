import {
  ALL_UNITS,
  both,
  either,
  except,
  oneOf,
  oneOrMore,
  repeat,
  sequence,
  text,
  unitsBetween,
  type Shape,
} from '../../automata/index';
import { PIPELINE_SOURCES } from '../../gitlab/index';

/** Ids of projects, namespaces and users: decimal digits without a leading zero. */
export const ID: Shape = sequence(oneOf(unitsBetween('1', '9')), repeat(oneOf(unitsBetween('0', '9'))));

/** Any text but the empty one. */
export const SOME_TEXT: Shape = oneOrMore(oneOf(ALL_UNITS));

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/enums/ci/pipeline.rb */
export const ANY_SOURCE: Shape = either(...PIPELINE_SOURCES);

/** Merge requests are made from branches. */
export const TAG_SOURCE: Shape = either(
  ...PIPELINE_SOURCES.filter((source) => source !== 'merge_request_event'),
);

/** The same, whatever other sources there are. */
export const OTHER_SOURCE: Shape = both(SOME_TEXT, except(text('merge_request_event')));

/** What runs on the ref of a merge request: its own pipeline, and the children of that. */
export const MERGE_REQUEST_SOURCE: Shape = either('merge_request_event', 'parent_pipeline');

export const RUNNER: Shape = either('gitlab-hosted', 'self-hosted');

import {
  ANYTHING,
  both,
  except,
  oneOf,
  oneOrMore,
  repeat,
  sequence,
  unitsBetween,
  unitsIn,
  unitUnion,
  type Shape,
} from '../../automata/index';

const FIRST = unitUnion(
  unitsBetween('a', 'z'),
  unitsBetween('A', 'Z'),
  unitsBetween('0', '9'),
  unitsIn('_.'),
);

const SEGMENT = both(
  sequence(oneOf(FIRST), repeat(oneOf(unitUnion(FIRST, unitsIn('-'))))),
  except(sequence(ANYTHING, '.git')),
  except(sequence(ANYTHING, '.atom')),
);

const GROUP = both(SEGMENT, except(sequence(ANYTHING, '.')));

/**
 * Full paths of projects. Wider than GitLab's rules, never narrower: reserved names and the limits on length and depth are
 * omitted.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/path_regex.rb
 */
export const PROJECT_PATH: Shape = sequence(oneOrMore(sequence(GROUP, '/')), SEGMENT);

import {
  ANYTHING,
  both,
  containing,
  except,
  oneOf,
  oneOrMore,
  repeat,
  sequence,
  text,
  unitComplement,
  unitRanges,
  unitsIn,
  unitUnion,
  type Shape,
} from '../../automata/index';

const CONTROLS = unitRanges([0x00, 0x1f, 0x7f, 0x7f]);

/** What a part of a ref between slashes is made of. */
const LETTER = oneOf(unitComplement(unitUnion(CONTROLS, unitsIn(' ~^:?*[\\/'))));

const PART = both(oneOrMore(LETTER), except(sequence('.', ANYTHING)), except(sequence(ANYTHING, '.lock')));

/**
 * Short names that `git check-ref-format` accepts.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export const GIT_REF: Shape = both(
  sequence(PART, repeat(sequence('/', PART))),
  except(containing('..')),
  except(containing('@{')),
  except(sequence(ANYTHING, '.')),
  except(text('@')),
);

/**
 * What GitLab refuses beyond git.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/git_ref_validator.rb
 */
export const GITLAB_REF: Shape = both(
  GIT_REF,
  except(sequence('-', ANYTHING)),
  except(sequence('refs/heads/', ANYTHING)),
  except(sequence('refs/tags/', ANYTHING)),
  except(sequence('refs/remotes/', ANYTHING)),
  except(text('HEAD')),
);

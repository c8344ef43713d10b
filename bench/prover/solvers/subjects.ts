import { ALL, both, either, not, repeat, sequence, unitsOf, type Term } from './term';

const LETTER = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x61, 0x7a],
] as const;
const first = unitsOf(...LETTER, '_.');
const segment = sequence(first, repeat(unitsOf(...LETTER, '_.-')));
const path = sequence(segment, '/', repeat(sequence(segment, '/')), segment);
/** No control character, no space, none of `~^:?*[\`. */
const refUnit = unitsOf(
  [0x21, 0x29],
  [0x2b, 0x39],
  [0x3b, 0x3e],
  [0x40, 0x5a],
  [0x5d, 0x5d],
  [0x5f, 0x7d],
  [0x80, 0xffff],
);
const NO_COLON = repeat(unitsOf([0, 0x39], [0x3b, 0xffff]));

function subjectWith(ref: Term): Term {
  return sequence('project_path:', NO_COLON, ':ref_type:', NO_COLON, ':ref:', ref);
}

const anywhere = (part: Term | string): Term => sequence(ALL, part, ALL);
const BAD_REFS: readonly Term[] = [
  anywhere('..'),
  anywhere('@{'),
  anywhere('//'),
  sequence(ALL, either('.', '/')),
  either('@', 'HEAD'),
  sequence(either('/', '.', '-'), ALL),
  anywhere('/.'),
  sequence(ALL, '.lock'),
  anywhere('.lock/'),
  sequence('refs/', either('heads', 'tags', 'remotes'), '/', ALL),
];

const name = sequence(refUnit, repeat(refUnit));
const subject = (ofPath: Term, ofRef: Term): Term =>
  sequence('project_path:', ofPath, ':ref_type:', either('branch', 'tag'), ':ref:', ofRef);

/**
 * The subjects that a GitLab of one's own mints by default: paths by GitLab's rules, refs by git's and GitLab's. All conjunctions are
 * outermost.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export const SUBJECTS: Term = both(
  subject(path, name),
  not(sequence('project_path:', ALL, either('.git', '.atom'), unitsOf(':/'), ALL)),
  not(sequence('project_path:', NO_COLON, './', ALL)),
  not(subjectWith(either(...BAD_REFS))),
);

/** The same language, each component by itself. */
export const SUBJECTS_BY_PART: Term = subject(
  both(
    path,
    not(
      either(
        sequence(ALL, either('.git', '.atom')),
        sequence(ALL, either('.git', '.atom'), '/', ALL),
        sequence(ALL, './', ALL),
      ),
    ),
  ),
  both(name, not(either(...BAD_REFS))),
);

/** A larger one that solvers find easier: refs of the right letters, in any order. */
export const ROUGH_SUBJECTS: Term = subject(path, name);

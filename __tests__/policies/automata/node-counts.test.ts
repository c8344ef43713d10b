import { questions } from '../../support/engine-questions';
import { verdictLine } from '../../support/verdict-line';

/** Answer, witness and stored product states of every fixed question: free of noise, so that a change shows. */
const EXPECTED: Readonly<Record<string, string>> = {
  'a value within a prefix': 'empty by syntactic, 0 nodes',
  'a value that is not covered': 'sub "project_path:acme/api:ref_type:branch:ref:main"; 0 nodes',
  'an open prefix swallows another project': 'sub "project_path:acme/apib:ref_type:tag:ref:b"; 27 nodes',
  'all branches against main and release': 'sub "project_path:acme/d:ref_type:branch:ref:d"; 25 nodes',
  'branch and tag together are everything, in the universe': 'empty by search, 29 nodes',
  'branch and tag together are not everything without it': 'sub "project_path:acme/"; 0 nodes',
  'a ref named like another type': 'empty by search, 47 nodes',
  'a star across fields': 'sub "project_path:acme/d:ref_type:tag:ref:main"; 33 nodes',
  'eight patterns against four rules': 'empty by syntactic, 0 nodes',
  'six exclusions': 'sub "project_path:b/b:ref_type:branch:ref:b"; 41 nodes',
  'forty exclusions': 'sub "project_path:a/a:ref_type:tag:ref:a"; 41 nodes',
  'the shortest subject': 'sub "project_path:a/a:ref_type:tag:ref:a"; 41 nodes',
  'a version tag with `?`': 'empty by syntactic, 0 nodes',
  '`?` behind a star within the universe': 'empty by search, 40 nodes',
  'a ref may not end in .lock': 'empty by search, 59 nodes',
  'a ref may not contain two dots': 'empty by search, 52 nodes',
  'a path with a dot': 'sub "project_path:a./a:ref_type:tag:ref:a"; 53 nodes',
  'no letter is fresh: both excluded': 'empty by search, 1 nodes',
  'no letter is fresh: one repeated': 'sub "a"; 2 nodes',
  'no letter is fresh: all pairs': 'sub "abbba"; 8 nodes',
  'case does not matter': 'sub "MaiN"; 5 nodes',
  'case does not matter on both sides': 'empty by syntactic, 0 nodes',
  'every letter but the named ones': 'sub "0"; 1 nodes',
  'two keys, one free': 'sub "a", aud missing; 0 nodes',
  'two keys, neither may fail': 'sub "b", aud "y"; 2 nodes',
  'two keys, holds crosswise': 'empty by syntactic, 0 nodes',
  'thirty statements with a key each': 'empty by syntactic, 0 nodes',
  'a negated atom admits the missing key': 'sub missing; 0 nodes',
  'present and nothing else': 'sub ""; 0 nodes',
  'missing or too long': 'sub missing, aud missing; 5 nodes',
  'a missing key fails a plain atom': 'empty by syntactic, 0 nodes',
  'a tautology': 'anything; 0 nodes',
  '5,000 values within a prefix': 'empty by syntactic, 0 nodes',
  '5,000 values but one': 'sub "project_path:acme/api:0"; 10 nodes',
  '5,000 patterns around one': 'sub "project_path:acme/p77:ref_type:tag:ref:d"; 25 nodes',
  '10,000 letters against stars': 'sub of 5001; 5000 nodes',
  '10,000 letters with `?`': 'sub of 10000; 5000 nodes',
  'a shape against its glob': 'empty by search, 3 nodes',
  'twelve `?` behind a star, one position at a time': 'empty by search, 26 nodes',
};

describe('fixed questions keep their answers, witnesses and node counts', () => {
  it('every question has its row', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(questions));
    expect(Object.keys(questions).length).toBeGreaterThanOrEqual(30);
  });

  it.each(Object.keys(questions))('%s', (note) => {
    expect(verdictLine(questions[note]!)).toBe(EXPECTED[note]);
  });
});

import { LINT_RULES, lintCi, type CiLint } from '../../../policies/index';
import { declarationOf, EXAMPLE_DECLARATION } from './example-declaration';

const federation = declarationOf(EXAMPLE_DECLARATION);
const files: Readonly<Record<string, string>> = {
  'tokens.yml': 'x: { script: [a] }',
  'build.yml': 'y: { script: [b] }',
};

function lint(text: string): CiLint {
  return lintCi(text, {
    file: '.gitlab-ci.yml',
    files: { read: (path) => files[path], list: () => Object.keys(files) },
    federation,
  });
}

const said = ({ findings, open }: CiLint): readonly string[] => [
  ...findings.map(({ rule, message }) => `${rule}: ${message}`),
  ...open.map(({ message }) => `open: ${message}`),
];

test('ids are unique, in order, and as files are named', () => {
  const ids = LINT_RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

describe.each(LINT_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('finds its mistake in the bad example, with the line', () => {
    const found = lint(rule.bad).findings.filter((finding) => finding.rule === id);
    expect(found).not.toEqual([]);
    for (const finding of found) {
      expect(finding).toMatchObject({
        severity: rule.severity,
        position: { file: '.gitlab-ci.yml', line: expect.any(Number), column: expect.any(Number) },
      });
      expect(finding.message).toMatch(/^[a-z`].*[^.]$/);
      expect(finding.fix).not.toBe('');
    }
  });

  test('the good example has no mistake at all, and nothing is left open', () => {
    expect(said(lint(rule.good))).toEqual([]);
  });

  test('says what it is, and where it comes from', () => {
    expect(rule.title).toMatch(/^[a-z`].*[^.]$/);
    expect(rule.rationale).toMatch(/\.$/);
    expect(rule.sources.every((url) => url.startsWith('https://'))).toBe(true);
  });
});

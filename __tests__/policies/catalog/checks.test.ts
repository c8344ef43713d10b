import { CHECKS, runCatalog, type Example, type Finding } from '../../../policies/catalog/index';
import { parsePolicy } from '../../../policies/trust/index';

const found = new Map<Example, readonly Finding[]>();

/** Each example is judged once: many checks share their good one. */
function find(example: Example): readonly Finding[] {
  const findings = found.get(example) ?? judged(example);
  found.set(example, findings);
  return findings;
}

function judged({ document, known, suppressions = [] }: Example): readonly Finding[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runCatalog({ policy: parsed.policy, document, ...known }, { suppressions }).findings;
}

const rows = CHECKS.map((check) => [check.id, check] as const);

test('ids are unique, kebab-case and sorted', () => {
  const ids = CHECKS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test.each(rows)('%s finds its bad example', (id, check) => {
  const own = find(check.bad).filter((finding) => finding.check === id);
  expect(own.length).toBeGreaterThan(0);
  expect(own.map(({ severity }) => severity)).toEqual(own.map(() => check.severity));
});

test.each(rows)('%s is silent on its good example, where nothing else is an error', (id, check) => {
  const findings = find(check.good);
  expect(findings.filter((finding) => finding.check === id || finding.severity === 'error')).toEqual([]);
});

test.each(rows)('%s points into the document and speaks as the house does', (_id, check) => {
  for (const { message, pointer, fix } of find(check.bad)) {
    expect(at(check.bad.document, pointer)).toBeDefined();
    expect(message).toMatch(/^(AWS|IAM|GitLab|[a-z`0-9])[^\n]*[^.\n]$/);
    expect(fix).toMatch(/[^.]$/);
  }
});

/** The value at a JSON pointer. */
function at(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
}

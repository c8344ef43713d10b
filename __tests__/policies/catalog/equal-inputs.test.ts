import { equalInputs, runCatalog, type CheckInput } from '../../../policies/catalog/index';
import { CHECKS } from '../../../policies/catalog/registry';
import { parsePolicy } from '../../../policies/trust/index';

const NOTHING = { managed: [], inline: {} };

function inputOf(document: unknown, facts: Partial<CheckInput>): CheckInput {
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('the example does not parse');
  return { policy: parsed.policy, document, ...facts };
}

/** What each check finds, as two roles of other names. */
const EXAMPLES = CHECKS.map(({ id, bad }) => [id, bad] as const);

test.each(EXAMPLES)('%s: an instance of another name is judged alike', (_, example) => {
  const { role: _role, ...facts } = example as unknown as CheckInput;
  const [one, two] = ['one', 'two'].map((role) => inputOf(facts.document, { ...facts, role })) as [
    CheckInput,
    CheckInput,
  ];
  const first = equalInputs();
  first(one);
  const same = first(two);
  if (same !== one) return;
  const withoutStatements = ({ findings, undecided, issuers }: ReturnType<typeof runCatalog>): unknown => [
    findings.map(({ statement, ...rest }) => [statement?.index, rest]),
    undecided,
    issuers,
  ];
  expect(withoutStatements(runCatalog(two, { same }))).toEqual(withoutStatements(runCatalog(two)));
});

const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'accounts.google.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  ],
};
const PLAIN = inputOf(DOCUMENT, { role: 'a', arn: 'arn:aws:iam::111122223333:role/a', permissions: NOTHING });

test.each<[string, Partial<CheckInput>, boolean]>([
  ['only the name and the ARN differ', { role: 'b', arn: 'arn:aws:iam::111122223333:role/b' }, true],
  ['the account differs', { account: '444455556666' }, false],
  ['the length of a session differs', { maxSessionSeconds: 7200 }, false],
  [
    'it may do something',
    { role: 'b', permissions: { managed: ['arn:aws:iam::aws:policy/IAMFullAccess'], inline: {} } },
    false,
  ],
  ['it leads to another', { role: 'b', reachedFrom: ['x'] }, false],
])('%s', (_, facts, isSame) => {
  const first = equalInputs();
  first(PLAIN);
  expect(first({ ...PLAIN, ...facts }) === PLAIN).toBe(isSame);
});

test('another policy is another input', () => {
  const first = equalInputs();
  first(PLAIN);
  const other = inputOf({ ...DOCUMENT, Version: '2008-10-17' }, { permissions: NOTHING });
  expect(first(other)).toBe(other);
});

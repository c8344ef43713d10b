import { quote } from '../errors';
import { policySize } from '../trust/index';
import { type Fault, type InnerFault, type IsUnknown, nothingUnknown, type Place } from './fault';
import { permissionStatementFaults } from './permission-statement';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
const INLINE_POLICY_NAME = /^[A-Za-z0-9_+=,.@-]{1,128}$/;
const MAX_CHARACTERS = 10_240;
const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'] as const;

type Document = Readonly<Record<string, unknown>>;

/**
 * What AWS would refuse about a role's inline policies, each at its place.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function inlinePolicyFaults(
  inline: Readonly<Record<string, unknown>>,
  isUnknown: IsUnknown = nothingUnknown,
): readonly InnerFault[] {
  return [
    ...Object.entries(inline).flatMap(([name, document]) => [
      ...nameFaults(name),
      ...documentFaults(name, document, isUnknown),
    ]),
    ...sizeFaults(inline),
  ];
}

/** All inline policies of a role together, white space not counted. */
function sizeFaults(inline: Readonly<Record<string, unknown>>): readonly InnerFault[] {
  const sizes = Object.entries(inline).map(([name, document]) => ({
    name,
    size: policySize(document ?? ''),
  }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const largest = sizes.toSorted((a, b) => b.size - a.size)[0];
  if (total <= MAX_CHARACTERS || largest === undefined) return [];
  const fault: Fault = {
    code: 'ERR_QUOTA',
    message: 'the inline policies of a role are too long',
    got: `${total} characters, ${largest.size} of them in ${quote(largest.name)}`,
    expected: `at most ${MAX_CHARACTERS} together`,
    fix: 'move some of them to a managed policy',
  };
  return [{ path: [], fault }];
}

function nameFaults(name: string): readonly InnerFault[] {
  if (INLINE_POLICY_NAME.test(name)) return [];
  const fault: Fault = {
    code: 'ERR_PERMISSIONS',
    message: `AWS refuses the inline policy name ${quote(name)}`,
    expected: '1 to 128 letters, digits or `_+=,.@-`',
  };
  return [{ path: [name], fault }];
}

function documentFaults(name: string, written: unknown, isUnknown: IsUnknown): readonly InnerFault[] {
  const faults: InnerFault[] = [];
  const report = (path: Place, message: string, expected: string, fix?: string): void => {
    faults.push({ path: [name, ...path], fault: { code: 'ERR_PERMISSIONS', message, expected, fix } });
  };
  const policy = `the inline policy ${quote(name)}`;
  if (isUnknown(written) && typeof written !== 'string') return [];
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    const fix = 'write the policy as keys and values, not as text';
    report([], `${policy} is not a document`, 'a mapping with `Version` and `Statement`', fix);
    return faults;
  }
  const document = written as Document;
  for (const key of Object.keys(document)) {
    if (!DOCUMENT_KEYS.some((known) => known === key)) {
      const expected = DOCUMENT_KEYS.map(quote).join(', ');
      report([key], `${policy} has the key ${quote(key)}`, expected, 'remove it');
    }
  }
  const { Version, Statement } = document;
  if (!isUnknown(Version) && Version !== '2012-10-17') {
    const place = Version === undefined ? [] : ['Version'];
    const what = Version === undefined ? 'has no `Version`' : 'has another language version';
    report(place, `${policy} ${what}`, '`2012-10-17`', `write ${quote('Version: "2012-10-17"')}`);
  }
  if (Statement === undefined) {
    report([], `${policy} has no \`Statement\``, 'a policy document');
    return faults;
  }
  if (isUnknown(Statement)) return faults;
  const isList = Array.isArray(Statement);
  const statements: readonly unknown[] = isList ? Statement : [Statement];
  if (statements.length === 0) report(['Statement'], `${policy} is empty`, 'a `Statement` in it');
  const places = statements.map((_, index): Place => [name, 'Statement', ...(isList ? [index] : [])]);
  for (const [index, statement] of statements.entries()) {
    faults.push(...permissionStatementFaults(policy, statement, places[index] ?? [], isUnknown));
  }
  return [...faults, ...twinSids(policy, statements, places)];
}

function twinSids(
  policy: string,
  statements: readonly unknown[],
  places: readonly Place[],
): readonly InnerFault[] {
  const sids = statements.map((statement) => (statement as { readonly Sid?: unknown } | null)?.Sid);
  return sids.flatMap((sid, index): readonly InnerFault[] =>
    typeof sid !== 'string' || sids.indexOf(sid) === index
      ? []
      : [
          {
            path: [...(places[index] ?? []), 'Sid'],
            fault: {
              code: 'ERR_PERMISSIONS',
              message: `${policy} has two statements with the \`Sid\` ${quote(sid)}`,
              fix: 'rename one of them',
            },
          },
        ],
  );
}

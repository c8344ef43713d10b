import { quote } from '../../errors';
import type { InnerFault } from '../fault';
import type { Path } from '../yaml-tree';
import { permissionStatementFaults } from './permission-statement';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
const INLINE_POLICY_NAME = /^[A-Za-z0-9_+=,.@-]{1,128}$/;
const MOST_CHARACTERS = 10_240;
const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'] as const;

type Document = Readonly<Record<string, unknown>>;

/**
 * What AWS would refuse about a role's inline policies, each at its place.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function inlinePolicyFaults(inline: Readonly<Record<string, Document>>): readonly InnerFault[] {
  const size = Object.values(inline).reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  const tooLong: InnerFault = {
    path: [],
    fault: {
      code: 'ERR_QUOTA',
      message: 'the inline policies of a role are too long',
      got: `${size} characters`,
      expected: `at most ${MOST_CHARACTERS} together`,
      fix: 'move some of them to a managed policy',
    },
  };
  return [
    ...Object.entries(inline).flatMap(([name, document]) => documentFaults(name, document)),
    ...(size <= MOST_CHARACTERS ? [] : [tooLong]),
  ];
}

function documentFaults(name: string, document: Document): readonly InnerFault[] {
  const faults: InnerFault[] = [];
  const report = (path: Path, message: string, expected: string, fix?: string): void => {
    faults.push({ path: [name, ...path], fault: { code: 'ERR_PERMISSIONS', message, expected, fix } });
  };
  const policy = `the inline policy ${quote(name)}`;
  if (!INLINE_POLICY_NAME.test(name)) {
    report([], `AWS refuses the inline policy name ${quote(name)}`, '1 to 128 letters, digits or `_+=,.@-`');
  }
  for (const key of Object.keys(document)) {
    if (!DOCUMENT_KEYS.some((known) => known === key)) {
      const expected = DOCUMENT_KEYS.map(quote).join(', ');
      report([key], `${policy} has the key ${quote(key)}`, expected, 'remove it');
    }
  }
  const { Version, Statement } = document;
  if (Version !== '2012-10-17') {
    const place = Version === undefined ? [] : ['Version'];
    const what = Version === undefined ? 'has no `Version`' : 'has another language version';
    report(place, `${policy} ${what}`, '`2012-10-17`', `write ${quote('Version: "2012-10-17"')}`);
  }
  if (Statement === undefined) {
    report([], `${policy} has no \`Statement\``, 'a policy document');
    return faults;
  }
  const isList = Array.isArray(Statement);
  const statements: readonly unknown[] = isList ? Statement : [Statement];
  if (statements.length === 0) report(['Statement'], `${policy} is empty`, 'a `Statement` in it');
  const places = statements.map((_, index): Path => [name, 'Statement', ...(isList ? [index] : [])]);
  for (const [index, statement] of statements.entries()) {
    faults.push(...permissionStatementFaults(policy, statement, places[index] ?? []));
  }
  return [...faults, ...twinSids(policy, statements, places)];
}

function twinSids(
  policy: string,
  statements: readonly unknown[],
  places: readonly Path[],
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

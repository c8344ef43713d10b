import type { PartialRole, RoleCase } from '../artifact/index';
import type { Finding } from '../catalog/index';
import { quote } from '../errors';
import { commonOf, unionOf } from './joined-policies';
import type { PartialTrust } from './partial-trust';
import type { OpenPolicy } from './policy-bounds';

/** The role with the trust policy that it has in each case; nothing where it is the same in all. */
export function rolesInCases(
  role: PartialRole,
): readonly { readonly role: PartialRole; readonly of: RoleCase }[] | undefined {
  return role.cases?.map((of) => {
    const { parts, unknown, positionAt } = of;
    return { of, role: { ...role, cases: undefined, parts, unknown, positionAt } };
  });
}

/**
 * What can be said of a role whose trust policy depends on something that is not known: what is found in every case, and what is found in
 * some, which is named. Nothing where there are no cases, or one of which nothing can be told.
 * @param judge judges the role as it is in one case
 */
export function inEveryCase(
  given: PartialRole,
  judge: (role: PartialRole) => PartialTrust | undefined,
): PartialTrust | undefined {
  const judged = rolesInCases(given)?.map(({ role, of }) => ({ of, trust: judge(role) }));
  const told = judged?.flatMap(({ of, trust }) => (trust === undefined ? [] : [{ of, trust }]));
  const [first] = told ?? [];
  if (told === undefined || first === undefined || told.length !== judged?.length) return undefined;
  const isOfTokens = told.some(({ trust }) => trust.because !== undefined || trust.findings.length > 0);
  if (!isOfTokens) return { written: first.trust.written, shown: first.trust.shown, findings: [] };
  const checks = told.map(({ trust }) => new Set(trust.findings.map(({ check }) => check)));
  const isAlways = ({ check }: Finding): boolean => checks.every((found) => found.has(check));
  const findings = new Map<string, Finding>();
  for (const { of, trust } of told) {
    for (const finding of trust.findings.filter(isAlways)) {
      const isSame = told.every((other) =>
        other.trust.findings.some((one) => one.message === finding.message),
      );
      const message = isSame ? finding.message : `${finding.message} (where ${of.when})`;
      const key = `${finding.check} ${message}`;
      if (!findings.has(key)) findings.set(key, { ...finding, message });
    }
  }
  const reasons = given.unknown.map(({ reason }) => reason);
  const sometimes = new Map<string, string[]>();
  const nested: string[] = [];
  for (const { of, trust } of told) {
    const found = trust.findings.filter((one) => one.severity !== 'note' && !isAlways(one));
    const ids = [...new Set(found.map(({ check }) => check))].join(', ');
    if (ids !== '') sometimes.set(ids, [...(sometimes.get(ids) ?? []), of.when]);
    const { because = '' } = trust;
    const own = reasons.reduce((text, reason) => text.replace(`; ${reason}`, ''), because);
    if (own !== '') nested.push(`if ${of.when}: ${own}`);
  }
  return {
    written: first.trust.written,
    findings: [...findings.values()],
    because: [
      ...new Set([
        dependsOn(given),
        ...[...sometimes].map(([ids, when]) => `${ids}, if ${when.join(', or ')}`),
        ...nested,
        ...reasons,
      ]),
    ].join('; '),
  };
}

function dependsOn({ cases = [] }: PartialRole): string {
  const names = new Set(cases.flatMap((one) => one.names.map(quote)));
  return `depends on ${[...names].join(', ')}`;
}

/** What bounds a role in every case: it admits at most what some case admits, and at least what all of them do. */
export function boundsInCases(role: PartialRole, open: readonly OpenPolicy[]): OpenPolicy | undefined {
  const atMost = unionOf(open.map((one) => one.atMost));
  const atLeast = commonOf(open.map((one) => one.atLeast));
  if (atMost === undefined || atLeast === undefined) return undefined;
  const all = (of: (one: OpenPolicy) => readonly string[]): readonly string[] => [
    ...new Set(open.flatMap(of)),
  ];
  const names = (role.cases ?? []).flatMap((one) => one.names);
  return {
    atMost,
    atLeast,
    because: [
      dependsOn(role),
      ...new Set(open.flatMap(({ because }) => (because === '' ? [] : [because]))),
    ].join('; '),
    names: [...new Set([...names, ...all((one) => one.names)])],
    unknowns: [...new Set([...names, ...all((one) => one.unknowns)])],
    callers: all((one) => one.callers),
    assumptions: all((one) => one.assumptions),
    text: open.map(({ text }) => text).join('\n'),
    definition: role.definition,
  };
}

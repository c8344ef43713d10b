import type { Finding } from '../catalog/index';
import { quote } from '../errors';
import type { Role } from '../federation/index';
import type { GrantRule, RefPattern } from '../grant/index';
import { closest } from '../trust/index';
import type { JudgedTrust } from './judged-trust';
import type { Judgement, Proof } from './judgement';

/**
 * Findings about refs of a trust entry with `protected: true` that no protection rule of the project covers: no job of such a ref can
 * assume the role. Whether an entry has a token is asked of the declared rules; rules that are not declared leave it open.
 */
export function vacuousEntries(role: Role): readonly Finding[] {
  const { rules } = role.grant;
  return rules.flatMap((rule) =>
    vacuousRefs(rule).map((ref): Finding => {
      const known = protectionOf(rule, ref).map(({ pattern }) => pattern);
      const near = closest(ref.pattern, known);
      const what = `${ref.type} ${quote(ref.pattern)}`;
      return {
        check: isVacuous(role) ? 'no-token-can-assume' : 'dead-statement',
        severity: 'error',
        message: `no token can assume the role through ${what} of project ${quote(rule.project.path)}: the entry demands a protected ref, and ${
          known.length === 0
            ? `no ${ref.type} of the project is protected`
            : `only ${known.map(quote).join(', ')} ${known.length === 1 ? 'is' : 'are'} protected`
        }`,
        pointer: '',
        position: role.position,
        fix:
          near === undefined
            ? `protect it under \`protected_${PLURAL[ref.type]}\`, there and in GitLab, or correct the name`
            : `did you mean ${quote(near)}? Otherwise protect it under \`protected_${PLURAL[ref.type]}\`, there and in GitLab`,
      };
    }),
  );
}

const PLURAL: Readonly<Record<RefPattern['type'], string>> = { branch: 'branches', tag: 'tags' };

/** Whether no entry of a role's trust has a ref that can be protected. */
function isVacuous({ grant: { rules } }: Role): boolean {
  return rules.length > 0 && rules.every((rule) => vacuousRefs(rule).length === rule.refs.length);
}

/** A proof about a role that no token can assume holds for lack of tokens: it says so, also where that finding was accepted. */
export function markVacuous(
  proofs: readonly Proof[],
  trusts: readonly JudgedTrust[],
  suppressed: Judgement['suppressed'],
): readonly Proof[] {
  const found = [
    ...trusts.flatMap(({ key, findings }) => findings.map((finding) => ({ role: key, finding }))),
    ...suppressed,
  ];
  const dead = new Set(
    found.filter(({ finding }) => finding.check === 'no-token-can-assume').map(({ role }) => role),
  );
  return proofs.map((proof) => {
    const role = proof.verdict === 'proved' ? proof.roles.find((key) => dead.has(key)) : undefined;
    if (role === undefined) return proof;
    return { ...proof, property: `${proof.property} (vacuous: no token can assume ${quote(role)})` };
  });
}

function vacuousRefs(rule: GrantRule): readonly RefPattern[] {
  if (!rule.protected) return [];
  return rule.refs.filter((ref) => {
    const { protectedBranches, protectedTags } = rule.project;
    if ((ref.type === 'branch' ? protectedBranches : protectedTags) === 'unknown') return false;
    return !protectionOf(rule, ref).some(({ pattern }) => meet(pattern, ref.pattern));
  });
}

function protectionOf({ project }: GrantRule, { type }: RefPattern): readonly { readonly pattern: string }[] {
  const rules = type === 'branch' ? project.protectedBranches : project.protectedTags;
  return rules === 'unknown' ? [] : rules;
}

/** Whether some name matches both of two patterns in which `*` is any run of characters. */
function meet(a: string, b: string): boolean {
  let open = new Set(['0 0']);
  const seen = new Set(open);
  while (open.size > 0) {
    const next = new Set<string>();
    for (const state of open) {
      const [i = 0, j = 0] = state.split(' ').map(Number);
      if (i === a.length && j === b.length) return true;
      const steps: (readonly [number, number])[] = [];
      if (a[i] === '*') steps.push([i + 1, j], ...(j < b.length ? [[i, j + 1] as const] : []));
      if (b[j] === '*') steps.push([i, j + 1], ...(i < a.length ? [[i + 1, j] as const] : []));
      if (i < a.length && a[i] === b[j]) steps.push([i + 1, j + 1]);
      for (const step of steps.map((to) => to.join(' '))) {
        if (seen.has(step)) continue;
        seen.add(step);
        next.add(step);
      }
    }
    open = next;
  }
  return false;
}

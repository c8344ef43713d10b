import { ruleCovers, type AccessLevel, type ProtectionRule } from '../../policies/gitlab/index';
import type { MintingRole, ProjectRights } from '../../policies/mint/index';

/** The token of a pipeline, as far as these worlds tell. */
export interface MintedToken {
  readonly pipeline: 'branch' | 'tag' | 'merge_request';
  readonly source: 'push' | 'web' | 'merge_request_event';
  readonly ref: string;
  readonly refProtected: boolean;
  /** Of a merge request: the branch that it goes into. */
  readonly into?: string;
  /** The name of a protected environment that the job deploys to. */
  readonly environment?: string;
}

/** A pipeline that some people got to run, and whether one of them chose its code. */
export interface MintedRun {
  readonly token: MintedToken;
  readonly ownCode: boolean;
}

/** A branch that anybody may make, whatever the rules: one of a name that no rule covers, or a target of no right. */
const FREE_TARGET = 'free-target';

/** A project whose rules are all known, with the refs that people may use. */
export interface MintWorld extends ProjectRights {
  readonly refs: readonly string[];
}

const ROLES: readonly MintingRole[] = ['developer', 'maintainer', 'admin'];

function has(user: MintingRole, level: AccessLevel): boolean {
  return level !== 'no_one' && ROLES.indexOf(user) >= ROLES.indexOf(level);
}

/** Of several rules the one that allows most counts. */
function may(user: MintingRole, rules: readonly ProtectionRule[], of: (rule: ProtectionRule) => AccessLevel) {
  return rules.some((rule) => has(user, of(rule)));
}

/**
 * Every pipeline that some people can run together, found by letting each of them do everything that GitLab lets him do: no formula for who is
 * needed, only what one person may do.
 * @param users the roles of different people
 */
export function everyRun(world: MintWorld, users: readonly MintingRole[]): readonly MintedRun[] {
  const { refs, protectedBranches, protectedTags, environments, mergeRequests } = world;
  if (
    protectedBranches === 'unknown' ||
    protectedTags === 'unknown' ||
    environments === 'unknown' ||
    mergeRequests === 'unknown'
  )
    throw new Error('these worlds know their rules');
  const people = users.map((role, id) => ({ role, id }));
  type Person = (typeof people)[number];
  const started: (MintedRun & { readonly by: Person })[] = [];
  const rulesOf = (ref: string, type: 'branch' | 'tag') =>
    (type === 'branch' ? protectedBranches : protectedTags).filter(({ pattern }) => ruleCovers(pattern, ref));
  const pushes = (person: Person, ref: string): boolean => {
    const rules = rulesOf(ref, 'branch');
    return rules.length === 0 || may(person.role, rules, ({ push }) => push);
  };
  const mergesInto = (person: Person, ref: string): boolean => {
    const rules = rulesOf(ref, 'branch');
    return rules.length === 0 || may(person.role, rules, ({ merge }) => merge);
  };
  const isProtected = (ref: string, type: 'branch' | 'tag'): boolean => rulesOf(ref, type).length > 0;

  // a merge request may go into any branch, which somebody with the right may make
  const pool = [...refs, ...protectedBranches.map(({ pattern }) => pattern.replaceAll('*', 'zz'))];

  // whose code is on which branch, until nothing more can be done
  const written = new Set<string>();
  for (const ref of refs) {
    for (const person of people) {
      const token = { pipeline: 'branch', ref, refProtected: isProtected(ref, 'branch') } as const;
      if (pushes(person, ref)) {
        written.add(ref);
        started.push({ by: person, ownCode: true, token: { ...token, source: 'push' } });
      }
    }
    // a merge request from a branch of a name that nobody protects: the author, those who approve, and who merges
    for (const author of people) {
      const approvals = people.filter((person) => mergeRequests.byAuthor || person !== author);
      if (approvals.length < mergeRequests.approvals) continue;
      for (const person of people) {
        if (!isProtected(ref, 'branch') || !mergesInto(person, ref)) continue;
        written.add(ref);
        const token = { pipeline: 'branch', ref, refProtected: true, source: 'push' } as const;
        started.push({ by: person, ownCode: true, token });
      }
    }
  }
  for (const ref of refs) {
    for (const person of people) {
      if (!pushes(person, ref) && !mergesInto(person, ref)) continue;
      const ownCode = written.has(ref);
      const refProtected = isProtected(ref, 'branch');
      started.push({
        by: person,
        ownCode,
        token: { pipeline: 'branch', ref, refProtected, source: 'web' },
      });
      // any unprotected target; a protected one only where the same person may write to it
      const targets = [
        FREE_TARGET,
        ...pool.filter((target) => target !== ref && isProtected(target, 'branch')),
      ];
      for (const target of targets) {
        if (target !== FREE_TARGET && !pushes(person, target) && !mergesInto(person, target)) continue;
        const token = {
          pipeline: 'merge_request',
          source: 'merge_request_event',
          ref,
          refProtected: target !== FREE_TARGET && refProtected,
          into: target,
        } as const;
        started.push({ by: person, ownCode, token });
      }
    }
    for (const person of people) {
      const rules = rulesOf(ref, 'tag');
      if (rules.length > 0 && !may(person.role, rules, ({ push }) => push)) continue;
      for (const source of ['push', 'web'] as const)
        started.push({
          by: person,
          ownCode: true,
          token: { pipeline: 'tag', source, ref, refProtected: rules.length > 0 },
        });
    }
  }
  return started.flatMap(({ by, token, ownCode }): MintedRun[] => [
    { token, ownCode },
    ...environments.flatMap(({ name, deploy, approvals, approve }) => {
      const approvers = people.filter((person) => person !== by && has(person.role, approve));
      if (!has(by.role, deploy) || approvers.length < approvals) return [];
      return [{ token: { ...token, environment: name }, ownCode }];
    }),
  ]);
}

/** All coalitions of up to so many people. */
export function coalitions(size: number): readonly (readonly MintingRole[])[] {
  const grow = (left: number, from: number): (readonly MintingRole[])[] =>
    left === 0
      ? [[]]
      : [
          [],
          ...ROLES.slice(from).flatMap((role, at) =>
            grow(left - 1, from + at).map((rest) => [role, ...rest] as const),
          ),
        ];
  return grow(size, 0)
    .filter(({ length }) => length > 0)
    .map((roles) => roles.toSorted((a, b) => ROLES.indexOf(b) - ROLES.indexOf(a)));
}

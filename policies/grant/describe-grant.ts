import { breakGlassInWords } from './break-glass';
import type { Grant, GrantRule, RefPattern } from './grant';
import { requestInWords } from './request-conditions';

/**
 * Whom a grant admits, in plain words: one line for each rule, for a comment above the role.
 * `acme/platform/api (project 101): protected branch main; started by push, schedule or web`
 */
export function describeGrant(grant: Grant): readonly string[] {
  const request = requestInWords(grant).map((words) => `only if ${words}`);
  const other = breakGlassInWords(grant);
  const rules = grant.rules.map((rule) => {
    const { path, id } = rule.project;
    const project = id === undefined ? path : `${path} (project ${id})`;
    const parts = [
      describeRefs(rule),
      describeSources(rule),
      ...describeRunner(rule),
      ...describeEnvironment(rule),
      ...request,
    ];
    return `${project}: ${parts.join('; ')}`;
  });
  return other === undefined ? rules : [...rules, other];
}

function describeRefs(rule: GrantRule): string {
  const parts = (['branch', 'tag'] as const).flatMap((type) => {
    const refs = rule.refs.filter((ref) => ref.type === type);
    return refs.length === 0 ? [] : [describeRefsOf(type, refs, rule.protected)];
  });
  return list(parts, 'and');
}

function describeRefsOf(
  type: RefPattern['type'],
  refs: readonly RefPattern[],
  onlyProtected: boolean,
): string {
  const prefix = onlyProtected ? 'protected ' : '';
  const plural = type === 'branch' ? 'branches' : 'tags';
  if (refs.some(({ pattern }) => pattern === '*'))
    return `${onlyProtected ? 'every protected' : 'every'} ${type}`;
  const many = refs.length > 1 || refs.some(({ pattern }) => pattern.includes('*'));
  return `${prefix}${many ? plural : type} ${list(refs.map(({ pattern }) => pattern).toSorted(), 'and')}`;
}

function describeSources({ sources }: GrantRule): string {
  return sources === undefined ? 'started in any way' : `started by ${list(sources.toSorted(), 'or')}`;
}

function describeRunner({ runner }: GrantRule): readonly string[] {
  return runner === undefined ? [] : [`only on a ${runner} runner`];
}

function describeEnvironment({ environment }: GrantRule): readonly string[] {
  if (environment === undefined) return [];
  const { protected: isProtected, tier } = environment;
  const kind = isProtected === undefined ? 'an' : isProtected ? 'a protected' : 'an unprotected';
  return [`only in ${kind} environment${tier === undefined ? '' : ` of tier ${tier}`}`];
}

function list(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

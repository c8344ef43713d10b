import { parseArn } from '../arn';
import { compileRole, type ChainRole, type CompiledRole, type PolicyDocuments } from './chain-role';
import { mayAssume, type MayAssume } from './may-assume';
import { isUniqueId } from './principal';

/** One role can assume another, or it cannot be told. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly may: Exclude<MayAssume, { answer: 'no' }>;
}

/** How a role is reached from another one: the links in order, at least one. */
export interface Route {
  readonly links: readonly Link[];
  /** `cannot_tell` where one of the links is. */
  readonly answer: 'yes' | 'cannot_tell';
}

/** Which role leads to which. */
export interface Chains {
  /** The roles that a session of the role can become, with the shortest route to each; routes that are certain come first. */
  from(key: string): ReadonlyMap<string, Route>;
}

/**
 * Which roles a session reaches over others. Cost: a question for each pair that a trust policy does not rule out by name, and a walk from each
 * role that is asked about.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function chainsOf(roles: readonly ChainRole[], documents: PolicyDocuments = new Map()): Chains {
  const compiled = roles.map((role) => compileRole(role, documents));
  const index = new CallerIndex(compiled);
  const outgoing = new Map<string, Link[]>();
  for (const target of compiled) {
    for (const caller of index.callersOf(target)) {
      const may = mayAssume(caller, target);
      if (may.answer === 'no') continue;
      const links = outgoing.get(caller.key) ?? [];
      outgoing.set(caller.key, links);
      links.push({ from: caller.key, to: target.key, may });
    }
  }
  const walked = new Map<string, ReadonlyMap<string, Route>>();
  const from = (key: string): ReadonlyMap<string, Route> => {
    const known = walked.get(key) ?? walk(key, outgoing);
    walked.set(key, known);
    return known;
  };
  return { from };
}

/** Breadth first over the links that are certain, then over all. */
function walk(start: string, outgoing: ReadonlyMap<string, readonly Link[]>): ReadonlyMap<string, Route> {
  const found = new Map<string, Route>();
  for (const certainOnly of [true, false]) {
    const seen = new Set([start]);
    const open: { readonly key: string; readonly route?: WalkedRoute }[] = [{ key: start }];
    for (const { key, route } of open) {
      for (const link of outgoing.get(key) ?? []) {
        if ((certainOnly && link.may.answer !== 'yes') || seen.has(link.to)) continue;
        seen.add(link.to);
        const next = new WalkedRoute(certainOnly ? 'yes' : 'cannot_tell', link, route);
        open.push({ key: link.to, route: next });
        if (!found.has(link.to)) found.set(link.to, next);
      }
    }
  }
  return found;
}

/** Routes share their beginnings: a thousand long ones are listed only when somebody reads them. */
class WalkedRoute implements Route {
  constructor(
    readonly answer: Route['answer'],
    private readonly last: Link,
    private readonly before?: WalkedRoute,
  ) {}

  get links(): readonly Link[] {
    const links = [this.last];
    for (let route = this.before; route !== undefined; route = route.before) links.push(route.last);
    return links.toReversed();
  }
}

/** The roles that a trust policy may name, by what it says of them: a thousand roles are not a million questions. */
class CallerIndex {
  private readonly byArn = new Map<string, CompiledRole[]>();
  private readonly byAccount = new Map<string, CompiledRole[]>();
  private readonly byId = new Map<string, CompiledRole[]>();
  private readonly withoutId: CompiledRole[] = [];
  /** Roles of which a part of the ARN is unknown: any principal may be one of them. */
  private readonly loose: CompiledRole[] = [];

  constructor(private readonly roles: readonly CompiledRole[]) {
    for (const role of roles) {
      const { arn, account, name, uniqueId } = role;
      if (uniqueId === undefined) this.withoutId.push(role);
      else file(this.byId, uniqueId, role);
      if (arn === undefined || account === undefined || name === undefined) this.loose.push(role);
      else {
        file(this.byArn, arn, role);
        file(this.byAccount, account, role);
      }
    }
  }

  callersOf(target: CompiledRole): readonly CompiledRole[] {
    const found = new Set<CompiledRole>(this.loose);
    for (const { statement } of target.trust?.statements ?? []) {
      const { principal, effect } = statement;
      if (effect === 'Deny') continue;
      if (principal.kind !== 'listed') return this.others(target, this.roles);
      for (const text of principal.aws) {
        const exact = this.byArn.get(text);
        if (exact !== undefined) for (const role of exact) found.add(role);
        else if (text === '*' || /[*?]|\$\{/.test(text)) return this.others(target, this.roles);
        else if (isUniqueId(text))
          for (const role of [...(this.byId.get(text) ?? []), ...this.withoutId]) found.add(role);
        else {
          const arn = parseArn(text);
          if (arn?.resource.startsWith('role/') === true) continue;
          for (const role of this.byAccount.get(arn?.account ?? text) ?? []) found.add(role);
        }
      }
    }
    return this.others(target, [...found]);
  }

  private others(target: CompiledRole, roles: readonly CompiledRole[]): readonly CompiledRole[] {
    return roles.filter((role) => role !== target);
  }
}

function file(index: Map<string, CompiledRole[]>, key: string, role: CompiledRole): void {
  const there = index.get(key);
  if (there === undefined) index.set(key, [role]);
  else there.push(role);
}

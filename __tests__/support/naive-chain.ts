import { EXTERNAL_IDS, type RandomRole } from './random-roles';

type Json = Readonly<Record<string, unknown>>;

/** A call of `sts:AssumeRole` with everything decided. */
interface Call {
  readonly caller: RandomRole;
  readonly target: RandomRole;
  readonly externalId: string | undefined;
}

/**
 * Whom a session of a role becomes, by trying every role and every external ID that somebody may send.
 * Written from the pages of AWS and not from the code under test.
 */
export function naiveSearch(roles: readonly RandomRole[]): (start: RandomRole) => ReadonlySet<string> {
  const next = new Map(
    roles.map((caller) => [caller, roles.filter((target) => target !== caller && canAssume(caller, target))]),
  );
  return (start) => {
    const reached = new Set([start]);
    // a set goes on with what is added to it
    for (const role of reached) for (const target of next.get(role) ?? []) reached.add(target);
    return new Set([...reached].filter((role) => role !== start).map(({ key }) => key));
  };
}

function canAssume(caller: RandomRole, target: RandomRole): boolean {
  return [undefined, ...EXTERNAL_IDS, 'another'].some((externalId) =>
    allowed({ caller, target, externalId }),
  );
}

function allowed(call: Call): boolean {
  const { caller, target } = call;
  const trust = statements(target.trust).filter((one) => matchesAction(one) && matchesConditions(one, call));
  const own = caller.inline.flatMap(statements).filter((one) => isAbout(one, call));
  const limit =
    caller.boundary === undefined
      ? undefined
      : statements(caller.boundary).filter((one) => isAbout(one, call));
  const denies = [...trust.filter((one) => waysOf(one, caller).length > 0), ...own, ...(limit ?? [])];
  if (denies.some(({ Effect }) => Effect === 'Deny')) return false;
  const ways = new Set(trust.flatMap((one) => waysOf(one, caller)));
  const inBounds = limit === undefined || limit.length > 0;
  if (caller.account === target.account && (ways.has('session') || (ways.has('role') && inBounds)))
    return true;
  return ways.size > 0 && own.length > 0 && inBounds;
}

function waysOf({ Principal }: Json, { account, arn, name }: RandomRole): readonly string[] {
  const names = [(Principal as { AWS?: string | readonly string[] }).AWS ?? []].flat();
  return names.flatMap((text) => {
    if (text === account || text === `arn:aws:iam::${account}:root`) return ['account'];
    if (text === arn) return ['role'];
    // the session name is the caller's choice
    return text.startsWith(`arn:aws:sts::${account}:assumed-role/${name}/`) ? ['session'] : [];
  });
}

function isAbout(statement: Json, call: Call): boolean {
  const { Resource, NotResource } = statement;
  const covers = (value: unknown): boolean =>
    [value].flat().some((text) => like(String(text), call.target.arn));
  const resource = NotResource === undefined ? covers(Resource) : !covers(NotResource);
  return matchesAction(statement) && resource && matchesConditions(statement, call);
}

function matchesAction({ Action, NotAction }: Json): boolean {
  const names = (value: unknown): boolean =>
    [value].flat().some((text) => like(String(text).toLowerCase(), 'sts:assumerole'));
  return NotAction === undefined ? names(Action) : !names(NotAction);
}

function matchesConditions({ Condition = {} }: Json, { caller, externalId }: Call): boolean {
  const values: Readonly<Record<string, string | undefined>> = {
    'sts:ExternalId': externalId,
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': caller.account,
  };
  return Object.entries(Condition as Record<string, Record<string, string>>).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const got = values[key];
      switch (operator) {
        case 'StringEquals':
          return got === wanted;
        case 'StringEqualsIfExists':
          return got === undefined || got === wanted;
        case 'StringNotEquals':
        case 'ArnNotEquals':
          return got !== wanted;
        case 'StringLike':
          return got !== undefined && like(wanted, got);
        case 'Null':
          return (got === undefined) === (wanted === 'true');
        default:
          throw new Error(operator);
      }
    }),
  );
}

function statements(document: Json): readonly Json[] {
  return document.Statement as readonly Json[];
}

/** By recursion over both texts. */
function like(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*'))
    return like(pattern.slice(1), text) || (text !== '' && like(pattern, text.slice(1)));
  return (
    text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && like(pattern.slice(1), text.slice(1))
  );
}

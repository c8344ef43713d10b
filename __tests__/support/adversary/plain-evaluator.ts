/**
 * A small evaluator of trust policies, written from AWS's documentation and from none of refgate's code, so that both do not share a mistake.
 * It knows the operators that the policies of this folder use, and throws at any other.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */

export type Claims = Readonly<Record<string, unknown>>;
type Context = ReadonlyMap<string, readonly string[]>;

export interface PlainStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>
  >;
}

export interface PlainPolicy {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly PlainStatement[];
}

const ACCOUNT = '111122223333';
/** The claims of GitLab.com and of GitHub Actions that are condition keys, beside `sub` and `aud`. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'gitlab.com': [
    'namespace_id',
    'ref_protected',
    'project_id',
    'pipeline_source',
    'user_id',
    'user_login',
    'user_email',
    'user_access_level',
    'runner_environment',
  ],
  'token.actions.githubusercontent.com': [
    'actor',
    'environment',
    'ref',
    'repository',
    'workflow',
    'job_workflow_ref',
  ],
};
const TAGS = 'https://aws.amazon.com/tags';

/**
 * Whether the token may assume a role with the policy, in an account that has a provider for its issuer. Undetermined where it depends on
 * what a Deny for `{"AWS": "*"}` means for a token, which is not documented.
 */
export function plainDecision(policy: PlainPolicy, claims: Claims): 'allow' | 'deny' | 'undetermined' {
  const [least, most] = [isAllowed(policy, claims, true), isAllowed(policy, claims, false)];
  return least === most ? (least ? 'allow' : 'deny') : 'undetermined';
}

/** Whether it may, whatever is not documented. */
export function plainlyAllowed(policy: PlainPolicy, claims: Claims): boolean {
  return plainDecision(policy, claims) === 'allow';
}

function isAllowed(policy: PlainPolicy, claims: Claims, deniesTokens: boolean): boolean {
  const host = String(claims.iss).replace('https://', '');
  const context = contextOf(claims, host);
  const actions = [
    'sts:AssumeRoleWithWebIdentity',
    ...(claims[TAGS] === undefined ? [] : ['sts:TagSession']),
  ];
  const principal = `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;
  return actions.every((action) => {
    const matching = policy.Statement.filter(
      (statement) =>
        principalMatches(statement, principal, deniesTokens) &&
        [statement.Action].flat().some((pattern) => glob(pattern.toLowerCase(), action.toLowerCase())) &&
        Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
          Object.entries(keys).every(([key, values]) => {
            const wanted = [values].flat().map(String);
            return holds(operator, context.get(key.toLowerCase()), wanted, context, policy.Version);
          }),
        ),
    );
    return (
      matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
    );
  });
}

function contextOf(claims: Claims, host: string): Context {
  const context = new Map<string, readonly string[]>();
  for (const name of ['sub', 'aud', ...(MORE[host] ?? [])]) {
    const value = claims[name];
    if (typeof value === 'string') context.set(`${host}:${name}`, [value]);
  }
  const tags = claims[TAGS] as
    { readonly principal_tags?: Readonly<Record<string, readonly string[]>> } | undefined;
  const names = Object.entries(tags?.principal_tags ?? {});
  for (const [name, value] of names) {
    context.set(`aws:requesttag/${name.toLowerCase()}`, value);
  }
  if (names.length > 0)
    context.set(
      'aws:tagkeys',
      names.map(([name]) => name),
    );
  context.set('aws:principalaccount', [ACCOUNT]);
  context.set('aws:securetransport', ['true']);
  return context;
}

/** A wildcard in an Allow statement is about AWS principals, not about federated ones. */
function principalMatches(
  { Principal, Effect }: PlainStatement,
  arn: string,
  deniesTokens: boolean,
): boolean {
  if (Principal === '*') return Effect === 'Deny';
  const { Federated = [], AWS = [] } = Principal;
  if ([AWS].flat().includes('*')) return Effect === 'Deny' && deniesTokens;
  return [Federated].flat().includes(arn);
}

function holds(
  written: string,
  got: readonly string[] | undefined,
  values: readonly string[],
  context: Context,
  version: PlainPolicy['Version'],
): boolean {
  const [, quantifier, base = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  if (base === 'Null') return values.some((value) => (value === 'true') === (got === undefined));
  if (got === undefined) {
    if (quantifier === 'ForAnyValue:') return false;
    if (quantifier === 'ForAllValues:' || ifExists !== undefined) return true;
    return isNegated(base);
  }
  const one = (value: string): boolean => {
    const some = values.some((wanted) => compares(positive(base), wanted, value, context, version));
    return isNegated(base) ? !some : some;
  };
  return quantifier === 'ForAnyValue:' ? got.some(one) : got.every(one);
}

function isNegated(base: string): boolean {
  return base.includes('Not');
}

function positive(base: string): string {
  return base
    .replace('NotEquals', 'Equals')
    .replace('NotLike', 'Like')
    .replace('NotIgnoreCase', 'IgnoreCase');
}

function compares(base: string, wanted: string, got: string, context: Context, version: string): boolean {
  const literal = filled(wanted, context, version);
  if (literal === undefined) return false;
  switch (base) {
    case 'StringEquals':
      return plain(literal) === got;
    case 'StringEqualsIgnoreCase':
      return plain(literal).toLowerCase() === got.toLowerCase();
    case 'StringLike':
      return globParts(literal, got);
    case 'Bool':
      // any other text is false
      return (plain(literal).toLowerCase() === 'true') === (got.toLowerCase() === 'true');
    case 'NumericEquals':
      return Number(plain(literal)) === Number(got);
    default:
      throw new Error(`the plain evaluator does not know ${base}`);
  }
}

/** A character of a pattern, and whether it stands for itself alone. */
type Letter = { readonly text: string; readonly literal: boolean };

/** The value with its policy variables filled in; undefined where one has no value, which then matches nothing. */
function filled(value: string, context: Context, version: string): readonly Letter[] | undefined {
  if (version !== '2012-10-17') return [...value].map((text) => ({ text, literal: false }));
  const out: Letter[] = [];
  let rest = value;
  while (rest.length > 0) {
    const found = /^\$\{([^}]*)\}/.exec(rest);
    if (found === null) {
      out.push({ text: rest.slice(0, 1), literal: false });
      rest = rest.slice(1);
      continue;
    }
    const [all, inner = ''] = found;
    rest = rest.slice(all.length);
    if (['*', '?', '$'].includes(inner)) {
      out.push({ text: inner, literal: true });
      continue;
    }
    const [name = '', fallback] = inner.split(/,\s*/);
    const got = context.get(name.trim().toLowerCase());
    const text = got === undefined ? fallback?.replace(/^'|'$/g, '') : got.length === 1 ? got[0] : undefined;
    if (text === undefined) return undefined;
    out.push(...[...text].map((letter) => ({ text: letter, literal: true })));
  }
  return out;
}

function plain(letters: readonly Letter[]): string {
  return letters.map(({ text }) => text).join('');
}

function glob(pattern: string, text: string): boolean {
  return globParts(
    [...pattern].map((letter) => ({ text: letter, literal: false })),
    text,
  );
}

/** Every prefix of the pattern against every prefix of the text. */
function globParts(letters: readonly Letter[], text: string): boolean {
  const characters = [...text];
  let row = characters.map(() => false);
  let empty = true;
  for (const { text: letter, literal } of letters) {
    const isStar = letter === '*' && !literal;
    const next: boolean[] = [];
    const nextEmpty: boolean = isStar && empty;
    for (const [place, character] of characters.entries()) {
      const before = place === 0 ? empty : (row[place - 1] as boolean);
      const matches = isStar
        ? (row[place] as boolean) || (place === 0 ? nextEmpty : (next[place - 1] as boolean)) || before
        : before && ((letter === '?' && !literal) || letter === character);
      next.push(matches);
    }
    row = next;
    empty = nextEmpty;
  }
  return characters.length === 0 ? empty : (row.at(-1) as boolean);
}

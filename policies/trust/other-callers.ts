import { parseArn, parseIamArn } from '../arn';
import { quote } from '../errors';
import { allowsAction } from './allows-action';
import { operator } from './operators/index';
import { parseProviderArn } from './provider-arn';
import {
  ASSUME_ROLE_ACTION,
  WEB_IDENTITY_ACTION,
  type Condition,
  type Policy,
  type Statement,
} from './policy';
import { NAMED_PROVIDERS } from './named-providers';

/** Who else than a token of an OIDC provider can assume a role by an Allow statement. */
export interface OtherCaller {
  /** `anyone` can be everybody of AWS; `service` is an AWS service; `identity` comes from SAML, Google, Facebook, Amazon or Cognito. */
  readonly kind: 'anyone' | 'aws' | 'service' | 'identity';
  /** As written; `*` for everyone. */
  readonly principal: string;
  /** Twelve digits, of a principal of AWS that names its account. */
  readonly account?: string;
  /** The action by which the role is assumed. */
  readonly action: string;
  /** Position of the statement in the document, from 0. */
  readonly statement: number;
  readonly conditions: readonly Condition[];
}

const WITH_SAML = 'sts:AssumeRoleWithSAML';

/**
 * Every caller that is no token of an OIDC provider, and that some Allow statement lets assume the role. Denies do not count: they may
 * keep a caller out, and never let one in.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function otherCallers({ statements }: Policy): readonly OtherCaller[] {
  return statements.flatMap((statement) => {
    if (statement.effect !== 'Allow') return [];
    return principalsOf(statement).flatMap(({ actions, ...caller }) =>
      actions
        .filter((action) => allowsAction(statement, action))
        .map((action): OtherCaller => ({
          ...caller,
          action,
          statement: statement.index,
          conditions: statement.conditions,
        })),
    );
  });
}

type Caller = Pick<OtherCaller, 'kind' | 'principal' | 'account'> & { readonly actions: readonly string[] };

const EVERYONE: Caller = { kind: 'anyone', principal: '*', actions: [ASSUME_ROLE_ACTION] };

function principalsOf({ principal }: Statement): readonly Caller[] {
  switch (principal.kind) {
    case 'everyone':
      return [EVERYONE];
    case 'not_principal':
      // IAM does not store it in a trust policy
      return [{ ...EVERYONE, principal: 'NotPrincipal' }];
    case 'listed':
      return [
        ...principal.aws.map(ofAws),
        ...principal.other.map((name): Caller => ({
          kind: 'service',
          principal: name,
          actions: [ASSUME_ROLE_ACTION],
        })),
        ...principal.federated.flatMap(ofIdentity),
      ];
  }
}

function ofAws(text: string): Caller {
  if (text === '*') return EVERYONE;
  const account = /^\d{12}$/.test(text) ? text : accountOf(text);
  return { kind: 'aws', principal: text, account, actions: [ASSUME_ROLE_ACTION] };
}

function accountOf(text: string): string | undefined {
  const account = parseArn(text)?.account;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

function ofIdentity(text: string): readonly Caller[] {
  // an OIDC provider, and a reference to one, is judged by its tokens
  if (parseProviderArn(text) !== undefined) return [];
  const isNamed = NAMED_PROVIDERS.has(text.toLowerCase());
  return [{ kind: 'identity', principal: text, actions: [isNamed ? WEB_IDENTITY_ACTION : WITH_SAML] }];
}

/** In words: `` any AWS principal ``, `` `arn:aws:iam::999988887777:root` ``, and whether the statement asks for more. */
export function callerInWords({ kind, principal, conditions }: OtherCaller): string {
  const who =
    kind === 'anyone'
      ? principal === '*'
        ? 'any AWS principal'
        : 'everyone but the principals that are named'
      : kind === 'service'
        ? `the service ${quote(principal)}`
        : quote(principal);
  const keys = [...new Set(conditions.map(({ key }) => key))];
  return keys.length === 0 ? who : `${who} that meets the condition on ${keys.map(quote).join(', ')}`;
}

/** Each caller once: `` any AWS principal can assume the role by statement 2 ``. */
export function otherCallersInWords(policy: Policy): readonly string[] {
  return [
    ...new Set(
      otherCallers(policy).map(
        (caller) => `${callerInWords(caller)} can assume the role by statement ${caller.statement + 1}`,
      ),
    ),
  ];
}

/** Which callers of one version the other one may not have had. */
export interface MoreCallers {
  /** An Allow that was not there, or with conditions of which some are gone. */
  readonly callers: readonly OtherCaller[];
  /** Whether a Deny that concerns such callers is not what it was. */
  readonly deniesDiffer: boolean;
}

/**
 * Compares the statements for other callers than tokens as text: a caller is no new one where the other version lets the same principal, or
 * everyone, in on the same conditions or on some of them. Nothing is proved of what conditions mean.
 * @param account of the role: in another one a principal needs the permissions of its account, whether the policy names it or the account
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function moreCallers(more: Policy, less: Policy, account?: string): MoreCallers {
  const had = otherCallers(less);
  const has = otherCallers(more);
  const isSameLanguage = more.version === less.version;
  const callers = has.filter(
    (caller) =>
      (!isSameLanguage &&
        caller.conditions.some(({ values }) => values.some((text) => text.includes('${')))) ||
      !had.some((other) => covers(other, caller, account)),
  );
  const kept = new Set(deniesFor(has, more));
  return { callers, deniesDiffer: has.length > 0 && deniesFor(has, less).some((deny) => !kept.has(deny)) };
}

function covers(wide: OtherCaller, narrow: OtherCaller, account: string | undefined): boolean {
  const isOfForeignAccount =
    account !== undefined && narrow.account !== undefined && narrow.account !== account;
  const isNamed =
    wide.principal === '*'
      ? narrow.kind === 'anyone' || narrow.kind === 'aws'
      : same(wide, narrow) ||
        (isOfForeignAccount && wide.kind === 'aws' && plain(wide.principal) === narrow.account);
  return (
    isNamed &&
    wide.action === narrow.action &&
    wide.conditions.every((condition) => narrow.conditions.some((asked) => isWithin(asked, condition)))
  );
}

/** Whether what meets the first condition meets the second: a positive operator accepts more with more values, a negated one less. */
function isWithin(narrow: Condition, wide: Condition): boolean {
  if (conditionText({ ...narrow, values: [] }) !== conditionText({ ...wide, values: [] })) return false;
  const { form } = wide;
  const isNegated = form !== undefined && operator(form.base).negated;
  const isOneOf = form !== undefined && operator(form.base).language.kind === 'text';
  const within = (few: readonly string[], many: readonly string[]): boolean =>
    few.length > 0 && few.every((value) => many.includes(value));
  if (!isOneOf) return within(narrow.values, wide.values) && within(wide.values, narrow.values);
  return isNegated ? within(wide.values, narrow.values) : within(narrow.values, wide.values);
}

/** An account and its root are two ways to write one principal. */
function same(a: OtherCaller, b: OtherCaller): boolean {
  return a.kind === b.kind && plain(a.principal) === plain(b.principal);
}

function plain(principal: string): string {
  const arn = parseIamArn(principal);
  return arn?.resource === 'root' ? arn.account : principal;
}

/** Operator and key without regard to case, values in any order. */
function conditionText({ operator: name, key, values }: Condition): string {
  return JSON.stringify([name.toLowerCase(), key.toLowerCase(), values.toSorted()]);
}

function deniesFor(callers: readonly OtherCaller[], { statements }: Policy): readonly string[] {
  const actions = [...new Set(callers.map(({ action }) => action))];
  return statements.flatMap((statement) => {
    const { effect, principal, action, conditions } = statement;
    if (effect !== 'Deny' || !actions.some((name) => allowsAction(statement, name))) return [];
    const isOfTokens =
      principal.kind === 'listed' &&
      principal.aws.length + principal.other.length === 0 &&
      principal.federated.every((arn) => parseProviderArn(arn) !== undefined);
    return isOfTokens ? [] : [JSON.stringify([principal, action, conditions.map(conditionText).toSorted()])];
  });
}

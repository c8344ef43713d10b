import { FALSE, TRUE, and, minus, or, type Formula } from '../../automata/index';
import {
  compileGlob,
  parsePattern,
  WEB_IDENTITY_ACTION,
  type ActionMatch,
  type Policy,
  type Statement,
} from '../../trust/index';
import { REMEDIES } from '../remedies';
import { conditionFormula } from './condition-formula';
import type { KeyUniverse } from './key-universe';
import { OpaqueParts, type Opaque, type OpaqueReading } from './opaque';

/** The tokens that a policy admits, as a formula over condition keys. */
export interface PolicyFormula {
  readonly admits: Formula;
  /** One for each statement of the policy: when it matches. */
  readonly statements: readonly StatementFormula[];
  /** What the formula leaves open; without any it is exact. */
  readonly opaque: readonly Opaque[];
}

/** Who asks, and for which of the roles of a question. */
export interface Caller {
  /** ARN of the provider that vouches for the token. */
  readonly principal: string;
  /** Tells the policies of one question apart. */
  readonly role: string;
}

export interface StatementFormula {
  readonly statement: Statement;
  readonly matches: Formula;
}

/**
 * Some Allow statement matches and no Deny statement does.
 * @param reading how to take what is opaque; with `surely` every admitted token is admitted, with `possibly` none is missed
 */
export function policyFormula(
  policy: Policy,
  caller: Caller,
  universe: KeyUniverse,
  reading: OpaqueReading,
): PolicyFormula {
  const opposite: OpaqueReading =
    reading === 'named' ? 'named' : reading === 'surely' ? 'possibly' : 'surely';
  const ofAllow = new OpaqueParts(reading);
  const ofDeny = new OpaqueParts(opposite);
  const statements = policy.statements.map((statement): StatementFormula => ({
    statement,
    matches: statementFormula(
      statement,
      policy.version,
      caller,
      universe,
      statement.effect === 'Allow' ? ofAllow : ofDeny,
    ),
  }));
  const all = [...ofAllow.all, ...ofDeny.all];
  return {
    admits: admittedBy(statements),
    statements,
    opaque: all.filter((part, i) => all.findIndex(({ name }) => name === part.name) === i),
  };
}

/** What a list of statements admits together. */
function admittedBy(statements: readonly StatementFormula[]): Formula {
  const those = (effect: Statement['effect']): readonly Formula[] =>
    statements
      .filter(({ statement, matches }) => statement.effect === effect && matches !== FALSE)
      .map(({ matches }) => matches);
  const allows = those('Allow');
  const denies = those('Deny');
  if (allows.length === 0) return FALSE;
  return denies.length === 0 ? or(...allows) : minus(or(...allows), or(...denies));
}

function statementFormula(
  statement: Statement,
  version: Policy['version'],
  caller: Caller,
  universe: KeyUniverse,
  opaque: OpaqueParts,
): Formula {
  if (!coversAction(statement.action)) return FALSE;
  const who = principalFormula(statement, caller, opaque);
  if (who === FALSE) return FALSE;
  const parts = statement.conditions.map((condition) =>
    conditionFormula(condition, version, universe, opaque),
  );
  if (parts.includes(FALSE)) return FALSE;
  const open = [who, ...parts].filter((part) => part !== TRUE);
  return open.length === 0 ? TRUE : and(...open);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
export function coversAction({ negated, actions }: ActionMatch): boolean {
  const wanted = WEB_IDENTITY_ACTION.toLowerCase();
  const named = actions.some((action) =>
    compileGlob(parsePattern(action.toLowerCase(), { wildcards: true, variables: false }))(wanted),
  );
  return named !== negated;
}

/**
 * Whom a statement is about, seen from one OIDC provider.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function principalFormula(
  { principal, effect, index }: Statement,
  { principal: provider, role }: Caller,
  opaque: OpaqueParts,
): Formula {
  const open = (text: string, why: string): Formula =>
    opaque.formula({ name: `principal ${text} for ${provider}`, why, give: REMEDIES.principal.give }, true);
  switch (principal.kind) {
    case 'everyone':
      return effect === 'Deny' ? TRUE : FALSE;
    case 'not_principal':
      return open(
        `NotPrincipal of statement ${index + 1} of ${role}`,
        'IAM does not accept `NotPrincipal` in a trust policy',
      );
    case 'listed': {
      const { federated, aws } = principal;
      if (federated.includes(provider)) return TRUE;
      if (federated.includes('*'))
        return open('Federated *', 'no document says what `*` means as a federated principal');
      if (effect === 'Deny' && aws.includes('*'))
        return open('AWS *', 'no document says whether a Deny on `"AWS": "*"` reaches an OIDC caller');
      return FALSE;
    }
  }
}

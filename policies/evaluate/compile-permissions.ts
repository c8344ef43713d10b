import { compileGlob, parsePattern, substitute, type PermissionPolicy } from '../trust/index';
import { compileAction } from './action';
import { compileCondition, type CompiledCondition, type ConditionRequest } from './compile-condition';
import { all, any, type Holds } from './outcome';

/** A request of one action on one resource. */
export interface PermissionRequest extends ConditionRequest {
  readonly action: string;
  /** ARN of the resource, or what is known of it. */
  readonly resource: RequestedResource;
}

/** A resource that patterns are held against. */
export interface RequestedResource {
  /** Absent where a part of the ARN is unknown. */
  readonly arn?: string;
  /** Whether an ARN without wildcards may be the one of the resource, where `arn` is absent. */
  readonly mayBe: (arn: string) => boolean;
}

/** What a permissions policy answers: whether one of its Deny statements matches, and whether one of its Allow statements does. */
export interface PermissionAnswer {
  readonly deny: Holds;
  readonly allow: Holds;
}

/** A permissions policy made ready for many requests. */
export interface CompiledPermissions {
  readonly statements: readonly CompiledPermissionStatement[];
  readonly answer: (request: PermissionRequest) => PermissionAnswer;
}

export interface CompiledPermissionStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly conditions: readonly CompiledCondition[];
  readonly holds: (request: PermissionRequest) => Holds;
}

/** Compiles a permissions policy once: the same actions, conditions and values as in a trust policy. Cost: linear in the document. */
export function compilePermissions({ version, statements }: PermissionPolicy): CompiledPermissions {
  const compiled = statements.map((statement): CompiledPermissionStatement => {
    const action = compileAction(statement.action);
    const tests = statement.resources.map((text) => compileResource(text, version));
    const conditions = statement.conditions.map((condition) => compileCondition(condition, version));
    return {
      effect: statement.effect,
      conditions,
      holds: (request) => {
        if (!action(request.action)) return 'no';
        const matched = any(tests.map((test) => test(request)));
        const resource = statement.notResource ? negated(matched) : matched;
        return resource === 'no' ? 'no' : all([resource, ...conditions.map((one) => one.holds(request))]);
      },
    };
  });
  return {
    statements: compiled,
    answer: (request) => ({
      deny: any(compiled.filter(({ effect }) => effect === 'Deny').map(({ holds }) => holds(request))),
      allow: any(compiled.filter(({ effect }) => effect === 'Allow').map(({ holds }) => holds(request))),
    }),
  };
}

function negated(holds: Holds): Holds {
  if (holds === 'unknown') return 'unknown';
  return holds === 'yes' ? 'no' : 'yes';
}

/**
 * `*` and `?` match anything in an ARN, and policy variables are replaced before.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function compileResource(
  text: string,
  version: PermissionPolicy['version'],
): (request: PermissionRequest) => Holds {
  if (text === '*') return () => 'yes';
  const tokens = parsePattern(text, { wildcards: true, variables: version === '2012-10-17' });
  if (tokens.some(({ kind }) => kind === 'malformed')) return () => 'unknown';
  const isLiteral = tokens.every(({ kind }) => kind === 'literal');
  const keys = tokens.flatMap((token) => (token.kind === 'variable' ? [token.key] : []));
  const fixed = keys.length === 0 ? compileGlob(tokens) : undefined;
  return ({ context, isUnknown, resource: { arn, mayBe } }) => {
    if (arn === undefined) return isLiteral && !mayBe(text) ? 'no' : 'unknown';
    if (fixed !== undefined) return fixed(arn) ? 'yes' : 'no';
    if (keys.some((key) => !context.has(key) && isUnknown?.(key) === true)) {
      const widest = compileGlob(
        tokens.map((token) => (token.kind === 'variable' ? { kind: 'any' } : token)),
      );
      return widest(arn) ? 'unknown' : 'no';
    }
    const closed = substitute(tokens, (key) => context.get(key));
    return closed !== undefined && compileGlob(closed)(arn) ? 'yes' : 'no';
  };
}

import { providerArn, type RawClaims } from '../context/index';
import { compilePolicy, judgeToken } from '../evaluate/index';
import { simulate } from '../gitlab/index';
import { toPolicy } from '../grant/index';
import { checkWrite, parsePolicy, type Policy } from '../trust/index';
import { applyChanges } from './apply';
import { applyToClaims, applyToPipeline, applyToProvider } from './apply-to-token';
import { applyToGrant } from './declared';
import type { Change } from './fix';
import type { AdviceContext } from './input';
import { knownProject } from './subject-diagnosis';

/** What changes lead to. */
export interface Tried {
  readonly allowed: boolean;
  /** The changed trust policy; absent where it stays as it is. */
  readonly policy?: Policy;
  /** The payload of a token that it was judged with. */
  readonly asked?: RawClaims;
}

/** Applies changes and judges the token again. A policy that IAM refuses to store allows nothing. */
export function tryChanges(changes: readonly Change[], context: AdviceContext): Tried {
  const policy = changedPolicy(changes, context);
  if (policy === 'refused') return { allowed: false };
  const compiled = compilePolicy(policy ?? context.policy);
  const provider = applyToProvider(context.provider, changes);
  const tokens = changedTokens(changes, context);
  const allowed =
    tokens.length > 0 && tokens.every((claims) => judgeToken(compiled, claims, provider).outcome === 'allow');
  const [asked = context.claims] = tokens;
  return policy === undefined ? { allowed } : { allowed, policy, asked };
}

function changedTokens(changes: readonly Change[], context: AdviceContext): readonly RawClaims[] {
  const { pipeline, claims, provider } = context;
  if (pipeline === undefined)
    return [applyToClaims(claims, changes, provider, knownProject(context, claims.project_path))];
  const simulation = simulate(applyToPipeline(pipeline, changes));
  return simulation.kind === 'tokens' ? simulation.tokens.map((token) => ({ ...token.claims })) : [];
}

function changedPolicy(changes: readonly Change[], context: AdviceContext): Policy | 'refused' | undefined {
  const document = changedDocument(changes, context);
  if (document === undefined) return undefined;
  const parsed = parsePolicy(document);
  return parsed.ok && checkWrite(document).accepted ? parsed.policy : 'refused';
}

function changedDocument(changes: readonly Change[], context: AdviceContext): unknown {
  const { declared, provider } = context;
  const places = new Set(changes.map(({ place }) => place));
  if (declared !== undefined && places.has('declaration')) {
    const arn = providerArn(provider.issuer, provider.account, provider.partition);
    const made = toPolicy(applyToGrant(declared, changes), arn);
    return made.ok ? made.document : null;
  }
  return places.has('trust_policy') ? applyChanges(context.document, changes, 'trust_policy') : undefined;
}

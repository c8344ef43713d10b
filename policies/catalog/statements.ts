import { issuerHost } from '../context/index';
import { allowsAction, type Statement, WEB_IDENTITY_ACTION, parseProviderArn } from '../trust/index';
import { isReference, isGitlabHost } from './issuer-hosts';
import type { CheckInput } from './check-input';

export { allowsAction };

/** A statement with what the checks ask of it all the time. */
export interface View {
  readonly statement: Statement;
  /** JSON pointer to the statement. */
  readonly pointer: string;
  /** Prefixes of its condition keys: the issuers that it trusts, without scheme. A Deny for everyone has those of the whole policy. */
  readonly hosts: readonly string[];
  /** Those of them that the check is about: every one, or the GitLabs. */
  readonly issuers: readonly string[];
  /** Whether it is an Allow for tokens of these issuers. Whether a token matches it is for the prover to say. */
  readonly allows: boolean;
}

/** The statements of a policy: all, and those that most checks look at. */
interface Views {
  readonly all: readonly View[];
  readonly allowing: readonly View[];
  readonly concerning: readonly View[];
}

const cache = new WeakMap<CheckInput, Views>();

function viewsOf(input: CheckInput): Views {
  const known = cache.get(input);
  if (known !== undefined) return known;
  const all = everyView(input);
  const made = {
    all,
    allowing: all.filter(({ allows }) => allows),
    concerning: all.filter(({ issuers }) => issuers.length > 0),
  };
  cache.set(input, made);
  return made;
}

/** Every statement, in order of the document. */
export function views(input: CheckInput): readonly View[] {
  return viewsOf(input).all;
}

function everyView(input: CheckInput): readonly View[] {
  const everyHost = unique(input.policy.statements.flatMap((statement) => namedHosts(statement, input)));
  return input.policy.statements.map((statement): View => {
    const hosts = isForEveryone(statement) ? everyHost : namedHosts(statement, input);
    const issuers = input.whole === undefined ? hosts : hosts.filter((host) => isGitlabHost(host, input));
    return {
      statement,
      pointer: statementPointer(input, statement.index),
      hosts,
      issuers,
      allows:
        statement.effect === 'Allow' &&
        issuers.length > 0 &&
        statement.principal.kind === 'listed' &&
        allowsAction(statement, WEB_IDENTITY_ACTION),
    };
  });
}

/** The Allow statements for tokens of the issuers that the check is about, dead ones too. */
export function allowing(input: CheckInput): readonly View[] {
  return viewsOf(input).allowing;
}

/** The statements that concern the issuers that the check is about: Allow and Deny. */
export function concerning(input: CheckInput): readonly View[] {
  return viewsOf(input).concerning;
}

/** The `Federated` entries of a statement. */
export function federated({ principal }: Statement): readonly string[] {
  return principal.kind === 'listed' ? principal.federated : [];
}

/** The raw JSON of a statement: what parsing does not keep. */
export function rawStatement(input: CheckInput, index: number): Readonly<Record<string, unknown>> {
  const raw = (input.document as { readonly Statement?: unknown } | undefined)?.Statement;
  const item: unknown = Array.isArray(raw) ? raw[index] : raw;
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
}

function statementPointer({ document }: CheckInput, index: number): string {
  const raw = (document as { readonly Statement?: unknown } | undefined)?.Statement;
  return Array.isArray(raw) ? `/Statement/${index}` : '/Statement';
}

function isForEveryone({ principal }: Statement): boolean {
  return principal.kind === 'everyone' || (principal.kind === 'listed' && principal.aws.includes('*'));
}

/** Hosts of the named providers; where the ARN is a reference, of the providers known, or else those that the keys name. */
function namedHosts(statement: Statement, input: CheckInput): readonly string[] {
  return unique(
    federated(statement).flatMap((arn) => {
      const host = parseProviderArn(arn)?.host;
      // an ARN with a scheme in it is a mistake of its own, and the keys are right anyway
      if (host !== undefined) return [host.replace(/^https?:\/\//, '')];
      if (!isReference(arn)) return [];
      const { providers = [] } = input;
      if (providers.length === 1) return providers.map(({ issuer }) => issuerHost(issuer));
      return statement.conditions.flatMap(({ key }) => /^(.+\..+):(?:sub|aud)$/i.exec(key)?.[1] ?? []);
    }),
  );
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

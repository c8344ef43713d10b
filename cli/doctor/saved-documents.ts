import type { DocumentFacts, JwksFacts, Observed } from '../../policies/index';
import { readText } from '../inputs/text-input';
import type { Terminal } from '../output/terminal';
import { inspectKeys } from './inspect-keys';

const SAVED = 'the documents were saved before';

/** The two documents from files, and what therefore is not looked at. */
export async function savedDocuments(
  { discovery, jwks }: { readonly discovery?: string; readonly jwks?: string },
  terminal: Terminal,
): Promise<{
  readonly discovery: Observed<DocumentFacts>;
  readonly jwks: Observed<JwksFacts>;
  readonly hosts: Observed<never>;
  readonly answers: Observed<never>;
}> {
  const notGiven = { seen: false as const, wanted: false };
  const notAsked = { ...notGiven, reason: SAVED };
  return {
    discovery:
      discovery === undefined
        ? { ...notGiven, reason: 'no discovery document was given' }
        : { seen: true, value: { name: discovery, text: await readText(discovery, terminal) } },
    jwks:
      jwks === undefined
        ? { ...notGiven, reason: 'no key set was given' }
        : { seen: true, value: jwksFacts(jwks, await readText(jwks, terminal)) },
    hosts: notAsked,
    answers: notAsked,
  };
}

/** A key set with what Node says about its keys. */
export function jwksFacts(name: string, text: string): JwksFacts {
  const keys = inspectKeys(text);
  return { name, text, keys };
}

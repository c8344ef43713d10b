import { resolve } from 'node:path';
import type { Observed, ProviderFacts, WrittenArtifact } from '../../policies/index';
import { readFederation } from '../inputs/federation-file';
import type { Terminal } from '../output/terminal';

/**
 * The OIDC providers of an input.
 * @param input a declaration, or whatever `refgate check` reads; absent: none was given
 * @throws RefgateError when it cannot be read
 */
export async function providerFacts(
  input: string | undefined,
  terminal: Terminal,
): Promise<Observed<readonly ProviderFacts[]>> {
  if (input === undefined)
    return { seen: false, wanted: false, reason: 'no input with the provider was given' };
  const artifacts = await artifactsOf(input, terminal);
  const open = artifacts
    .flatMap(({ unresolved }) => unresolved)
    .find(({ concerns }) => concerns === 'provider' || concerns === 'module');
  const providers = artifacts.flatMap(({ providers: written }) =>
    written.map(({ address, url, clientIds, thumbprints }): ProviderFacts => ({
      address,
      url,
      clientIds,
      thumbprints,
    })),
  );
  if (providers.length > 0 || open === undefined) return { seen: true, value: providers };
  return { seen: false, wanted: true, reason: `a provider of \`${input}\` cannot be read: ${open.reason}` };
}

async function artifactsOf(input: string, terminal: Terminal): Promise<readonly WrittenArtifact[]> {
  const { readInput } = await import('../inputs/read-input');
  const read = await readInput(input, terminal);
  if (read.kind !== 'federation') return read.artifacts;
  const { declaredArtifact } = await import('../../policies/index');
  return [declaredArtifact(await readFederation(resolve(terminal.cwd, read.file), read.file))];
}

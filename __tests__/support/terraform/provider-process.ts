import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KNOWN_TYPES } from './behaviours/index';
import { serveGrpc } from './grpc-server';
import { createProvider } from './provider';
import { PROVIDER_ADDRESSES, providerSchema, type ProviderName } from './provider-schema';
import { readSession } from './session-file';

/**
 * The process that serves all stub providers while a test file runs. It is a process of its own because a
 * test waits for terraform synchronously and could not answer meanwhile.
 *
 * Usage: `node provider-process.cjs <session file> <ready file>`. When the sockets listen, the
 * value of TF_REATTACH_PROVIDERS is written to the ready file; the process ends when its standard input does.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
 */
async function main(sessionFile: string, readyFile: string): Promise<void> {
  const providers: Record<string, unknown> = {};
  for (const [name, address] of Object.entries(PROVIDER_ADDRESSES) as [ProviderName, string][]) {
    const socket = path.join(path.dirname(readyFile), `${name}.sock`);
    await serveGrpc({ socket, connect: () => connect(name, sessionFile) });
    providers[address] = {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'unix', String: socket },
    };
  }
  // written aside and renamed, so that nobody reads half of it
  writeFileSync(`${readyFile}.new`, JSON.stringify(providers));
  renameSync(`${readyFile}.new`, readyFile);
}

function connect(name: ProviderName, sessionFile: string) {
  const { cloud, types } = readSession(sessionFile);
  return createProvider(providerSchema(name, new Set([...KNOWN_TYPES, ...types])), cloud);
}

process.stdin.resume().on('end', () => process.exit(0));
void main(process.argv[2] ?? '', process.argv[3] ?? '');

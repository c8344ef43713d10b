import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KNOWN_TYPES } from './behaviours/index';
import { serveGrpc } from './grpc-server';
import { createProvider } from './provider';
import { providerSchema, type ProviderName } from './provider-schema';
import { readSession, SESSION_VARIABLE } from './session-file';

/**
 * One stub provider as a plugin that Terraform starts itself: it listens on a unix socket and says so in one
 * line on standard output. Needs TF_DISABLE_PLUGIN_TLS, because it speaks clear text only.
 *
 * Usage: `node provider-plugin.cjs <aws | gitlab>`, by terraform.
 *
 * @see https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md
 */
async function main(name: ProviderName): Promise<void> {
  const sessionFile = process.env[SESSION_VARIABLE];
  if (process.env['TF_PLUGIN_MAGIC_COOKIE'] === undefined || sessionFile === undefined) {
    throw new Error('this is a Terraform provider; terraform starts it');
  }
  if (process.env['PLUGIN_CLIENT_CERT']) throw new Error('the stub providers need TF_DISABLE_PLUGIN_TLS=1');
  const directory = process.env['PLUGIN_UNIX_SOCKET_DIR'] || tmpdir();
  const socket = path.join(directory, `stub-${name}-${process.pid}.sock`);
  const { cloud, types } = readSession(sessionFile);
  const schema = providerSchema(name, new Set([...KNOWN_TYPES, ...types]));
  await serveGrpc({
    socket,
    connect: () => createProvider(schema, cloud),
    onShutdown: () => process.exit(0),
  });
  process.on('exit', () => rmSync(socket, { force: true }));
  process.stdout.write(`1|6|unix|${socket}|grpc|\n`);
}

// terraform forwards an interrupt to its plugins and then shuts them down itself
process.on('SIGINT', () => undefined);
void main(process.argv[2] as ProviderName);

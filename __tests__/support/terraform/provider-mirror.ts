import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROVIDER_ADDRESSES, type ProviderName } from './provider-schema';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * Writes a filesystem mirror with both stub providers, each in the version that the installed bindings were
 * made from, and a CLI configuration that allows nothing else. With it `terraform init` resolves version
 * constraints and writes a lock file, and terraform starts the providers itself: about a second per command.
 *
 * @param program the file of `provider-plugin`
 * @returns the environment for terraform
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function writeProviderMirror(directory: string, program: string): Readonly<Record<string, string>> {
  const mirror = path.join(directory, 'mirror');
  for (const [name, address] of Object.entries(PROVIDER_ADDRESSES) as [ProviderName, string][]) {
    const version = providerVersion(name);
    const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
    const folder = path.join(mirror, address, version, platform);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `terraform-provider-${name}_v${version}`), pluginScript(name, program), {
      mode: 0o755,
    });
  }
  const config = path.join(directory, 'mirror.rc');
  writeFileSync(
    config,
    `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
  }
}
`,
  );
  return { TF_CLI_CONFIG_FILE: config, TF_DISABLE_PLUGIN_TLS: '1', TF_REATTACH_PROVIDERS: '' };
}

/** The provider version that the installed bindings were generated from; they say so in their package. */
function providerVersion(name: ProviderName): string {
  const file = require.resolve(`@cdktf/provider-${name}/package.json`);
  const { cdktf } = JSON.parse(readFileSync(file, 'utf8')) as { cdktf?: { provider?: { version?: string } } };
  const version = cdktf?.provider?.version;
  if (version === undefined) throw new Error(`@cdktf/provider-${name} does not name its version`);
  return version;
}

function pluginScript(name: ProviderName, program: string): string {
  return `#!/bin/sh\nexec '${process.execPath}' '${program}' ${name}\n`;
}

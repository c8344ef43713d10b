import { spawnSync } from 'node:child_process';
import { describeWithTool } from '../required-tools';
import { ProviderLauncher } from './provider-launcher';
import { Terraform, type Configuration, type TerraformOptions } from './terraform';

/** Opens a configuration: a directory, or file names and texts. */
export type OpenTerraform = (configuration: Configuration, options?: TerraformOptions) => Terraform;

let available: boolean | undefined;

/** Whether a `terraform` that runs is on PATH. */
export function terraformAvailable(): boolean {
  available ??=
    spawnSync('terraform', ['version'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } }).status === 0;
  return available;
}

/** Why terraform cannot be used here. */
export function terraformMissing(): string | undefined {
  return terraformAvailable() ? undefined : 'terraform is not on PATH';
}

/**
 * A `describe` for tests that need the terraform binary. The stub providers start with the first command and end with the block.
 * Without terraform the tests are skipped, as in {@link describeWithTool}.
 */
export function describeTerraform(title: string, body: (terraform: OpenTerraform) => void): void {
  const launcher = new ProviderLauncher();
  describeWithTool({ tool: 'terraform', missing: terraformMissing() }, title, () => {
    afterAll(() => launcher.close());
    body((configuration, options) => Terraform.open(launcher, configuration, options));
  });
}

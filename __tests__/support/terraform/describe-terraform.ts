import { spawnSync } from 'node:child_process';
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

/**
 * A `describe` for tests that need the terraform binary. The stub providers start with the first command and
 * end with the block. Without terraform the tests are skipped and say why; where `CI` is set that is a failure.
 */
export function describeTerraform(title: string, body: (terraform: OpenTerraform) => void): void {
  const launcher = new ProviderLauncher();
  const open: OpenTerraform = (configuration, options) => Terraform.open(launcher, configuration, options);
  if (terraformAvailable()) {
    describe(title, () => {
      afterAll(() => launcher.close());
      body(open);
    });
  } else if (process.env['CI']) {
    test(`${title}: terraform is on PATH`, () => {
      throw new Error('terraform is not on PATH, and CI must not skip the tests that need it');
    });
  } else {
    process.stderr.write(`skipped, because terraform is not on PATH: ${title}\n`);
    describe.skip(`${title} (skipped: terraform is not on PATH)`, () => body(open));
  }
}

/** The programs that load a configuration: OpenTofu takes `x.tofu` in the place of `x.tf`, which Terraform does not see. */
export type Engine = 'terraform' | 'opentofu';

const TERRAFORM = /\.tf(?:\.json)?$/;
const OPENTOFU = /\.tofu(?:\.json)?$/;

/** Whether a file belongs to OpenTofu alone. */
export function isOpenTofuFile(name: string): boolean {
  return OPENTOFU.test(name);
}

/** Whether Terraform or OpenTofu would load a file of this name. */
export function isConfigurationName(name: string): boolean {
  return !isIgnored(name) && (TERRAFORM.test(name) || OPENTOFU.test(name));
}

/**
 * The files of a folder that an engine loads, in its order: by bytes.
 * @see https://developer.hashicorp.com/terraform/language/files
 * @see https://opentofu.org/docs/language/files/
 */
export function configurationNames(names: readonly string[], engine: Engine): readonly string[] {
  const all = new Set(names.filter(isConfigurationName));
  return [...all]
    .filter((name) =>
      engine === 'terraform'
        ? TERRAFORM.test(name)
        : !TERRAFORM.test(name) || !all.has(name.replace(/\.tf(\.json)?$/, '.tofu$1')),
    )
    .toSorted(byCodePoint);
}

/**
 * Files of editors and hidden files.
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/parser_config_dir.go `IsIgnoredFile`
 */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

/** The order of UTF-8 bytes, which is not that of UTF-16 code units. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
}

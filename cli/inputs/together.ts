import { basename, dirname } from 'node:path';
import { isConfigurationName, quote, RefgateError, type WrittenArtifact } from '../../policies/index';
import type { Input } from './input';

/** What an input that is not a declaration holds. */
export type ReadInput = Extract<Input, { artifacts: unknown }>;

/**
 * Inputs that are judged together, such as the folders of several accounts. An address that more than one of them has is qualified by the
 * name of its input, so it names one role: `prod:aws_iam_role.ci`.
 */
export function together(inputs: readonly ReadInput[]): readonly WrittenArtifact[] {
  if (inputs.length < 2) return inputs.flatMap(({ artifacts }) => artifacts);
  const holders = new Map<string, Set<string>>();
  for (const { name, artifacts } of inputs) {
    for (const { address } of artifacts.flatMap(addressed)) {
      const names = holders.get(address) ?? new Set();
      holders.set(address, names.add(name));
    }
  }
  return inputs.flatMap(({ name, artifacts }) => {
    const qualify = <T extends { readonly address: string }>(entry: T): T =>
      (holders.get(entry.address)?.size ?? 0) < 2
        ? entry
        : { ...entry, address: `${name.replace(/\/+$/, '')}:${entry.address}` };
    return artifacts.map((artifact) => qualified(artifact, qualify));
  });
}

function addressed({
  roles,
  providers,
  unresolved,
  partial = [],
  notices = [],
}: WrittenArtifact): readonly { readonly address: string }[] {
  return [...roles, ...providers, ...unresolved, ...partial, ...notices];
}

function qualified(
  { roles, providers, unresolved, partial, notices, ...rest }: WrittenArtifact,
  qualify: <T extends { readonly address: string }>(entry: T) => T,
): WrittenArtifact {
  return {
    ...rest,
    roles: roles.map(qualify),
    providers: providers.map(qualify),
    unresolved: unresolved.map(qualify),
    partial: partial?.map((role) => {
      const named = <T extends { readonly role?: string }>(part: T): T =>
        part.role === undefined ? part : { ...part, role: qualify({ address: part.role }).address };
      const cases = role.cases?.map((one) => ({ ...one, unknown: one.unknown.map(named) }));
      return qualify({ ...role, unknown: role.unknown.map(named), cases });
    }),
    notices: notices?.map(qualify),
  };
}

/**
 * The account that `--account` gives for an input: `INPUT=ID` for that input alone, `ID` for every other.
 * @throws RefgateError `ERR_USAGE` when an entry names no input, or two are about one
 */
export function accountsOf(
  entries: readonly string[],
  inputs: readonly string[],
): (input: string) => string | undefined {
  const general: string[] = [];
  const own = new Map<string, string>();
  for (const entry of entries) {
    const at = entry.lastIndexOf('=');
    const input = at < 0 ? undefined : entry.slice(0, at);
    if (input !== undefined && !inputs.includes(input))
      throw usage(`\`--account\` names ${quote(input)}, which is not an input`, inputs);
    if (input === undefined) general.push(entry);
    else if (own.has(input)) throw usage(`\`--account\` is given twice for ${quote(input)}`, inputs);
    else own.set(input, entry.slice(at + 1));
  }
  if (general.length > 1) throw usage('`--account` is given twice for all inputs', inputs);
  return (input) => own.get(input) ?? general[0];
}

/** What is read for an input: the folder of a file that Terraform loads, else the input. Two inputs of one folder are one root module. */
export function loadedAs(path: string): string {
  return isConfigurationName(basename(path)) ? dirname(path) : path;
}

/** @throws RefgateError `ERR_USAGE` when two inputs of one root module are given different accounts */
export function sameAccount(
  accountOf: (input: string) => string | undefined,
  one: string,
  other: string,
): void {
  if (accountOf(one) !== accountOf(other))
    throw usage(
      `\`--account\` gives ${quote(one)} and ${quote(other)} different accounts, and Terraform loads both as one root module`,
      [one],
    );
}

function usage(message: string, inputs: readonly string[]): RefgateError {
  const [first = 'INPUT'] = inputs;
  return new RefgateError({
    code: 'ERR_USAGE',
    message,
    expected: `one account for all inputs, or one for each: \`--account ${first}=111122223333\``,
  });
}

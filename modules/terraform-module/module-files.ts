import { App } from 'cdktf';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Federation, Role } from '../../policies/index';
import { createFederation, type FederationOptions } from '../synth/create-federation';
import type { GitlabAwsFederation } from '../constructs/gitlab-aws-federation';
import { type JsonValue, layoutValue, templateStyle } from '../hcl/index';
import { terraformText } from '../constructs/terraform-text';
import { moduleCall } from './module-call';
import { moduleSource, type Files } from './module-source';
import { pipelinesTest } from './pipelines-test';
import { projectInput, roleInputs } from './role-inputs';

/**
 * The module for a federation: beside its source, for every account the table as a native test, and an example that calls
 * the module and plans what the account's stack plans.
 * @returns the texts by file name; nothing is written
 * @throws RefgateError with the problems of all accounts, and for a reference to something that the module does not give
 */
export function moduleFiles(federation: Federation, options: FederationOptions = {}): Files {
  const files = new Map(moduleSource());
  withStacks(federation, options, (stacks) => {
    for (const stack of stacks) {
      const { account } = stack;
      files.set(`tests/table-${account.key}.tftest.hcl`, accountTest(federation, stack));
      const folder = `examples/accounts/${account.key}`;
      for (const [name, text] of moduleCall({ federation, stack, source: '../../..' }))
        files.set(`${folder}/${name}`, text);
    }
  });
  return files;
}

/** The table on the module itself: the roles of the account are its input. */
function accountTest(federation: Federation, stack: GitlabAwsFederation): string {
  const { account } = stack;
  const roles: readonly Role[] = [...federation.roles.values()].filter((role) => role.account === account);
  const value = (item: JsonValue): readonly string[] =>
    layoutValue(item, templateStyle({ use: 'same document', texts: new Set() }));
  const text = (item: string): readonly string[] =>
    value(terraformText(item, { code: 'ERR_TERRAFORM', what: 'value' }));
  return pipelinesTest({
    federation,
    stack,
    decisions: './tests/decisions',
    variables: {
      issuer: text(federation.instance.issuer),
      audience: text(federation.audience),
      roles: value(roleInputs(roles, federation.audience, projectInput)),
    },
  });
}

/** A stack has to be in an app, and an app makes a folder. */
function withStacks(
  federation: Federation,
  options: FederationOptions,
  use: (stacks: readonly GitlabAwsFederation[]) => void,
): void {
  const outdir = mkdtempSync(path.join(tmpdir(), 'refgate-module-'));
  try {
    use(createFederation(new App({ outdir, stackTraces: false }), federation, options));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

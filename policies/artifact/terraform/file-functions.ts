import { quote } from '../../errors';
import { evaluate } from './evaluate';
import { parseTemplate } from './parse-expression';
import type { Scope } from './scope';
import { Unknown, blank, fail, isMap, kindOf, toText, type Value } from './value';
import { joinPath, type Workspace } from './workspace';

/**
 * `file`, `fileexists` and `templatefile`, on the texts that the caller of refgate handed in; nothing is read here.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/functions/templatefile
 */
export function readingFunction(
  name: string,
  args: readonly Value[],
  workspace: Workspace,
): Value | undefined {
  if (name !== 'file' && name !== 'fileexists' && name !== 'templatefile') return undefined;
  const [path = null, variables = null] = args;
  const unknown = [path, variables].find((arg) => arg instanceof Unknown);
  if (unknown instanceof Unknown) return blank(unknown);
  const text = workspace.source.texts?.get(joinPath('.', toText(path)));
  if (text === undefined) {
    const expression = `${name}(${JSON.stringify(path)})`;
    return new Unknown(`the file ${quote(toText(path))} is not among the files that were read`, expression);
  }
  if (name === 'fileexists') return true;
  return name === 'file' ? text : rendered(text, variables, workspace);
}

function rendered(text: string, variables: Value, workspace: Workspace): Value {
  if (!isMap(variables))
    return fail(`\`templatefile\` takes an object of variables, got ${kindOf(variables)}`);
  const scope: Scope = {
    find: (root) => ({
      value:
        variables.get(root) ??
        (variables.has(root) ? null : fail(`the template names ${quote(root)}, which it is not given`)),
      used: 0,
    }),
  };
  const { budget } = workspace.reader;
  budget.spend(Math.ceil(text.length / 100));
  return evaluate(parseTemplate(text), scope, budget);
}

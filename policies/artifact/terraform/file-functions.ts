import { quote } from '../../errors';
import { evaluate } from './evaluate';
import { fileset } from './fileset';
import { parseTemplate } from './parse-expression';
import type { Scope } from './scope';
import { Unknown, blank, fail, isMap, kindOf, toText, type Value } from './value';
import { joinPath, type Workspace } from './workspace';

/**
 * `file`, `fileexists`, `fileset` and `templatefile`, on the texts that the caller of refgate handed in; nothing is read here.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/functions/templatefile
 */
export function readingFunction(
  name: string,
  args: readonly Value[],
  workspace: Workspace,
): Value | undefined {
  if (name !== 'file' && name !== 'fileexists' && name !== 'fileset' && name !== 'templatefile')
    return undefined;
  const [path = null, more = null] = args;
  const unknown = [path, more].find((arg) => arg instanceof Unknown);
  if (unknown instanceof Unknown) return blank(unknown);
  if (name === 'fileset') return fileset(toText(path), toText(more), workspace);
  const text = textAt(name, toText(path), workspace);
  if (typeof text !== 'string') return text;
  if (name === 'fileexists') return true;
  return name === 'file' ? text : rendered(text, more, workspace);
}

function textAt(name: string, path: string, { source, missing }: Workspace): Value {
  const place = joinPath('.', path);
  const text = source.texts?.get(place);
  if (typeof text === 'string') return text;
  if (text === undefined) missing({ kind: 'text', path: place });
  else if (text.absent === true && name === 'fileexists') return false;
  const why = text?.unread ?? 'is not among the files that were read';
  return new Unknown(`the file ${quote(path)} ${why}`, `${name}(${JSON.stringify(path)})`);
}

/**
 * A template with its variables.
 * @throws {RefgateError} `ERR_TERRAFORM`
 */
export function rendered(text: string, variables: Value, workspace: Workspace): Value {
  if (variables instanceof Unknown) return blank(variables);
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

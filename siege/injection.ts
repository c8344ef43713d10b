import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { one, type Choose } from './choose';
import { CommandLine, wrongAnswer } from './command-line';
import { CLOUDFORMATION_JSON, DECLARATION_TREE, PLAN, ROLES, STATE, TERRAFORM_JSON } from './documents';
import { wrongOutput, OUTPUTS } from './outputs';
import type { Target } from './target';

/** Names that mean something to one of the outputs; each has `siege` where it would do harm. */
const PAYLOADS = [
  '<siege>',
  '</script><siege>',
  '<!--<script><siege>',
  '"><siege a="',
  "' onsiege='",
  ']]><siege/>',
  '&siege;<siege>',
  '![a](javascript:siege)',
  '[siege](javascript:siege)',
  '\n# siege',
  '|siege|\n|---|',
  '\n::siege::',
  '\r\n::error::siege',
  '\n##[siege]',
  '`siege` <siege>',
  '```\n<siege>',
  '${siege}',
  '%{siege}',
  '\u001b[2Jsiege',
  '\u009bsiege',
  '\u202esiege',
  '\u0000siege',
  '\ud800siege',
  '\u2028siege',
  '=siege()',
  '$(siege)',
  '{{siege}}',
  '__proto__',
  'constructor',
  'javascript:siege',
  'a'.repeat(5_000),
];

type Tree = null | boolean | number | string | readonly Tree[] | { readonly [name: string]: Tree };

/** Every place of a tree: a value, or the name of a member. */
function placesOf(
  tree: Tree,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  return [path, ...Object.entries(tree).flatMap(([name, child]) => placesOf(child, [...path, name]))];
}

/** The tree with the payload in or around the string of one place, or in the name of that member. */
function injected(
  tree: Tree,
  [next, ...path]: readonly (string | number)[],
  into: (text: string) => string,
  named: boolean,
): Tree {
  if (next === undefined) return typeof tree === 'string' ? inText(tree, into) : tree;
  const renamed = named && path.length === 0;
  if (Array.isArray(tree))
    return tree.map((child: Tree, i) => (String(i) === next ? injected(child, path, into, named) : child));
  return Object.fromEntries(
    Object.entries(tree as Readonly<Record<string, Tree>>).map(([name, child]) =>
      name !== next
        ? [name, child]
        : renamed
          ? [into(name), child]
          : [name, injected(child, path, into, named)],
    ),
  );
}

/** A policy is often JSON in a string: the payload then goes into its values. */
function inText(text: string, into: (text: string) => string): string {
  if (!text.startsWith('{"')) return into(text);
  return text.replaceAll('acme/api', JSON.stringify(into('acme/api')).slice(1, -1));
}

/** Names of strangers in every place of an input, and whether an output carries one of them out of its place. */
export function injectionTargets(): readonly Target[] {
  const line = new CommandLine();
  const forms = [
    ['names in a declaration', 'federation.yaml', JSON.stringify(DECLARATION_TREE)],
    ['names in a plan', 'plan.json', PLAN],
    ['names in a state', 'terraform.tfstate', STATE],
    ['names in a configuration', 'main.tf.json', TERRAFORM_JSON],
    ['names in a template', 'template.json', CLOUDFORMATION_JSON],
    ['names in an answer of the AWS CLI', 'roles.json', ROLES],
  ] as const;
  return forms.map(([name, file, document], i) => ({
    name,
    valid: [document],
    words: [],
    change: (valid, choose) => Buffer.from(JSON.stringify(withPayloads(JSON.parse(valid) as Tree, choose))),
    attack: async (input) => {
      const own = file === 'federation.yaml';
      line.write(file, input);
      const outputs = OUTPUTS.flatMap((format) => ['--output', `${format}=out.${format}`]);
      const where = own
        ? ['--file', file]
        : [file, '--account', '111122223333', '--gitlab-url', 'https://gitlab.com'];
      for (const format of OUTPUTS) line.write(`out.${format}`, '');
      const answer = await line.refgate(['check', ...where, ...outputs]);
      const wrong = wrongAnswer(answer);
      if (wrong !== undefined) return wrong;
      for (const format of OUTPUTS) {
        const found = wrongOutput(format, readFileSync(join(line.folder, `out.${format}`), 'utf8'));
        if (found !== undefined) return `${format}: ${found}`;
      }
      if (!own) return undefined;
      const pipeline = await line.refgate(['ci', '--file', file]);
      return wrongAnswer(pipeline) ?? wrongOutput('pipeline', pipeline.code === 0 ? pipeline.out : '');
    },
    ...(i === 0 ? { close: () => line.close() } : {}),
  }));
}

function withPayloads(tree: Tree, choose: Choose): Tree {
  let made = tree;
  for (let left = 1 + choose(3); left > 0; left -= 1) {
    const payload = one(choose, PAYLOADS);
    const kind = choose(3);
    const into = (text: string): string =>
      kind === 0
        ? payload
        : kind === 1
          ? `${text}${payload}`
          : `${text.slice(0, 3)}${payload}${text.slice(3)}`;
    made = injected(made, one(choose, placesOf(made)), into, choose(4) === 0);
  }
  return made;
}

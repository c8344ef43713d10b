import { isAlias, isMap as isYamlMap, isScalar, parseDocument, visit, type Document, type Pair } from 'yaml';
import { Unknown, fail, fromJson, type Value } from '../value';
import { text } from './arguments';
import { whole, type FunctionTable } from './function';

/**
 * Plain scalars that YAML 1.1 and 1.2 take for different things, or that are no JSON: words for bools, octal and sexagesimal numbers, digits
 * with underscores, dates, infinity.
 */
const AMBIGUOUS =
  /^(?:y|n|yes|no|on|off|[-+]?0\w+|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|[-+]?\d[\d,]*_[\d_.]*|\d{4}-\d\d?-\d\d?.*|[-+]?\.(?:inf|nan))$/i;

/** `!!str`, which everybody reads alike. */
const STRING_TAG = 'tag:yaml.org,2002:str';

/** @see https://developer.hashicorp.com/terraform/language/functions/yamldecode */
export const YAML_FUNCTIONS: FunctionTable = {
  yamldecode: whole(1, 1, (args) => decode(text(args, 0))),
};

function decode(source: string): Value {
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined)
    return fail(`\`yamldecode\` got what is not YAML: ${error.message.split('\n', 1)[0] ?? ''}`);
  if (document.contents === null) return fail('`yamldecode` got an empty document');
  let unclear = /(?![\t\n])[\p{Cc}\u2028\u2029\ufeff]/u.test(source)
    ? 'a character that does not print'
    : undefined;
  visit(document, {
    Scalar: (_, { type, range, tag, source: written = '' }) => {
      if (tag !== undefined && tag !== STRING_TAG) unclear ??= tag;
      if (type?.startsWith('BLOCK') === true && range?.[1] === source.length && !source.endsWith('\n'))
        unclear ??= 'a block of lines that ends without a line break';
      if (type === 'PLAIN' && AMBIGUOUS.test(written)) unclear ??= written;
    },
    Map: (_, { tag, items }) => {
      if (tag !== undefined) unclear ??= tag;
      for (const [at, pair] of items.entries()) unclear ??= unclearKey(pair, at === 0, document);
    },
    Seq: (_, { tag }) => {
      if (tag !== undefined) unclear ??= tag;
    },
  });
  if (unclear !== undefined)
    return new Unknown(
      `\`yamldecode\`: YAML has more than one reading of \`${unclear}\`; ${unclear.includes('<<') ? 'write the members out' : 'put it in quotes'}`,
    );
  try {
    return fromJson(document.toJS({ maxAliasCount: 100 }));
  } catch (failure) {
    // aliases of aliases: the library counts what they unfold to
    if (!(failure instanceof ReferenceError)) throw failure;
    return new Unknown('`yamldecode`: the aliases of the document unfold to too much');
  }
}

/**
 * What of a member Terraform reads otherwise than YAML says. Terraform merges `<<` at the place where it stands, whatever quotes it has,
 * so only a map that is merged before all members is the same for both.
 * @see https://github.com/zclconf/go-cty-yaml/blob/v1.1.0/decode.go
 */
function unclearKey({ key, value }: Pair, isFirst: boolean, document: Document): string | undefined {
  if (!isScalar(key)) return 'a key that is not a string';
  const { value: name, type } = key;
  if (name === '<<' || key.source === '<<' || typeof name === 'symbol') {
    const isMap = isYamlMap(isAlias(value) ? value.resolve(document) : value);
    return isFirst && type === 'PLAIN' && isMap ? undefined : '<<';
  }
  const isPlain =
    typeof name === 'string' || typeof name === 'boolean' || (Number.isSafeInteger(name) && name !== 0);
  return isPlain ? undefined : `the key ${String(name)}`;
}

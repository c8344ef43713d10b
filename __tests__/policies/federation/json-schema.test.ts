import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { federationJsonSchema } from '../../../policies/federation/index';
import { SMALL_FEDERATION } from './small-federation';

const file = (name: string): string => readFileSync(join(__dirname, '../../..', name), 'utf8');
const schema = federationJsonSchema();
const validate = new Ajv2020({ allowUnionTypes: true, allErrors: true }).compile(schema);

test('the committed schema is current; `npm run schema` writes it', () => {
  expect(file('federation.schema.json')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test('the sample names the schema in its first line, for editors', () => {
  expect(file('federation.yaml').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./federation.schema.json',
  );
});

test.each([
  ['the sample', file('federation.yaml')],
  ['a small federation', SMALL_FEDERATION],
])('%s is accepted', (_note, text) => {
  expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
});

test.each([
  ['an unknown key', 'branches: [main]', 'brances: [main]'],
  ['a number as account id', '"111122223333"', '111122223333'],
  ['an unknown source', 'sources: [push]', 'sources: [pus]'],
  ['an http URL', 'https://gitlab.com', 'http://gitlab.com'],
  ['empty trust', 'trust: [{ project: api, branches: ["*"] }]', 'trust: []'],
  ['a bad key', '  plan:\n', '  plan all:\n'],
])('%s is underlined', (_note, from, to) => {
  expect(validate(parse(SMALL_FEDERATION.replace(from, to)))).toBe(false);
});

test('every key has a description', () => {
  const bare: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as {
      readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (typeof value.description !== 'string') bare.push(`${path}/${key}`);
    }
    for (const [key, value] of Object.entries(node)) visit(value, `${path}/${key}`);
  };
  visit(schema, '');
  expect(bare).toEqual([]);
});

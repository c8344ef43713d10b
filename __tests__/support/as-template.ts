import { pick } from './random-policy';
import type { Choose } from './seed';

/** Writes strings of a policy by functions of CloudFormation that give the same strings. */
export function byFunctions(choose: Choose, node: unknown): unknown {
  if (typeof node === 'string')
    return choose(2) === 0 || isNested(node) ? node : pick(choose, WAYS)(choose, node);
  if (Array.isArray(node)) {
    const items = node.map((item) => byFunctions(choose, item));
    return choose(4) === 0 ? { 'Fn::If': ['Never', { Ref: 'AWS::NoValue' }, items] } : items;
  }
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries([
    ...Object.entries(node).map(([name, item]) => [name, byFunctions(choose, item)] as const),
    ...(choose(6) === 0 && 'Effect' in node ? [['Sid', { Ref: 'AWS::NoValue' }] as const] : []),
  ]);
}

type Way = (choose: Choose, text: string) => unknown;

const WAYS: readonly Way[] = [
  (choose, text) => {
    const at = choose(text.length + 1);
    return { 'Fn::Join': ['', [text.slice(0, at), text.slice(at)]] };
  },
  (choose, text) => {
    const before = text.indexOf('${');
    const at = choose((before < 0 ? text.length : before) + 1);
    return { 'Fn::Sub': [`${escaped(text.slice(0, at))}\${Rest}`, { Rest: text.slice(at) }] };
  },
  (_, text) => ({ 'Fn::Sub': escaped(text) }),
  (_, text) => ({ 'Fn::Select': [1, ['another', text]] }),
  (_, text) => ({ 'Fn::Select': ['0', { 'Fn::Split': ['\u0001', `${text}\u0001x`] }] }),
  (_, text) => ({ 'Fn::If': ['Always', text, 'another'] }),
  (_, text) => ({ 'Fn::Join': ['', [{ Ref: 'Empty' }, text, { 'Fn::FindInMap': ['Map', 'Key', 'Empty'] }]] }),
];

/** How `Fn::Sub` writes a variable within a variable is documented nowhere. */
export function isNested(text: string): boolean {
  return /\$\{[^}]*\$\{/.test(text);
}

function escaped(text: string): string {
  return text.replaceAll('${', '${!');
}

/** A template with one role. */
export function templateOf(trust: unknown): object {
  return {
    Parameters: { Empty: { Type: 'String', Default: '' } },
    Conditions: { Always: { 'Fn::Equals': ['a', 'a'] }, Never: { 'Fn::Not': [{ Condition: 'Always' }] } },
    Mappings: { Map: { Key: { Empty: '' } } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: trust } },
    },
  };
}

/** The YAML of a template, functions with short tags. */
export function yamlTemplate(choose: Choose, template: object): string {
  return Object.entries(template)
    .map(([name, section]) => `${name}: ${yamlOf(choose, section)}\n`)
    .join('');
}

function yamlOf(choose: Choose, node: unknown): string {
  if (Array.isArray(node)) return `[ ${node.map((item) => yamlOf(choose, item)).join(', ')} ]`;
  if (typeof node !== 'object' || node === null) return JSON.stringify(node);
  const [[name, argument] = ['', undefined], ...others] = Object.entries(node) as [string, unknown][];
  const isCall = others.length === 0 && /^(?:Ref|Fn::\w+)$/.test(name);
  if (isCall && choose(3) > 0) return `!${name.replace('Fn::', '')} ${yamlOf(choose, argument)}`;
  const members = Object.entries(node).map(
    ([key, item]) => `${JSON.stringify(key)}: ${yamlOf(choose, item)}`,
  );
  return `{ ${members.join(', ')} }`;
}

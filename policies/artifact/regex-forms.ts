import {
  ANY_STRING,
  MAX_FORMS,
  SPECIAL,
  gap,
  ofForms,
  type FormsOnly,
  type StringForm,
} from './allowed-strings';

/** What a part of a regular expression matches. */
type Node =
  | { readonly kind: 'text'; readonly text: string }
  /** One character of a class, with those of {@link SPECIAL} that are in it. */
  | { readonly kind: 'class'; readonly special: string }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** A regular expression that is not taken apart: it describes nothing. */
class NotRead extends Error {}

/**
 * The strings in which a regular expression of RE2 is found, or that match it as a whole. What is not understood describes any string.
 * @param whole whether the whole string has to match
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function formsOfRegex(pattern: string, whole: boolean): FormsOnly {
  const node = parsed(pattern);
  if (node === undefined) return ANY_STRING;
  const forms = formsOf(node).map((form): StringForm => {
    const [first, last] = [form[0], form.at(-1)];
    const inner = form.filter((part) => part !== START && part !== END) as StringForm;
    return [
      ...(whole || first === START ? [] : [gap()]),
      ...inner,
      ...(whole || last === END ? [] : [gap()]),
    ];
  });
  return ofForms(forms);
}

/** Those of {@link SPECIAL} that a string does not contain in which a regular expression is not found. */
export function excludedByRegex(pattern: string): string {
  const node = parsed(pattern);
  return node === undefined ? '' : [...SPECIAL].filter((one) => matchesAlone(node, one)).join('');
}

/** Whether a node is certain to match a character, wherever it is. */
function matchesAlone(node: Node, character: string): boolean {
  switch (node.kind) {
    case 'text':
      return node.text === character;
    case 'class':
      return node.special.includes(character);
    case 'choice':
      return node.nodes.some((one) => matchesAlone(one, character));
    case 'sequence': {
      const [first, ...others] = node.nodes;
      return first !== undefined && others.length === 0 && matchesAlone(first, character);
    }
    case 'repeat':
      return node.least <= 1 && node.most >= 1 && matchesAlone(node.node, character);
    case 'start':
    case 'end':
      return false;
  }
}

const START = Symbol('the start of the string');
const END = Symbol('the end of the string');

type Marked = readonly (StringForm[number] | typeof START | typeof END)[];

function formsOf(node: Node): readonly Marked[] {
  switch (node.kind) {
    case 'text':
      return [[node.text]];
    case 'class':
      return [[gap(outside(node.special))]];
    case 'start':
      return [[START]];
    case 'end':
      return [[END]];
    case 'choice':
      return bounded(node, node.nodes.flatMap(formsOf));
    case 'sequence': {
      let found: readonly Marked[] = [[]];
      for (const one of node.nodes) {
        const next = formsOf(one);
        // the ends of a long sequence are worth more than the choices within
        const fitting = found.length * next.length > MAX_FORMS ? [anyOf(one)] : next;
        found = found.flatMap((before) => fitting.map((after) => [...before, ...after]));
      }
      return found;
    }
    case 'repeat': {
      if (node.least === 1 && node.most === 1) return formsOf(node.node);
      if (node.least === 0 && node.most === 1) return bounded(node, [[], ...formsOf(node.node)]);
      return [anyOf(node)];
    }
  }
}

function bounded(node: Node, forms: readonly Marked[]): readonly Marked[] {
  return forms.length > MAX_FORMS ? [anyOf(node)] : forms;
}

/** What a node matches, as one gap. The start or the end of the string within it is not known any more. */
function anyOf(node: Node): Marked {
  return [gap(outside(specialIn(node)))];
}

function specialIn(node: Node): string {
  switch (node.kind) {
    case 'text':
      return [...SPECIAL].filter((one) => node.text.includes(one)).join('');
    case 'class':
      return node.special;
    case 'start':
    case 'end':
      return '';
    case 'choice':
    case 'sequence':
      return node.nodes.map(specialIn).join('');
    case 'repeat':
      return specialIn(node.node);
  }
}

function outside(special: string): string {
  return [...SPECIAL].filter((one) => !special.includes(one)).join('');
}

function parsed(pattern: string): Node | undefined {
  try {
    return new Parser(pattern).read();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** Groups within groups, deeper than this, are not read. */
const MAX_DEPTH = 50;

/** Escapes of one character. */
const CONTROL: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

/** Classes of which none of {@link SPECIAL} is a member. */
const POSIX_WITHOUT = new Set([
  'alnum',
  'alpha',
  'blank',
  'digit',
  'lower',
  'space',
  'upper',
  'word',
  'xdigit',
]);

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly pattern: string) {}

  read(): Node {
    const node = this.choice();
    if (this.at < this.pattern.length) throw new NotRead();
    return node;
  }

  private choice(): Node {
    const nodes = [this.sequence()];
    while (this.take('|')) nodes.push(this.sequence());
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'choice', nodes };
  }

  private sequence(): Node {
    const nodes: Node[] = [];
    while (this.at < this.pattern.length && !'|)'.includes(this.peek())) nodes.push(this.repeated());
    return { kind: 'sequence', nodes };
  }

  private repeated(): Node {
    const node = this.atom();
    const [written, counts] = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.pattern.slice(this.at)) ?? [];
    if (written === undefined) return node;
    this.at += written.length;
    // another one after it is refused, or means something else
    if (/^[*+?{]/.test(this.pattern.slice(this.at))) throw new NotRead();
    const [least, most] = countsOf(counts ?? written);
    return { kind: 'repeat', node, least, most };
  }

  private atom(): Node {
    const character = this.next();
    switch (character) {
      case '.':
        return { kind: 'class', special: SPECIAL };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '[':
        return this.bracket();
      case '(':
        return this.group();
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
      case ')':
        throw new NotRead();
      default:
        return { kind: 'text', text: character };
    }
  }

  private group(): Node {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new NotRead();
    const [opening] = /^\?(?::|P?<\w+>)/.exec(this.pattern.slice(this.at)) ?? [];
    if (opening === undefined && this.peek() === '?') throw new NotRead();
    this.at += opening?.length ?? 0;
    const node = this.choice();
    if (!this.take(')')) throw new NotRead();
    this.depth -= 1;
    return node;
  }

  private escape(): Node {
    const character = this.next();
    if (!/[A-Za-z0-9]/.test(character)) return { kind: 'text', text: character };
    const control = CONTROL[character];
    if (control !== undefined) return { kind: 'text', text: control };
    switch (character) {
      case 'A':
        return { kind: 'start' };
      case 'z':
        return { kind: 'end' };
      case 'b':
      case 'B':
        return { kind: 'sequence', nodes: [] };
      case 'd':
      case 'w':
      case 's':
        return { kind: 'class', special: '' };
      case 'D':
      case 'W':
      case 'S':
        return { kind: 'class', special: SPECIAL };
      default:
        throw new NotRead();
    }
  }

  /** `[…]`, after its opening. */
  private bracket(): Node {
    const negated = this.take('^');
    let special = '';
    for (let first = true; first || this.peek() !== ']'; first = false) {
      const [posix, name] = /^\[:\^?(\w+):\]/.exec(this.pattern.slice(this.at)) ?? [];
      if (posix !== undefined) {
        this.at += posix.length;
        if (!POSIX_WITHOUT.has(name ?? '')) throw new NotRead();
        if (posix.includes('^')) special += SPECIAL;
        continue;
      }
      const from = this.member();
      if (from === undefined) {
        special += this.classInBracket();
        continue;
      }
      if (this.peek() === '-' && this.pattern[this.at + 1] !== ']') {
        this.at += 1;
        const to = this.member();
        if (to === undefined || to < from) throw new NotRead();
        special += [...SPECIAL].filter((one) => from <= one && one <= to).join('');
      } else if (SPECIAL.includes(from)) special += from;
    }
    this.at += 1;
    return { kind: 'class', special: negated ? outside(special) : special };
  }

  /** A character of a class, or nothing before `\d` and its kin. */
  private member(): string | undefined {
    const character = this.peek();
    if (character === '') throw new NotRead();
    if (character !== '\\') return this.next();
    const escaped = this.pattern[this.at + 1] ?? '';
    if (/[dwsDWS]/.test(escaped)) return undefined;
    if (/[A-Za-z0-9]/.test(escaped) && CONTROL[escaped] === undefined) throw new NotRead();
    this.at += 1;
    const taken = this.next();
    return CONTROL[taken] ?? taken;
  }

  private classInBracket(): string {
    const kind = this.pattern[this.at + 1] ?? '';
    this.at += 2;
    return 'DWS'.includes(kind) ? SPECIAL : '';
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private next(): string {
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw new NotRead();
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }
}

function countsOf(written: string): readonly [least: number, most: number] {
  switch (written.charAt(0)) {
    case '*':
      return [0, Number.POSITIVE_INFINITY];
    case '+':
      return [1, Number.POSITIVE_INFINITY];
    case '?':
      return [0, 1];
    default: {
      const [, least = '0', comma, most] = /^\{(\d+)(,)?(\d*)\}/.exec(written) ?? [];
      const upper =
        comma === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most);
      return [Number(least), upper];
    }
  }
}

import { RefgateError } from '../../errors';
import type { AllowedStrings } from '../allowed-strings';

/**
 * A Terraform value. Lists and tuples are arrays, objects and maps are `Map`s (so that `__proto__` is a key like any other),
 * and what cannot be known from the text is {@link Unknown} with its reason.
 */
export type Value =
  string | number | boolean | null | readonly Value[] | ValueMap | ValueSet | ResourceValue | Unknown;

export type ValueMap = ReadonlyMap<string, Value>;

/** A value that the text does not decide: known after apply, defined elsewhere, or out of reach. */
export class Unknown {
  constructor(
    /** In plain words, starting lower case. */
    readonly reason: string,
    /** The expression at which knowledge ended. */
    readonly expression?: string,
    /** What it can be, where it is a string; of a list of strings, what each of them can be. */
    readonly allowed?: AllowedStrings,
    /** It is not the value of the expression, but computed from it. @default false */
    readonly computed?: true,
    /** Its type, of a variable that declares it. */
    readonly type?: 'string' | 'number' | 'bool',
  ) {}
}

/** A value that must not be printed, so nothing is made of it; `nonsensitive` gives it back. */
export class Sensitive extends Unknown {
  constructor(
    expression: string,
    readonly hidden: Value,
  ) {
    super(
      `\`${expression}\` is sensitive, so its value is neither used nor printed; use and print it with \`--show-sensitive\``,
      expression,
    );
  }
}

/** The account that a provider configuration works in, where nothing tells which one it is. */
export class OwnAccount extends Unknown {
  /** @param configuration the same object for all that one provider configuration manages */
  constructor(
    reason: string,
    expression: string,
    readonly configuration: object,
    /** Where it is the account in the ARN of a resource: the address of that resource. */
    readonly inArnOf?: string,
  ) {
    super(reason, expression);
  }
}

/** The ARN of a resource of the input where it is not known, such as that of a role without a name. */
export class UnknownArn extends Unknown {
  /** @param address of the resource */
  constructor(
    reason: string,
    expression: string | undefined,
    readonly address: string,
  ) {
    super(reason, expression);
  }
}

/**
 * A number or bool that is a string in the end where a value beside it is one, and the type of that value is not known. As text, as a
 * number and as a bool it is what it is; whether it equals another value depends.
 */
export class LooselyTyped extends Unknown {
  constructor(readonly value: number | boolean) {
    super(`whether \`${value}\` is a string depends on the type of a value that is unknown, null or empty`);
  }
}

/** The value where a number or a text is wanted: its type makes no difference. */
export function untyped(value: Value): Value {
  return value instanceof LooselyTyped ? value.value : value;
}

/** The value where a bool is wanted: the text `1` is one, and the number is not. */
export function untypedBool(value: Value): Value {
  return value instanceof LooselyTyped && typeof value.value === 'boolean' ? value.value : value;
}

/** A string of which a part is unknown. Whoever knows nothing of it takes it for an unknown value. */
export class PartialText extends Unknown {
  /** @param parts in order; at least one is unknown, and none is a partial text itself */
  constructor(readonly parts: readonly (string | Unknown)[]) {
    const [first] = parts.filter((part) => part instanceof Unknown);
    super(first?.reason ?? 'unknown', first?.expression);
  }
}

/** A list of unknown length of which every element has one form, such as `[for b in var.branches : "release/${b}"]`. */
export class UnknownList extends Unknown {
  /** @param expression the collection that it is made of */
  constructor(
    readonly element: PartialText,
    expression: string,
  ) {
    super(element.reason, expression);
  }
}

/** A string of parts, partial where a part is unknown. */
export function textOfParts(parts: readonly (string | Unknown)[]): string | PartialText {
  const flat = parts.flatMap((part) => (part instanceof PartialText ? part.parts : [part]));
  return flat.every((part) => typeof part === 'string') ? composed(flat.join('')) : new PartialText(flat);
}

/** The address of the resource whose ARN a value is, the whole of it, where the ARN is not known. */
export function addressOfArn(value: Unknown): string | undefined {
  if (value instanceof UnknownArn) return value.address;
  if (!(value instanceof PartialText) || value.parts.length > 3) return undefined;
  const [before, part, after] = value.parts;
  if (part === undefined) return before instanceof UnknownArn ? before.address : undefined;
  const isWhole = typeof before === 'string' && typeof after === 'string' && before.startsWith('arn:');
  return isWhole && part instanceof OwnAccount ? part.inArnOf : undefined;
}

/** What is computed from an unknown value: unknown for the same reason, and a value of its own. */
export function blank({ reason, expression }: Unknown): Unknown {
  return new Unknown(reason, expression, undefined, true);
}

/** Ends a computation at a value that is not known; {@link Unknown} is its result. */
export class NotKnown extends Error {
  constructor(readonly unknown: Unknown) {
    super(unknown.reason);
  }
}

/** Runs a computation that may end in {@link NotKnown}. */
export function orUnknown<T>(work: () => T): T | Unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotKnown) return error.unknown;
    throw error;
  }
}

/** A set: every element once, sorted as Terraform iterates it. */
export class ValueSet {
  readonly items: readonly Value[];
  /** @throws {NotKnown} when an item is not known: it may be the same as another */
  constructor(items: readonly Value[]) {
    const unknown = findUnknown(items);
    if (unknown !== undefined) throw new NotKnown(blank(unknown));
    const seen = new Map(items.map((item) => [JSON.stringify(toJson(item)), item]));
    this.items = [...seen.values()].toSorted(compareValues);
  }
}

/** A resource or data source: an attribute that is neither written nor derivable is unknown, not missing. */
export class ResourceValue {
  private readonly known = new Map<string, Value>();

  /** @param read an attribute's value, or nothing when neither the configuration nor refgate's rules tell */
  constructor(
    readonly address: string,
    private readonly read: (name: string) => Value | undefined,
  ) {}

  attribute(name: string): Value {
    const before = this.known.get(name);
    if (before !== undefined) return before;
    const expression = `${this.address}.${name}`;
    const value = this.read(name) ?? new Unknown(`\`${expression}\` is known only after apply`, expression);
    this.known.set(name, value);
    return value;
  }
}

/** @throws {RefgateError} always, `ERR_TERRAFORM`: Terraform would refuse this too; `try` and `can` catch it */
export function fail(message: string): never {
  throw new RefgateError({ code: 'ERR_TERRAFORM', message });
}

export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}

/** What `[]` is in a text: it has no type of its own, and goes with every list. Other lists without elements may be of a type. */
export const EMPTY_TUPLE: readonly Value[] = Object.freeze([]);

/** What `{}` is in a text: it goes with every object and map. Other maps without elements may be of a type. */
export const EMPTY_OBJECT: ValueMap = new Map();

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** What a value is called in messages. */
export function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (isMap(value)) return 'an object';
  if (value instanceof ValueSet) return 'a set';
  if (value instanceof ResourceValue) return 'a resource';
  if (value instanceof Unknown) return 'an unknown value';
  return typeof value === 'boolean' ? 'a bool' : `a ${typeof value}`;
}

/** The elements of a collection. */
export function partsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value)) return [...value.values()];
  return value instanceof ValueSet ? value.items : [];
}

/** The first unknown inside a value, however deep. */
export function findUnknown(value: Value): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (value instanceof ResourceValue) {
    return new Unknown(`not every attribute of \`${value.address}\` is known before apply`, value.address);
  }
  for (const item of partsOf(value)) {
    const found = findUnknown(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A number that was read by JavaScript, whose digits are gone. Terraform counts with 512 bits, keeps the sign of zero, and prints every
 * digit that was written.
 */
export function exactNumber(value: number): number | Unknown {
  const digits = numberText(Math.abs(value)).replace(/\D|^0\.0*/g, '').length;
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : digits <= MAX_SURE_DIGITS;
  return exact && !Object.is(value, -0) ? value : new Unknown(IMPRECISE);
}

/** With so many digits or fewer, a decimal and the double that it is read as are written the same. */
const MAX_SURE_DIGITS = 15;

const IMPRECISE =
  'the number needs more precision than refgate has; write it as a string if it is an identifier';

/** A number as it was written in decimal, unless a double prints otherwise than Terraform does. */
export function decimalNumber(text: string): number | Unknown {
  const value = Number(text);
  return Number.isFinite(value) && numberText(value) === plainDecimal(text) ? value : new Unknown(IMPRECISE);
}

/** `1.50e1` → `15`: without exponent, superfluous zeros and plus sign. Cost: bounded by the exponents that a double has. */
function plainDecimal(text: string): string | undefined {
  const parts = /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d{1,3}))?$/i.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, -shift))}${whole}${fraction}${'0'.repeat(Math.max(0, shift))}`;
  const point = Math.max(0, -shift) + whole.length + shift;
  const left = digits.slice(0, point).replace(/^0+(?=.)/, '') || '0';
  const right = digits.slice(point).replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${left}${right === '' ? '' : `.${right}`}`;
}

/**
 * A string as Terraform holds it: well-formed, in Unicode's composed form.
 * @see https://developer.hashicorp.com/terraform/language/expressions/types#types
 */
export function composed(text: string): string {
  // nothing below U+0300 changes
  if (!/[\u0300-\uffff]/.test(text)) return text;
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .normalize('NFC');
}

/** Terraform's text of a number: never with an exponent. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = String(value);
  const [mantissa = '', exponent] = text.split('e-');
  if (exponent === undefined) return text;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits}`;
}

/** As `tostring` does. @throws {RefgateError} when the value has no text */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  return fail(`expected a string, got ${kindOf(value)}`);
}

/** By code points, as Terraform orders keys and sets. */
export function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = ((left[i] as string).codePointAt(0) ?? 0) - ((right[i] as string).codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return compareText(orderText(a), orderText(b));
}

/** What Terraform orders collections within a set by. @see https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go */
function orderText(value: Value): string {
  if (typeof value === 'string') return goQuoted(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (value instanceof ValueSet || isList(value))
    return `[${partsOf(value)
      .map((part) => `${orderText(part)};`)
      .join('')}]`;
  if (!isMap(value)) return '~';
  return `{${sortedKeys(value)
    .map((key) => `${goQuoted(key)}:${orderText(value.get(key) ?? null)};`)
    .join('')}}`;
}

/** As Go's `%q` writes a string: what does not print is escaped. */
function goQuoted(text: string): string {
  const hidden = /(?! )[\p{C}\p{Z}]/gu;
  const escape = (c: string): string => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return `"${text.replace(/["\\]/g, '\\$&').replace(hidden, (c) => short[c] ?? escape(c))}"`;
}

/** The keys of an object in the order in which Terraform goes through it. */
export function sortedKeys(map: ValueMap): string[] {
  return [...map.keys()].toSorted(compareText);
}

/** JSON → value, with nothing in it read as a template. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === 'number') return exactNumber(json);
  if (typeof json === 'string') return composed(json);
  if (typeof json === 'boolean') return json;
  if (Array.isArray(json)) return json.map(fromJson);
  return new Map(Object.entries(json).map(([key, value]) => [composed(key), fromJson(value)]));
}

/** Value → JSON; what is unknown becomes `null`, so look for it first with {@link findUnknown}. */
export function toJson(value: Value): unknown {
  if (value instanceof Unknown || value instanceof ResourceValue) return null;
  if (value instanceof ValueSet) return value.items.map(toJson);
  if (isList(value)) return value.map(toJson);
  if (isMap(value)) {
    const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const key of sortedKeys(value)) result[key] = toJson(value.get(key) ?? null);
    return result;
  }
  return value;
}

import { UNKNOWN, isValueObject, type Value } from './value';

/**
 * Decodes a Terraform value. Every extension type is an unknown value: 0 is a plain one, 12 one with
 * refinements, and the refinements do not matter here.
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 * @see https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
 */
export function decodeValue(bytes: Buffer): Value {
  return new Reader(bytes).value();
}

/** Encodes a value; unknown becomes `d4 00 00`, as the wire format asks. */
export function encodeValue(value: Value): Buffer {
  const parts: Buffer[] = [];
  writeValue(value, parts);
  return Buffer.concat(parts);
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  value(): Value {
    const byte = this.uint(1);
    if (byte < 0x80) return byte;
    if (byte < 0x90) return this.object(byte & 0x0f);
    if (byte < 0xa0) return this.list(byte & 0x0f);
    if (byte < 0xc0) return this.text(byte & 0x1f);
    if (byte >= 0xe0) return byte - 256;
    return this.marked(byte);
  }

  private marked(byte: number): Value {
    switch (byte) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.text(this.uint(1));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.extension(this.uint(1 << (byte - 0xc7)));
      case 0xca:
        return this.slice(4).readFloatBE();
      case 0xcb:
        return this.slice(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.uint(1 << (byte - 0xcc));
      case 0xcf:
        return Number(this.slice(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return this.int(1 << (byte - 0xd0));
      case 0xd3:
        return Number(this.slice(8).readBigInt64BE());
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.extension(1 << (byte - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.uint(1 << (byte - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.list(this.uint(2 << (byte - 0xdc)));
      case 0xde:
      case 0xdf:
        return this.object(this.uint(2 << (byte - 0xde)));
      default:
        throw new Error(`unknown msgpack type 0x${byte.toString(16)}`);
    }
  }

  private slice(length: number): Buffer {
    return this.bytes.subarray(this.#at, (this.#at += length));
  }

  private uint(length: number): number {
    return this.slice(length).readUIntBE(0, length);
  }

  private int(length: number): number {
    return this.slice(length).readIntBE(0, length);
  }

  private text(length: number): string {
    return this.slice(length).toString('utf8');
  }

  private list(length: number): Value[] {
    return Array.from({ length }, () => this.value());
  }

  private object(length: number): Value {
    // fromEntries, so that a key named `__proto__` is a key like any other
    return Object.fromEntries(Array.from({ length }, () => [String(this.value()), this.value()]));
  }

  private extension(length: number): typeof UNKNOWN {
    this.#at += 1 + length;
    return UNKNOWN;
  }
}

function writeValue(value: Value, parts: Buffer[]): void {
  if (value === UNKNOWN) {
    parts.push(Buffer.from([0xd4, 0, 0]));
  } else if (value === null) {
    parts.push(Buffer.from([0xc0]));
  } else if (typeof value === 'boolean') {
    parts.push(Buffer.from([value ? 0xc3 : 0xc2]));
  } else if (typeof value === 'number') {
    parts.push(numberBytes(value));
  } else if (typeof value === 'string') {
    const text = Buffer.from(value);
    parts.push(header(0xdb, text.length), text);
  } else if (Array.isArray(value)) {
    parts.push(header(0xdd, value.length));
    for (const item of value) writeValue(item, parts);
  } else if (isValueObject(value)) {
    const entries = Object.entries(value);
    parts.push(header(0xdf, entries.length));
    for (const [name, item] of entries) {
      writeValue(name, parts);
      writeValue(item, parts);
    }
  }
}

/** Always the four-byte form: a few bytes more, one rule instead of four. */
function header(code: number, length: number): Buffer {
  const bytes = Buffer.alloc(5, code);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(9, Number.isSafeInteger(value) ? 0xd3 : 0xcb);
  if (Number.isSafeInteger(value)) bytes.writeBigInt64BE(BigInt(value), 1);
  else bytes.writeDoubleBE(value, 1);
  return bytes;
}

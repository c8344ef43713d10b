/** What stands after a field number: raw bytes, text, a number, a flag, or repeated messages. */
export type FieldValue = Buffer | string | number | boolean | readonly Buffer[] | undefined;

/** One level of a decoded message: varints as bigint, everything else as bytes; the last value wins. */
export type Message = ReadonlyMap<number, Buffer | bigint>;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/**
 * Encodes a message from `[field number, value]` pairs. Zero values are omitted, as proto3 asks;
 * an array gives one entry per element.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function encodeMessage(fields: readonly (readonly [number, FieldValue])[]): Buffer {
  const parts: Buffer[] = [];
  for (const [field, value] of fields) {
    if (value === undefined || value === false || value === 0 || value === '') continue;
    if (typeof value === 'number' || value === true) {
      parts.push(varint((field << 3) | VARINT), varint(Number(value)));
    } else if (Buffer.isBuffer(value) || typeof value === 'string') {
      parts.push(...delimited(field, Buffer.from(value)));
    } else {
      for (const item of value) parts.push(...delimited(field, item));
    }
  }
  return Buffer.concat(parts);
}

/** Decodes one level of a message; nested messages stay bytes until asked for. */
export function decodeMessage(bytes: Buffer): Message {
  const message = new Map<number, Buffer | bigint>();
  let at = 0;
  const readVarint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      result |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return result;
    }
  };
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const key = Number(readVarint());
    message.set(key >> 3, readField(key & 7, readVarint, take));
  }
  return message;
}

/** The bytes of a length-delimited field; undefined when the field is absent. */
export function bytesOf(message: Message, field: number): Buffer | undefined {
  const value = message.get(field);
  return Buffer.isBuffer(value) ? value : undefined;
}

/** The text of a string field; empty when the field is absent. */
export function stringOf(message: Message, field: number): string {
  return bytesOf(message, field)?.toString('utf8') ?? '';
}

function readField(wireType: number, readVarint: () => bigint, take: (length: number) => Buffer) {
  switch (wireType) {
    case VARINT:
      return readVarint();
    case FIXED64:
      return take(8);
    case DELIMITED:
      return take(Number(readVarint()));
    case FIXED32:
      return take(4);
    default:
      throw new Error(`unknown protobuf wire type ${wireType}`);
  }
}

function delimited(field: number, bytes: Buffer): Buffer[] {
  return [varint((field << 3) | DELIMITED), varint(bytes.length), bytes];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

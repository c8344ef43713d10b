import { createDecipheriv, createHmac, type CipherGCMTypes } from 'node:crypto';

/*
 * The certificates of a TLS server, in the order in which it sends them. Node shows the chain as it has put it in order itself, so the
 * bytes of the handshake are read: in TLS 1.2 the message is in plain text, in TLS 1.3 it is encrypted with a secret that the client has.
 */

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

/** What a client recorded of one handshake. */
export interface RecordedHandshake {
  /** Every byte that the server sent. */
  readonly bytes: Buffer;
  /** `TLSv1.3`, … as Node names the version. */
  readonly version: string;
  /** Name of the cipher suite, as OpenSSL has it. */
  readonly cipher: string;
  /** The secret of the server's handshake messages, of TLS 1.3 alone. */
  readonly secret?: Buffer;
}

/**
 * The certificates that a server sent, each as DER. Empty where the recording has none.
 * @see https://www.rfc-editor.org/rfc/rfc5246#section-7.4.2
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
 */
export function sentChain(recorded: RecordedHandshake): readonly Buffer[] {
  const isNew = recorded.version === 'TLSv1.3';
  const messages = isNew ? decrypted(recorded) : joined(recordsOf(recorded.bytes), HANDSHAKE);
  const body = messageOf(messages, CERTIFICATE);
  if (body === undefined) return [];
  const start = isNew ? 1 + (body[0] ?? 0) : 0;
  return certificatesOf(body.subarray(start), isNew);
}

interface TlsRecord {
  readonly type: number;
  readonly header: Buffer;
  readonly content: Buffer;
}

function recordsOf(bytes: Buffer): readonly TlsRecord[] {
  const records: TlsRecord[] = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 3);
    const content = bytes.subarray(at + 5, at + 5 + length);
    if (content.length < length) break;
    records.push({ type: bytes[at] as number, header: bytes.subarray(at, at + 5), content });
    at += 5 + length;
  }
  return records;
}

const joined = (records: readonly TlsRecord[], type: number): Buffer =>
  Buffer.concat(records.filter((record) => record.type === type).map(({ content }) => content));

/** The body of the first handshake message of a type. */
function messageOf(messages: Buffer, type: number): Buffer | undefined {
  for (let at = 0; at + 4 <= messages.length;) {
    const end = at + 4 + messages.readUIntBE(at + 1, 3);
    if (messages[at] === type && end <= messages.length) return messages.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}

function certificatesOf(list: Buffer, hasExtensions: boolean): readonly Buffer[] {
  const certificates: Buffer[] = [];
  for (let at = 3; at + 3 <= list.length;) {
    const end = at + 3 + list.readUIntBE(at, 3);
    if (end > list.length) break;
    certificates.push(list.subarray(at + 3, end));
    at = end + (hasExtensions && end + 2 <= list.length ? 2 + list.readUInt16BE(end) : 0);
  }
  return certificates;
}

interface Suite {
  readonly hash: 'sha256' | 'sha384';
  readonly algorithm: CipherGCMTypes | 'chacha20-poly1305';
  readonly keyLength: number;
}

/** @see https://www.rfc-editor.org/rfc/rfc8446#appendix-B.4 */
const SUITES: Readonly<Record<string, Suite>> = {
  TLS_AES_128_GCM_SHA256: { hash: 'sha256', algorithm: 'aes-128-gcm', keyLength: 16 },
  TLS_AES_256_GCM_SHA384: { hash: 'sha384', algorithm: 'aes-256-gcm', keyLength: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { hash: 'sha256', algorithm: 'chacha20-poly1305', keyLength: 32 },
};

/** The handshake messages of a TLS 1.3 server, up to the first record that the secret does not open. */
function decrypted({ bytes, cipher, secret }: RecordedHandshake): Buffer {
  const suite = SUITES[cipher];
  if (suite === undefined || secret === undefined) return Buffer.alloc(0);
  const key = expandLabel(secret, 'key', suite.keyLength, suite.hash);
  const iv = expandLabel(secret, 'iv', 12, suite.hash);
  const messages: Buffer[] = [];
  const records = recordsOf(bytes);
  const hello = records.findIndex(({ type, content }) => type === HANDSHAKE && content[0] === SERVER_HELLO);
  const encrypted = records.slice(hello + 1).filter(({ type }) => type === APPLICATION_DATA);
  for (const [sequence, record] of encrypted.entries()) {
    const inner = open(record, suite, key, nonce(iv, sequence));
    if (inner === undefined) break;
    const end = inner.findLastIndex((byte) => byte !== 0);
    if (inner[end] === HANDSHAKE) messages.push(inner.subarray(0, end));
  }
  return Buffer.concat(messages);
}

function open({ header, content }: TlsRecord, suite: Suite, key: Buffer, iv: Buffer): Buffer | undefined {
  if (content.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv(suite.algorithm as CipherGCMTypes, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(header);
  decipher.setAuthTag(content.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(content.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

const TAG_BYTES = 16;

function nonce(iv: Buffer, sequence: number): Buffer {
  const result = Buffer.from(iv);
  result.writeUInt32BE((result.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return result;
}

/** One block is enough for a key and an IV. @see https://www.rfc-editor.org/rfc/rfc8446#section-7.1 */
function expandLabel(secret: Buffer, label: string, length: number, hash: string): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

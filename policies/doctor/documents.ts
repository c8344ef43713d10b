import { formatProblem, quote, type Position } from '../errors';
import { JsonPositions, parseJsonText } from '../trust/index';
import type { DocumentFacts, IssuerFacts } from './facts';

/** A JSON object that a document holds, with the places of its members. */
export interface ReadDocument {
  readonly members: Readonly<Record<string, unknown>>;
  readonly at: (...path: readonly (string | number)[]) => Position | undefined;
}

export type DocumentReading =
  { readonly ok: true; readonly document: ReadDocument } | { readonly ok: false; readonly problem: string };

const readings = new WeakMap<DocumentFacts, DocumentReading>();

/** Reads a document that must be a JSON object, once. Never throws. */
export function readDocument(facts: DocumentFacts): DocumentReading {
  const reading = readings.get(facts) ?? read(facts);
  readings.set(facts, reading);
  return reading;
}

function read({ name, text }: DocumentFacts): DocumentReading {
  if (/^\s*</.test(text)) return { ok: false, problem: `${quote(name)} is HTML or XML, not JSON` };
  if (text.trim() === '') return { ok: false, problem: `${quote(name)} is empty` };
  const parsed = parseJsonText(text, name);
  if (!parsed.ok) return { ok: false, problem: formatProblem(parsed.problem) };
  if (!isObject(parsed.value)) return { ok: false, problem: `${quote(name)} is not a JSON object` };
  const positions = new JsonPositions(text, name);
  return { ok: true, document: { members: parsed.value, at: (...path) => positions.at(path) } };
}

/** The discovery document, where it was seen and can be read. */
export function discoveryOf({ discovery }: IssuerFacts): ReadDocument | undefined {
  return documentOf(discovery.seen ? discovery.value : undefined);
}

/** The JWKS, where it was seen and can be read. */
export function jwksOf({ jwks }: IssuerFacts): ReadDocument | undefined {
  return documentOf(jwks.seen ? jwks.value : undefined);
}

function documentOf(facts: DocumentFacts | undefined): ReadDocument | undefined {
  const reading = facts === undefined ? undefined : readDocument(facts);
  return reading?.ok === true ? reading.document : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as text for a message: what it is where it is not a string. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? quote(value) : quote(JSON.stringify(value) ?? String(value));
}

/** The place of a match, where it is known. */
export function placed<P>(position: P | undefined): { readonly position?: P } {
  return position === undefined ? {} : { position };
}

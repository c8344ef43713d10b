import type { VariableLookup } from '../pattern';

/** Judges one request value, the operator's negation included; `undefined` when it cannot be determined. */
export type ValueTest = (value: string, lookup: VariableLookup) => boolean | undefined;

/** A condition's values made ready for many requests, or why refgate cannot say what AWS would make of them. */
export type CompiledValues =
  { readonly ok: true; readonly test: ValueTest } | { readonly ok: false; readonly reason: string };

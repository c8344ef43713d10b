/**
 * Text of a JSON number, as far as it is still what stood there: `undefined` for one that lost digits when it was read, or that needs
 * an exponent.
 */
export function numberText(value: number): string | undefined {
  const text = String(value);
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? text : undefined;
  return /^-?\d+\.\d{1,15}$/.test(text) ? text : undefined;
}

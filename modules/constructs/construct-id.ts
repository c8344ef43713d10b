/**
 * The id of a construct for a name that somebody else chose. What every JavaScript object has, such as `constructor`, passes for a
 * child that is there already; it gets a `_`.
 */
export function constructId(name: string): string {
  return name in Object.prototype ? `${name}_` : name;
}

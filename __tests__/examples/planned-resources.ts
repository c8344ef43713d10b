/** A module in the JSON of a plan or of a state. */
export interface ModuleJson {
  readonly address?: string;
  readonly resources?: readonly ResourceJson[];
  readonly child_modules?: readonly ModuleJson[];
}

export interface ResourceJson {
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A resource for comparison: policies parsed, because jsonencode sorts their keys. */
export interface Comparable {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
}

/** Every resource in a module and in those that it calls, sorted by what it is; addresses begin at the module. */
export function resourcesOf(module: ModuleJson): readonly Comparable[] {
  const prefix = `${module.address}.`;
  return all(module)
    .map(({ address, type, values }) => ({
      address: address.startsWith(prefix) ? address.slice(prefix.length) : address,
      type,
      values: normal(values),
    }))
    .toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** The same without addresses. */
export function withoutAddresses(resources: readonly Comparable[]): readonly unknown[] {
  return resources.map(({ type, values }) => ({ type, values }));
}

function all(module: ModuleJson): readonly ResourceJson[] {
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(all)];
}

function text({ type, values }: Comparable): string {
  return `${type} ${JSON.stringify(values)}`;
}

/** Ids that the stub makes up differ from object to object. */
function normal(values: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(
    JSON.stringify(Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    (name, inner: unknown) =>
      /(?:^|_)policy$/.test(name) && typeof inner === 'string' && inner.startsWith('{')
        ? { parsed: sorted(JSON.parse(inner)) }
        : inner,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

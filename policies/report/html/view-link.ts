/** Which part of the matrix an address shows, by the names of its filters. Texts that are absent want everything. */
export interface View {
  readonly project?: string;
  readonly ref?: string;
  /** Part of a role's key, name or account; in double quotes, the whole key. */
  readonly role?: string;
  readonly verdict?: string;
  /** Which of two versions: `before`, `after` or `changes`. */
  readonly version?: string;
  /** What the rows of the matrix are: `pipelines` or `roles`; absent: what fits. */
  readonly rows?: string;
}

/** The names in the order in which an address has them. */
const VIEW_NAMES = ['project', 'ref', 'role', 'verdict', 'version', 'rows'] as const;

/** A view as the fragment of an address, with its `#`; empty for a view of everything. */
export function viewFragment(view: View): string {
  const pairs = VIEW_NAMES.flatMap((name) => {
    const value = view[name] ?? '';
    return value === '' ? [] : [`${name}=${encodeURIComponent(well(value))}`];
  });
  return pairs.length === 0 ? '' : `#${pairs.join('&')}`;
}

/** The view that a fragment names; `undefined` for any other one, such as the id of a section. */
export function readViewFragment(fragment: string): View | undefined {
  if (!/^#[a-z]+=/.test(fragment)) return undefined;
  const given = new URLSearchParams(fragment.slice(1));
  const found = VIEW_NAMES.flatMap((name) => {
    const value = given.get(name) ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as View;
}

/** Exactly one role, as the filter for roles writes it. */
export function exactRole(key: string): string {
  return `"${key}"`;
}

/** A lone surrogate has no encoding in an address. */
function well(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

import type { Problem } from '../../errors';
import { quote } from '../../errors';
import type { YamlTree } from '../yaml-tree';

/**
 * A declaration that lists GitLab instances, as a list or under names of its own: it is about one of them. Its other problems would only
 * follow from this one.
 */
export function severalGitlabs(tree: YamlTree): Problem | undefined {
  const value = tree.find(['gitlab'])?.value;
  const found = instancesIn(value);
  if (found === undefined) return undefined;
  const urls = found.flatMap((one) => (typeof one['url'] === 'string' ? [quote(one['url'])] : []));
  return {
    code: 'ERR_SCHEMA',
    message: 'a declaration is about one GitLab instance',
    got: urls.length === 0 ? `${found.length} under \`gitlab\`` : urls.join(', '),
    expected: '`gitlab: { url: …, audience: … }`',
    fix: 'write a declaration for each instance, and check and synthesize each with `--file` and `--out` of its own: each instance has its own OIDC provider, and a role accepts the tokens of the one that its trust names',
    pointer: '/gitlab',
    position: tree.keyPositionOf(['gitlab']),
  };
}

type Mapping = Readonly<Record<string, unknown>>;

/** The mappings of a list, or those of a mapping that has nothing else; `undefined` for anything else. */
function instancesIn(value: unknown): readonly Mapping[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  const mappings = inner.filter(isMapping);
  const isOfThem = mappings.length === inner.length && mappings.some((one) => 'url' in one);
  return isOfThem ? mappings : undefined;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

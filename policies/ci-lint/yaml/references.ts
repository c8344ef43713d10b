import { quote } from '../../errors';
import type { CiMap, CiNode, CiReference, OpenPart, StructureProblem } from './node';
import { entryOf } from './node';

/** Levels of `!reference` that GitLab follows. @see https://docs.gitlab.com/ci/yaml/yaml_optimization/#nest-reference-tags-in-script-before_script-and-after_script */
const MAX_LEVELS = 10;

/** References that are followed in one file: lists of references to lists of references grow fast. */
const MAX_REFERENCES = 5_000;

/** Puts in place of every `!reference` what it names, after `extends`, as GitLab does. */
export function resolveReferences(
  root: CiMap,
  isOpen: boolean,
): {
  readonly root: CiMap;
  readonly problems: readonly StructureProblem[];
  readonly open: readonly OpenPart[];
} {
  const problems: StructureProblem[] = [];
  const open: OpenPart[] = [];
  const unresolved = ({ path, position }: CiReference): CiNode => {
    const name = quote(`!reference [${path.join(', ')}]`);
    if (isOpen)
      open.push({
        position,
        message: `${name} names something that an include may give`,
        fix: 'lint the merged file, as `glab ci config compile > merged.yml` writes it',
      });
    else
      problems.push({
        rule: 'unresolved-name',
        position,
        message: `${name} names nothing, or itself: GitLab refuses the pipeline`,
        fix: 'correct the job and the keyword that it names',
      });
    return { kind: 'list', items: [], position };
  };
  let followed = 0;
  const resolve = (node: CiNode, level: number): CiNode => {
    if (node.kind === 'reference') {
      followed += 1;
      const target = node.path.reduce<CiNode | undefined>((at, key) => entryOf(at, key)?.value, root);
      return target === undefined || level > MAX_LEVELS || followed > MAX_REFERENCES
        ? unresolved(node)
        : resolve(target, level + 1);
    }
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => resolve(item, level)) };
    if (node.kind === 'map')
      return {
        ...node,
        entries: new Map(
          [...node.entries].map(([key, entry]) => [key, { ...entry, value: resolve(entry.value, level) }]),
        ),
      };
    return node;
  };
  const resolved = resolve(root, 0) as CiMap;
  return { root: resolved, problems, open };
}

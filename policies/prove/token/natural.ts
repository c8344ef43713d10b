import { namespacePath } from '../../gitlab/index';
import type { GitlabWorld } from '../world/gitlab-world';
import type { TokenCase } from '../world/token-case';
import { FORK, IMPOSTOR, STRANGER, free, naturalRefs, usualSource, type TokenFields } from './token-fields';

/**
 * Puts names that a reader would recognise in place of the shortest ones, field by field, wherever the result is a
 * counterexample too.
 * @returns `undefined` when nothing could be replaced
 */
export function naturalFields(
  tokens: TokenCase,
  shortest: TokenFields,
  world: GitlabWorld,
  isCounterexample: (fields: TokenFields) => boolean,
): TokenFields | undefined {
  let fields = shortest;
  for (const alternatives of [audiences, sources, refs, paths, identities, people]) {
    for (const change of alternatives(tokens, fields, world)) {
      const changed = { ...fields, ...change };
      const same = Object.entries(change).every(
        ([name, value]) => fields[name as keyof TokenFields] === value,
      );
      if (same) break;
      if (!isCounterexample(changed)) continue;
      fields = changed;
      break;
    }
  }
  return fields === shortest ? undefined : fields;
}

type Alternatives = (
  tokens: TokenCase,
  fields: TokenFields,
  world: GitlabWorld,
) => readonly Partial<TokenFields>[];

const audiences: Alternatives = (_, __, { instance }) =>
  ['sts.amazonaws.com', instance.issuer].map((audience) => ({ audience }));

const sources: Alternatives = (tokens) => [usualSource(tokens), 'push', 'web'].map((source) => ({ source }));

const refs: Alternatives = (tokens, { ref }) => {
  const stem = ref.slice(0, -1);
  const grown = stem === '' ? [] : [`${stem}1.2`, `${stem}x`, `${stem}-x`, `${stem}/x`];
  const known = naturalRefs(tokens);
  return [...known, ...grown].map((name) => ({ ref: name }));
};

const paths: Alternatives = ({ origin, project }, { path }, { projects }) => {
  if (origin === 'renamed') {
    const names = [`${project?.path ?? path}-renamed`, 'acme/renamed', `${namespacePath(path)}/renamed`];
    return [...names, `${path.slice(0, -1)}renamed`].map((name) => ({ path: name }));
  }
  if (origin !== 'undeclared') return [];
  const stem = path.slice(0, -1);
  const groups = [...projects.map((declared) => namespacePath(declared.path)), 'acme', namespacePath(path)];
  const names = [
    ...groups.map((group) => `${group}/any-project`),
    ...(projects.length === 0 ? [] : ['mallory/api']),
    `${path}-evil/api`,
    `${path}-evil`,
    `${stem}-evil`,
    `${stem}any-project`,
    `${stem}-evil/api`,
    `${stem}evil/api`,
  ];
  // An exact path is a name already.
  return names.map((name) => ({ path: name }));
};

const identities: Alternatives = ({ origin, project }, { path, namespaceId }, { projects }) => {
  const ids = projects.map(({ id }) => id);
  const namespaces = projects.map((declared) => declared.namespaceId);
  const neighbour = projects.find((declared) => namespacePath(declared.path) === namespacePath(path));
  switch (origin) {
    case 'declared':
      return [];
    case 'renamed':
      return [{ namespaceId: project?.namespaceId }];
    case 'impostor':
      return [{ id: free(IMPOSTOR.id, ids), namespaceId: free(IMPOSTOR.namespaceId, namespaces) }];
    case 'successor':
      return [{ id: free(IMPOSTOR.id, ids), namespaceId }];
    case 'undeclared': {
      const known = path.startsWith('mallory/') ? FORK : STRANGER;
      return [
        {
          id: free(known.id, ids),
          namespaceId: neighbour?.namespaceId ?? free(known.namespaceId, namespaces),
        },
        { id: free(known.id, ids) },
        { namespaceId: neighbour?.namespaceId ?? free(known.namespaceId, namespaces) },
      ];
    }
  }
};

const people: Alternatives = () => [
  {
    userId: undefined,
    userLogin: undefined,
    userEmail: undefined,
    userAccessLevel: undefined,
    runner: undefined,
  },
];

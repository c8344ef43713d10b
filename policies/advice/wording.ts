import { quote } from '../errors';
import { namesIn } from './apply';
import { AT } from './apply-to-token';
import type { Change, Fix, Json } from './fix';

/** A fix in one sentence: the cause, what to change where, and which other tokens are then accepted. */
export function fixText({ cause, changes, admits }: Fix): string {
  const what = sentences(changes).join(', and ');
  return `${cause}: ${what}${admits === undefined ? '' : ` (also admits ${admits})`}`;
}

/** A condition that is taken out in one place and written in another is moved. */
function sentences([first, second, ...rest]: readonly Change[]): readonly string[] {
  if (first === undefined) return [];
  if (second === undefined) return [changeText(first)];
  const [from, to] = [namesIn(first.at), namesIn(second.at)];
  const isMoved =
    first.op === 'remove' &&
    first.value === undefined &&
    second.op === 'set' &&
    from.length === to.length &&
    from.slice(0, -2).join('/') === to.slice(0, -2).join('/') &&
    from.at(-3) === 'Condition' &&
    to.join('/') !== from.join('/') &&
    (from.at(-1) === to.at(-1) || from.at(-2) === to.at(-2));
  if (!isMoved) return [changeText(first), ...sentences([second, ...rest])];
  const text =
    from.at(-1) === to.at(-1)
      ? `use ${quote(to.at(-2) ?? '')} instead of ${quote(from.at(-2) ?? '')} for ${quote(to.at(-1) ?? '')} at \`${first.at}\``
      : `rename the condition key ${quote(from.at(-1) ?? '')} to ${quote(to.at(-1) ?? '')} at \`${first.at}\``;
  return [text, ...sentences(rest)];
}

function changeText(change: Change): string {
  switch (change.place) {
    case 'job':
      return `set ${quote(keywordText(change))} in the job`;
    case 'gitlab':
      return gitlabText(change);
    case 'provider':
      return change.at === AT.url
        ? `register the provider with the URL ${shown(change.value)} in its place`
        : `add ${shown(change.value)} to the provider's \`${change.at.slice(1)}\``;
    case 'trust_policy':
      return `${editText(change)} at \`${change.at}\` of the trust policy`;
    case 'declaration':
      return `${editText(change)} at \`${keyText(change.at)}\` in the declaration`;
  }
}

/** `environment: { name: production }`. */
function keywordText({ at, value }: Change): string {
  return namesIn(at).reduceRight((inner, name, depth) => {
    const text = `${name}: ${inner}`;
    return depth === 0 ? text : `{ ${text} }`;
  }, flow(value));
}

/** JSON as YAML in one line. */
function flow(value: Json | undefined): string {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${name}: ${flow(item as Json)}`)
      .join(', ')} }`;
  return typeof value === 'string' && /^[\w./-]+$/.test(value) ? value : JSON.stringify(value);
}

function gitlabText({ at, value }: Change): string {
  switch (at) {
    case AT.branches:
      return `protect the branch ${shown(value)} in GitLab and run a new job (a job keeps the protection it was created with)`;
    case AT.tags:
      return `protect the tag ${shown(value)} in GitLab and run a new job (a job keeps the protection it was created with)`;
    case AT.environments:
      return `protect the environment ${shown(value)} in GitLab`;
    default:
      return `set \`${at.slice(1)}\` of the project to ${shown(value)}`;
  }
}

function editText({ op, value }: Change): string {
  switch (op) {
    case 'set':
      return `set ${shown(value)}`;
    case 'add':
      return `add ${shown(value)}`;
    case 'remove':
      return value === undefined ? 'remove the condition' : `remove ${shown(value)}`;
  }
}

function shown(value: Json | undefined): string {
  return quote(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `roles.deploy.trust[0].branches`. */
function keyText(pointer: string): string {
  return namesIn(pointer)
    .map((name, i) => (/^\d+$/.test(name) ? `[${name}]` : i === 0 ? name : `.${name}`))
    .join('');
}

import { GITLAB_COM_ISSUER } from '../policies/index';
import type { PageData, RawClaims } from '../policies/index';
import { byId, fill } from './dom';
import { makeEngine } from './engine';
import { matrixView } from './matrix';
import { makeSheet } from './sheet';
import { themeSwitch } from './theme';
import { tryItView } from './try-it';

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const sheet = makeSheet(data);
const { roles, tokens } = data.after;
const issuer = roles.find((role) => role.issuer !== undefined)?.issuer ?? GITLAB_COM_ISSUER;
const judge = makeEngine(issuer);

/** The first token of each project that the report judged. */
const projects = new Map<string, RawClaims>();
for (const claims of tokens) {
  const { project_path: path } = claims;
  if (typeof path === 'string' && !projects.has(path)) projects.set(path, claims);
}

const tryIt = tryItView({
  roles,
  judge,
  issuer,
  audience:
    roles.find(({ clientIds }) => clientIds?.[0] !== undefined)?.clientIds?.[0] ?? 'sts.amazonaws.com',
  projects,
});

document.documentElement.classList.add('js');
fill(byId('tools'), themeSwitch());
byId('try').append(tryIt.element);
if (sheet.columns.length > 0) fill(byId('grid'), matrixView(sheet, { judge, tryIt: tryIt.take }));

// What is folded is still part of the page on paper.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('#roles details')) details.open = true;
});

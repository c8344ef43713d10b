import { GITLAB_COM_ISSUER } from '../policies/index';
import type { PageData } from '../policies/index';
import { followAddress } from './address';
import { byId, fill } from './dom';
import { makeEngine } from './engine';
import { matrixView } from './matrix';
import { makeSheet } from './sheet';
import { startsOf } from './starts';
import { themeSwitch } from './theme';
import { tryItView } from './try-it';

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const sheet = makeSheet(data);
const { roles } = data.after;
const issuer = roles.find((role) => role.issuer !== undefined)?.issuer ?? GITLAB_COM_ISSUER;
const engine = makeEngine(issuer);
const tryIt = tryItView({ roles, engine, starts: startsOf(data.after, issuer) });

document.documentElement.classList.add('js');
fill(byId('tools'), themeSwitch());
document.getElementById('try')?.append(tryIt.element);
if (sheet.columns.length > 0)
  fill(byId('grid'), matrixView(sheet, { judge: engine.token, tryIt: tryIt.take, tryRow: tryIt.begin }));

// After everything is drawn: what an address names may be folded, or drawn by now.
followAddress();

// What is folded is still part of the page on paper, and folded again afterwards.
let unfolded: readonly HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
  unfolded = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open], .witness)')];
  for (const details of unfolded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of unfolded) details.open = false;
});

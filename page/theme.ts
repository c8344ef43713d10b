import { el } from './dom';

const THEMES = { auto: 'Auto', light: 'Light', dark: 'Dark' } as const;
type Theme = keyof typeof THEMES;

/** Light, dark, or as the system says; remembered where the browser allows it. */
export function themeSwitch(): HTMLElement {
  const buttons = new Map<Theme, HTMLButtonElement>();
  const choose = (theme: Theme): void => {
    const { dataset } = document.documentElement;
    if (theme === 'auto') delete dataset.theme;
    else dataset.theme = theme;
    for (const [name, button] of buttons) button.setAttribute('aria-pressed', String(name === theme));
    remember(theme);
  };
  for (const theme of Object.keys(THEMES) as Theme[]) {
    buttons.set(theme, el('button', { type: 'button', click: () => choose(theme) }, THEMES[theme]));
  }
  choose(remembered());
  return el('div', { class: 'modes', role: 'group', 'aria-label': 'Colours' }, [...buttons.values()]);
}

function remembered(): Theme {
  try {
    const theme = localStorage.getItem('refgate-theme') ?? '';
    return Object.hasOwn(THEMES, theme) ? (theme as Theme) : 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem('refgate-theme', theme);
  } catch {
    // A page from disk may have no storage: the choice lasts as long as the page.
  }
}

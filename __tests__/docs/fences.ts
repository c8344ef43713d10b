/** A fenced block of a page. */
export interface Fence {
  readonly language: string;
  /** What follows the language: `file=trust.json`, `exit=1`. */
  readonly options: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The fenced blocks of a Markdown text, those in lists too. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^( *)```(\w*)([^\n]*)\n([\s\S]*?)^\1```$/gm)].map(
    ([, margin = '', language = '', rest = '', text = '']) => ({
      language,
      options: Object.fromEntries(
        rest
          .trim()
          .split(/\s+/)
          .filter((part) => part.includes('='))
          .map((part) => [part.split('=', 1)[0] as string, part.slice(part.indexOf('=') + 1)]),
      ),
      text: text.replace(new RegExp(`^${margin}`, 'gm'), ''),
    }),
  );
}

/** Links to files and to headings of a Markdown text, without those in code. */
export function linksOf(markdown: string): readonly string[] {
  const prose = markdown.replace(/^( *)```[\s\S]*?^\1```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors of a page's headings, as GitLab and GitHub make them. */
export function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.replace(/^( *)```[\s\S]*?^\1```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
  );
}

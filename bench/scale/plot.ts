/** A line of a plot: values by size, all positive. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [size: number, value: number])[];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [760, 420, 70, 50, 40, 150];
/** Colours that are told apart without red and green. @see https://jfly.uni-koeln.de/color/ */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];

/**
 * Lines over sizes, both axes logarithmic: what grows as the size does is a line of the slope of the dashed one.
 * @returns an SVG with no script, no link and no font of its own
 */
export function plot(title: string, unit: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points);
  const sizes = [...new Set(points.map(([size]) => size))].toSorted((a, b) => a - b);
  const [low, high] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
  const [first, last] = [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
  const x = (size: number): number => LEFT + share(size, sizes[0]!, sizes.at(-1)!) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - share(value, first, last) * (HEIGHT - BOTTOM - TOP);
  const decades = Array.from({ length: Math.round(Math.log10(last / first)) + 1 }, (_, i) => first * 10 ** i);
  const text = (at: readonly [number, number], words: string, more = ''): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${escaped(words)}</text>`;
  const path = (all: Line['points']): string =>
    all
      .map(([size, value], i) => `${i === 0 ? 'M' : 'L'}${x(size).toFixed(1)} ${y(value).toFixed(1)}`)
      .join(' ');
  const linear: Line['points'] = sizes
    .map((size) => [size, (low * size) / sizes[0]!] as const)
    .filter(([, value]) => value <= last);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text([LEFT, 22], `${title} (${unit})`, 'font-size="14" fill="#222222"'),
    ...decades.map(
      (value) =>
        `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - RIGHT}" stroke="#dddddd"/>${text([LEFT - 8, y(value) + 4], value.toLocaleString('en'), 'text-anchor="end" fill="#444444"')}`,
    ),
    ...sizes.map((size) =>
      text([x(size), HEIGHT - BOTTOM + 20], size.toLocaleString('en'), 'text-anchor="middle" fill="#444444"'),
    ),
    text(
      [(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10],
      'projects, five roles each',
      'text-anchor="middle" fill="#444444"',
    ),
    `<path d="${path(linear)}" stroke="#888888" stroke-dasharray="4 4" fill="none"/>`,
    ...labelled(lines, y).flatMap(({ line, colour, at }) => [
      `<path d="${path(line.points)}" stroke="${colour}" stroke-width="2" fill="none"/>`,
      ...line.points.map(
        ([size, value]) =>
          `<circle cx="${x(size).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}"/>`,
      ),
      text([WIDTH - RIGHT + 10, at], line.name, `fill="${colour}"`),
    ]),
    '</svg>',
    '',
  ].join('\n');
}

/** Where a value is between two others, by its logarithm. */
function share(value: number, low: number, high: number): number {
  return low === high ? 0.5 : Math.log(value / low) / Math.log(high / low);
}

/** The names at the ends of their lines, one below the other where two ends are near. */
function labelled(lines: readonly Line[], y: (value: number) => number) {
  const ends = lines.map((line, i) => ({
    line,
    colour: COLOURS[i % COLOURS.length]!,
    at: y(line.points.at(-1)![1]) + 4,
  }));
  let above = -Infinity;
  return ends
    .toSorted((a, b) => a.at - b.at)
    .map((end) => {
      above = Math.max(end.at, above + 15);
      return { ...end, at: above };
    });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** With which power of the size a line grows, from its first point to its last: 1 is linear. */
export function exponent({ points }: Line): number {
  const [[small, low], [large, high]] = [points[0]!, points.at(-1)!];
  return small === large ? 1 : Math.log(high / low) / Math.log(large / small);
}

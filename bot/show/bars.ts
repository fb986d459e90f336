import { Resvg } from '@resvg/resvg-js';

/** What stacked bars show: a name for each bar, and in each series a number for each bar. */
export interface Bars {
  names: string[];
  series: { name: string; numbers: number[] }[];
}

/** The number that the highest bar stands for, and how far apart the lines are. */
export interface Scale {
  highest: number;
  step: number;
}

/** Pixels. Teams shows at most 1024. */
const size = { width: 480, height: 160 };
/**
 * Dark and light, so that everybody can tell them apart, on a white background. The first is the app's accent colour.
 */
export const colours = [
  { code: '#0B5563', name: 'Dark' },
  { code: '#E8A33D', name: 'light' },
] as const;

export function scaleOf({ names, series }: Bars): Scale {
  const highest = Math.max(
    0,
    ...names.map((_, index) => series.reduce((sum, { numbers }) => sum + (numbers[index] ?? 0), 0)),
  );
  const rough = Math.max(1, highest / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.ceil([1, 2, 5, 10].find((factor) => factor * power >= rough)! * power);
  return { highest, step };
}

/**
 * The bars as a picture, for clients that cannot draw charts. They have no letters: nobody knows which fonts a server
 * has, and the words must say what the picture says anyway.
 * @returns a PNG as a data URL
 */
export function picture(bars: Bars): string {
  const png = new Resvg(drawing(bars), { font: { loadSystemFonts: false } }).render().asPng();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function drawing(bars: Bars): string {
  const { highest, step } = scaleOf(bars);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const place = size.width / Math.max(1, bars.names.length);
  const width = Math.max(1, Math.min(48, Math.floor(place * 0.7)));
  const rows = (count: number): number => Math.round((count / top) * (size.height - 8));
  const rectangle = (x: number, y: number, w: number, h: number, fill: string): string =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}"/>`;

  const lines = Array.from({ length: top / step + 1 }, (_, index) =>
    rectangle(0, size.height - 1 - rows(index * step), size.width, 1, '#C8C6C4'),
  );
  const stacks = bars.names.flatMap((_, index) => {
    const x = Math.round(place * index + (place - width) / 2);
    let base = 0;
    return bars.series.map(({ numbers }, at) => {
      const from = rows(base);
      base += numbers[index] ?? 0;
      return rectangle(x, size.height - 1 - rows(base), width, rows(base) - from, colours[at % colours.length]!.code);
    });
  });
  const { width: w, height: h } = size;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" ` +
    `shape-rendering="crispEdges">${rectangle(0, 0, w, h, '#FFFFFF')}${lines.join('')}${stacks.join('')}</svg>`
  );
}

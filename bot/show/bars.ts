import { Resvg } from '@resvg/resvg-js';
import { lettering, widthOf } from './letters';
import { smallPng } from './small-png';

/**
 * What stacked bars show: for each bar a name, and what of it may stand below it; and in each series a number for each
 * bar. Only letters of `letters.ts` can be drawn.
 */
export interface Bars {
  names: string[];
  /** One for each bar; an empty text where a label is not wanted. */
  labels: string[];
  series: { name: string; numbers: number[] }[];
}

/** The number that the highest bar stands for, and how far apart the lines are. */
interface Scale {
  highest: number;
  step: number;
}

/** Pixels. Teams shows at most 1024; on a phone half of this is left, and the letters can still be read. */
const size = { width: 560, height: 280 };
const letters = { height: 18, colour: '#323130' };
/** What stands above, below and beside the bars: the legend, the labels, and the numbers of the lines. */
const margin = { top: 52, bottom: 44, side: 12 };
/** Dark and lighter, so that everybody can tell them apart, on white. The first is the app's accent colour. */
const colours = ['#0B5563', '#D1830F'] as const;

export function scaleOf({ names, series }: Pick<Bars, 'names' | 'series'>): Scale {
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
 * The bars as a picture, with whole numbers at the lines, labels below the bars and a legend. It is the same in every
 * client: those that draw charts cut the labels and put fractions at the lines.
 * @returns a PNG as a data URL
 */
export function picture(bars: Bars): string {
  const { pixels, width, height } = new Resvg(drawing(bars), { font: { loadSystemFonts: false } }).render();
  const png = smallPng(pixels, { width, height });
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The same as SVG. */
export function drawing(bars: Bars): string {
  const { names, series } = bars;
  const { highest, step } = scaleOf(bars);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const numbers = Array.from({ length: top / step + 1 }, (_, index) => index * step);
  const left = margin.side + widthOf(String(top), letters.height) + 12;
  const field = { width: size.width - left - margin.side, height: size.height - margin.top - margin.bottom };
  const ground = size.height - margin.bottom;
  const place = field.width / Math.max(1, names.length);
  const width = Math.max(1, Math.min(56, Math.floor(place * 0.7)));
  const rows = (count: number): number => Math.round((count / top) * field.height);
  const rectangle = (x: number, y: number, w: number, h: number, fill: string): string =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}"/>`;

  const lines = numbers.map((number) => {
    const text = String(number);
    const y = ground - rows(number);
    return (
      rectangle(left, y, field.width, 1, number === 0 ? '#605E5C' : '#D2D0CE') +
      lettering(text, { ...letters, x: left - 12 - widthOf(text, letters.height), y: y + letters.height / 2 })
    );
  });
  const stacks = names.flatMap((_, index) => {
    const x = Math.round(left + place * index + (place - width) / 2);
    let base = 0;
    return series.map(({ numbers: counts }, at) => {
      const from = rows(base);
      base += counts[index] ?? 0;
      return rectangle(x, ground - rows(base), width, rows(base) - from, colours[at % colours.length]!);
    });
  });
  const marks = labelsThatFit(bars, { left, place }).map(({ text, x }) =>
    lettering(text, { ...letters, x, y: size.height - margin.bottom + 12 + letters.height }),
  );
  let along = left;
  const legend = series.map(({ name }, at) => {
    const box = rectangle(along, margin.side, letters.height, letters.height, colours[at % colours.length]!);
    const text = lettering(name, { ...letters, x: along + 30, y: margin.side + letters.height });
    along += 30 + widthOf(name, letters.height) + 36;
    return box + text;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `shape-rendering="crispEdges">${rectangle(0, 0, size.width, size.height, '#FFFFFF')}` +
    `${[...lines, ...stacks, ...marks, ...legend].join('')}</svg>`
  );
}

/** Where labels stand, none over another and none over the edge: without room for all, every second, and so on. */
export function labelsThatFit(
  { labels }: Pick<Bars, 'labels'>,
  { left, place }: { left: number; place: number },
): { text: string; x: number }[] {
  const wanted = labels.flatMap((text, index) => {
    const width = widthOf(text, letters.height);
    const middle = left + place * (index + 0.5) - width / 2;
    const x = Math.max(margin.side, Math.min(middle, size.width - margin.side - width));
    return text === '' ? [] : [{ text, x, end: x + width }];
  });
  for (let each = 1; ; each += 1) {
    const some = wanted.filter((_, index) => index % each === 0);
    if (some.every(({ x }, index) => index === 0 || some[index - 1]!.end + 14 <= x)) return some;
  }
}

import { inflateSync } from 'node:zlib';
import { drawing, labelsThatFit, picture, scaleOf } from '../../../bot/show/bars';
import { canLetter, widthOf } from '../../../bot/show/letters';

const series = (numbers: number[]) => [
  { name: 'PINs', numbers },
  { name: 'Conference IDs', numbers: numbers.map(() => 0) },
];

test.each([
  [[0], 1],
  [[1], 1],
  [[3, 4], 1],
  [[5], 2],
  [[17], 5],
  [[48_205], 20_000],
])('the lines for %j are whole numbers, %d apart', (numbers, step) => {
  expect(scaleOf({ names: numbers.map(String), series: series(numbers) }).step).toBe(step);
});

test('every letter of a day, a month and the legend can be drawn', () => {
  const months = Array.from({ length: 12 }, (_, index) =>
    new Intl.DateTimeFormat('en-GB', { month: 'short' }).format(new Date(2026, index, 1)).slice(0, 3),
  );
  for (const text of [...months, '0123456789', 'PINs', 'Conference IDs', '26 Oct'])
    expect([text, canLetter(text)]).toEqual([text, true]);
});

test('labels stand beside one another and inside the picture, however many bars there are', () => {
  for (const count of [1, 7, 14, 31]) {
    const labels = Array.from({ length: count }, (_, index) => `${index + 1} Oct`);
    const found = labelsThatFit({ labels }, { left: 60, place: 480 / count });
    expect(found.length).toBeGreaterThan(0);
    for (const [index, { text, x }] of found.entries()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + widthOf(text, 18)).toBeLessThanOrEqual(560);
      expect(x).toBeGreaterThan(index === 0 ? 0 : found[index - 1]!.x + widthOf(found[index - 1]!.text, 18));
    }
  }
});

test('the picture is a small PNG that has what the drawing has', () => {
  const bars = { names: ['1 Oct', '2 Oct'], labels: ['1 Oct', '2 Oct'], series: series([2, 4]) };
  expect(drawing(bars)).toMatch(/<rect [^>]*fill="#0B5563"\/>/);
  const png = Buffer.from(picture(bars).replace('data:image/png;base64,', ''), 'base64');
  expect(png.length).toBeLessThan(5_000);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const from = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(from, from + png.readUInt32BE(from - 8)));
  expect(rows).toHaveLength(height * (width + 1));
  const colours = png.indexOf('PLTE') + 4;
  const colourAt = (x: number, y: number) => {
    const index = rows[y * (width + 1) + 1 + x]!;
    return png.subarray(colours + index * 3, colours + index * 3 + 3).toString('hex');
  };
  expect(colourAt(0, 0)).toBe('ffffff');
  // The second bar is twice as high as the first one.
  const heights = [0.3, 0.75].map((part) => {
    const x = Math.round(width * part);
    return Array.from({ length: height }, (_, y) => colourAt(x, y)).filter((one) => one === '005566').length;
  });
  expect(heights[0]).toBeGreaterThan(20);
  expect(Math.abs(heights[1]! - 2 * heights[0]!)).toBeLessThanOrEqual(2);
});

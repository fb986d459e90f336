import { Resvg } from '@resvg/resvg-js';
import { openPackage } from './open-package';

describe('the icons', () => {
  test.each([
    ['color.png', 192],
    ['outline.png', 32],
  ] as const)('%s is a PNG of %i pixels each way', async (name, size) => {
    const png = await (await openPackage()).read(name);
    expect(png.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    expect(png.toString('latin1', 12, 16)).toBe('IHDR');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  });

  test('outline is of white and transparent pixels only, and reaches every edge', async () => {
    const pixels = pixelsOf(await (await openPackage()).read('outline.png'), 32);
    expect([...new Set(pixels.map(({ color }) => color))].sort()).toEqual(['00000000', 'ffffffff']);
    const white = pixels.filter(({ color }) => color === 'ffffffff');
    expect([Math.min(...white.map(({ x }) => x)), Math.max(...white.map(({ x }) => x))]).toEqual([0, 31]);
    expect([Math.min(...white.map(({ y }) => y)), Math.max(...white.map(({ y }) => y))]).toEqual([0, 31]);
  });

  test('color is a full square of the accent colour, with its picture in the 120 pixels that Teams never crops', async () => {
    const { read, manifest } = await openPackage();
    const accent = `${manifest.accentColor.slice(1).toLowerCase()}ff`;
    const pixels = pixelsOf(await read('color.png'), 192);
    const picture = pixels.filter(({ color }) => color !== accent);
    expect(picture.length).toBeGreaterThan(0);
    expect(
      picture.filter(({ color, x, y }) => !color.endsWith('ff') || Math.min(x, y) < 36 || Math.max(x, y) > 155),
    ).toEqual([]);
  });
});

/** Every pixel of a square PNG as eight hexadecimal digits: red, green, blue and opacity. */
function pixelsOf(png: Buffer, size: number) {
  const image = `<image width="${size}" height="${size}" image-rendering="optimizeSpeed" href="data:image/png;base64,${png.toString('base64')}"/>`;
  const { pixels } = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${image}</svg>`,
  ).render();
  return Array.from({ length: size * size }, (_, index) => ({
    x: index % size,
    y: Math.floor(index / size),
    color: pixels.toString('hex', index * 4, index * 4 + 4),
  }));
}

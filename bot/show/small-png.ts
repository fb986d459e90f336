import { crc32, deflateSync } from 'node:zlib';

/**
 * A picture of few colours as a PNG with a palette. It is a quarter as large as one with full colours, and a card with
 * everything in it may have 28 KB.
 * @param pixels red, green, blue and alpha of each pixel; all are opaque
 */
export function smallPng(pixels: Uint8Array, { width, height }: { width: number; height: number }): Buffer {
  const palette = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4;
      const colour = ((pixels[from]! >> 4) << 8) | ((pixels[from + 1]! >> 4) << 4) | (pixels[from + 2]! >> 4);
      // At the edges of letters there are shades; with four bits of each colour they are never more than fit.
      if (!palette.has(colour) && palette.size < 256) palette.set(colour, palette.size);
      rows[y * (width + 1) + 1 + x] = palette.get(colour) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = [...palette.keys()].flatMap((colour) => [colour >> 8, (colour >> 4) & 15, colour & 15]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.map((value) => value * 17))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { SetupError } from '../services/base/problem';

/** The width and height that Teams demands for each icon, in pixels. */
const sizes = { color: 192, outline: 32 };

export type IconName = keyof typeof sizes;
/** The SVG text of each icon. */
export type Icons = Record<IconName, string>;

/** Reads our own icons. */
export const readIcons = (): Icons => ({ color: readIcon('color'), outline: readIcon('outline') });

const readIcon = (name: IconName) => readFileSync(join(__dirname, `${name}.svg`), 'utf8');

/**
 * Renders an icon as PNG, without fonts, so that every machine gives the same picture.
 * @throws SetupError when it does not have the size that Teams demands
 */
export function renderIcon(name: IconName, svg: string): Buffer {
  const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  const size = sizes[name];
  if (image.width === size && image.height === size) return image.asPng();
  throw new SetupError(`manifest/${name}.svg has ${image.width} x ${image.height} pixels. Make it ${size} x ${size}.`);
}

/**
 * Letters for our own pictures, drawn with a pen: nobody knows which fonts a server has. Each is a list of strokes, and
 * each stroke a list of points: x from 0 to 4, y from 0 at the top of a capital letter to 6 at the line, 8 below it.
 */
const strokes: Record<string, string> = {
  '0': '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  '1': '1,1 2,0 2,6',
  '2': '0,1 1,0 3,0 4,1 4,2 0,6 4,6',
  '3': '0,0 4,0 2,2.4 3,2.4 4,3.4 4,5 3,6 1,6 0,5',
  '4': '3,6 3,0 0,4 4,4',
  '5': '4,0 0.4,0 0,3 1,2.4 3,2.4 4,3.4 4,5 3,6 1,6 0,5',
  '6': '3.6,0 2,0 0,3 0,5 1,6 3,6 4,5 4,3.6 3,2.6 1,2.6 0,3.6',
  '7': '0,0 4,0 1.4,6',
  '8': '1,0 3,0 4,1 4,2 3,2.8 1,2.8 0,2 0,1 1,0|1,2.8 0,3.8 0,5 1,6 3,6 4,5 4,3.8 3,2.8',
  '9': '0.4,6 2,6 4,3 4,1 3,0 1,0 0,1 0,2.4 1,3.4 3,3.4 4,2.4',
  'A': '0,6 2,0 4,6|0.7,4 3.3,4',
  'C': '4,1 3,0 1,0 0,1 0,5 1,6 3,6 4,5',
  'D': '0,0 0,6 2.6,6 4,4.6 4,1.4 2.6,0 0,0',
  'F': '4,0 0,0 0,6|0,2.8 3,2.8',
  'I': '2,0 2,6',
  'J': '4,0 4,5 3,6 1,6 0,5',
  'M': '0,6 0,0 2,3 4,0 4,6',
  'N': '0,6 0,0 4,6 4,0',
  'O': '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  'P': '0,6 0,0 3,0 4,1 4,2.2 3,3.2 0,3.2',
  'S': '4,1 3,0 1,0 0,1 0,2 1,2.8 3,3.2 4,4 4,5 3,6 1,6 0,5',
  'a': '0.4,2.4 1.2,2 2.8,2 3.6,2.8 3.6,6|3.6,3.8 1.2,3.8 0.2,4.6 0.2,5.2 1,6 2.4,6 3.6,5',
  'b': '0.2,0 0.2,6|0.2,3 1.2,2 2.8,2 3.8,3 3.8,5 2.8,6 1.2,6 0.2,5',
  'c': '3.6,2.8 2.8,2 1.2,2 0.2,3 0.2,5 1.2,6 2.8,6 3.6,5.2',
  'e': '0.2,4 3.8,4 3.8,3 2.8,2 1.2,2 0.2,3 0.2,5 1.2,6 2.8,6 3.6,5.4',
  'f': '3.4,0.2 2.4,0 1.6,1 1.6,6|0.4,2 3,2',
  'g': '3.8,2 3.8,7 2.8,8 1.2,8 0.4,7.4|3.8,3 2.8,2 1.2,2 0.2,3 0.2,5 1.2,6 2.8,6 3.8,5',
  'l': '1.4,0 1.4,5.2 2.2,6 2.8,6',
  'n': '0.2,2 0.2,6|0.2,3 1.2,2 2.8,2 3.8,3 3.8,6',
  'o': '1.2,2 2.8,2 3.8,3 3.8,5 2.8,6 1.2,6 0.2,5 0.2,3 1.2,2',
  'p': '0.2,2 0.2,8|0.2,3 1.2,2 2.8,2 3.8,3 3.8,5 2.8,6 1.2,6 0.2,5',
  'r': '0.8,2 0.8,6|0.8,3.4 1.8,2.2 3.4,2',
  's': '3.6,2.6 2.8,2 1.2,2 0.4,2.6 0.6,3.6 3.4,4.4 3.6,5.4 2.8,6 1.2,6 0.4,5.4',
  't': '1.6,0.6 1.6,5.2 2.4,6 3.4,6|0.4,2 3,2',
  'u': '0.2,2 0.2,5 1.2,6 2.8,6 3.8,5|3.8,2 3.8,6',
  'v': '0.2,2 2,6 3.8,2',
  'y': '0.2,2 2,6|3.8,2 2,6 1.2,8 0.4,8',
  ' ': '',
};

/** From one letter to the next, and how narrow letters are. */
const [advance, narrow] = [5.6, 0.78];

/** How wide a text is at this height of its capital letters. */
export const widthOf = (text: string, height: number): number => ((text.length * advance - 1.6) * narrow * height) / 6;

/**
 * A text as a drawing (SVG). A letter that is not known leaves its place empty.
 * @param at.x its left edge
 * @param at.y the line that it stands on
 */
export function lettering(
  text: string,
  { x, y, height, colour }: { x: number; y: number; height: number; colour: string },
) {
  const scale = height / 6;
  const place = (point: string, index: number): string => {
    const [across = 0, down = 0] = point.split(',').map(Number);
    return `${round(x + (index * advance + across) * narrow * scale)} ${round(y + (down - 6) * scale)}`;
  };
  const lines = [...text].flatMap((letter, index) =>
    (strokes[letter] ?? '')
      .split('|')
      .filter(Boolean)
      .map(
        (stroke) =>
          `M${stroke
            .split(' ')
            .map((point) => place(point, index))
            .join('L')}`,
      ),
  );
  return (
    `<path d="${lines.join('')}" fill="none" stroke="${colour}" stroke-width="${round(height / 8)}" ` +
    `stroke-linecap="round" stroke-linejoin="round" shape-rendering="geometricPrecision"/>`
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Whether every letter of a text can be drawn. */
export const canLetter = (text: string): boolean => [...text].every((letter) => strokes[letter] !== undefined);

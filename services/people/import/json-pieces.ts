import { longestRow } from './rows';

/** A part of a file that should be one object, and the line it begins in. `broken`: nothing after it can be read. */
export interface Piece {
  line: number;
  text: string;
  broken?: boolean;
}

/** Lines. One that is too long is cut soon after the point where that shows. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Piece> {
  let rest = '';
  let line = 0;
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!.slice(0, longestRow + 1);
    for (const one of lines) yield { line: (line += 1), text: one };
  }
  if (rest !== '') yield { line: line + 1, text: rest };
}

/**
 * Objects that stand one behind the other, with commas between them or not.
 * @param options.after what the file begins with, before the first of them
 * @param options.list whether they are a list, which a bracket ends
 */
export async function* objectsIn(
  text: AsyncIterable<string>,
  { after, list }: { after: string; list: boolean },
): AsyncGenerator<Piece> {
  let skipped = after.length;
  let line = 1 + breaksIn(after);
  /** How many brackets are open, whether this is within a text, and what of an object was read already. */
  let [depth, quoted, escaped] = [0, false, false];
  let [begun, beganAt] = ['', line];
  for await (const whole of text) {
    const piece = whole.slice(skipped);
    skipped = Math.max(0, skipped - whole.length);
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const character = piece[at]!;
      if (character === '\n') line += 1;
      if (quoted) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') quoted = false;
      } else if (depth === 0) {
        if (character === '{') [depth, from, beganAt, begun] = [1, at, line, ''];
        else if (character === ']' && list) return;
        else if (!/[\s,]/.test(character)) return yield { line, text: '', broken: true };
      } else if (character === '"') quoted = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') {
        depth -= 1;
        if (depth === 0) yield { line: beganAt, text: begun + piece.slice(from, at + 1) };
      }
    }
    if (depth > 0) begun = (begun + piece.slice(from)).slice(0, longestRow + 1);
  }
  // A list that does not end was cut off.
  if (depth > 0 || list) yield { line: depth > 0 ? beganAt : line, text: '', broken: true };
}

const breaksIn = (text: string): number => text.split('\n').length - 1;

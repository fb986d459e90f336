/** A piece of a line, and what parts it from the piece before. */
export interface Piece {
  text: string;
  before: '' | ',' | ';';
}

/** What word processors put before each line of a list, and mail programs before the people of a mail. */
const bullet = /^\s*(?:(?:[-*•·‣◦▪●○]|\d{1,4}[.)])\s+|(?:to|cc|bcc)\s*:\s*)/iu;

/**
 * The pieces of a line that may each name a person, or half of a name as in "Smith, Alice": parted by `;`, `,`, a tab
 * or `|`, but not within quotes or angle brackets. A name in front of an address in angle brackets belongs to it.
 */
export function partsOf(line: string): Piece[] {
  return withWholeContacts(piecesOf(line.replace(bullet, '')).flatMap(splitAddresses));
}

function piecesOf(line: string): Piece[] {
  // A quote or a bracket that nothing closes is a character like any other.
  const [lastQuote, lastBracket] = [line.lastIndexOf('"'), line.lastIndexOf('>')];
  const pieces: Piece[] = [];
  let before: Piece['before'] = '';
  let [start, blank, quoted, bracketed] = [0, true, false, false];
  const end = (index: number, next: Piece['before']) => {
    if (!blank) pieces.push({ text: line.slice(start, index).trim(), before: pieces.length === 0 ? '' : before });
    // Of several separators in a row the stronger one counts.
    before = blank && before === ';' ? ';' : next;
    [start, blank] = [index + 1, true];
  };
  for (let index = 0; index < line.length; index += 1) {
    const letter = line[index]!;
    if (letter === '"') quoted = !quoted && blank && index < lastQuote;
    else if (letter === '<') bracketed = !quoted && index < lastBracket;
    else if (letter === '>') bracketed = false;
    if (!quoted && !bracketed && /[;,\t|]/.test(letter)) end(index, letter === ',' ? ',' : ';');
    else if (blank && /\S/.test(letter)) blank = false;
  }
  end(line.length, '');
  return pieces;
}

/** Longer than any few people without a separator between them. Characters. */
const longestPiece = 2_000;

/** Addresses that only spaces part, or angle brackets. */
function splitAddresses({ text, before }: Piece): Piece[] {
  if (text.length > longestPiece) return [{ text, before }];
  const words = text.split(/\s+/);
  const several =
    words.length > 1 && words.every((word) => word.includes('@'))
      ? words
      : text.split(/(?<=<[^<>]*@[^<>]*>)\s*(?=\S)/).filter((one) => one !== '');
  return several.map((one, index) => ({ text: one, before: index === 0 ? before : ';' }));
}

/** "Smith" and "Alice <alice@x.y>" as one: the comma stands within the name of the contact. */
function withWholeContacts(pieces: Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const name = /^([^<>@]*)<[^<>]*@[^<>]*>$/.exec(piece.text)?.[1]!.trim();
    const last = whole.at(-1);
    const inName =
      name !== undefined &&
      name !== '' &&
      piece.before === ',' &&
      last !== undefined &&
      !/[@<>"]/.test(last.text) &&
      (isWord(name) || isWord(last.text) || last.before === ';');
    if (inName) whole[whole.length - 1] = { text: `${last.text}, ${piece.text}`, before: last.before };
    else whole.push(piece);
  }
  return whole;
}

/** Whether a text is a single word: perhaps half of a name. */
export const isWord = (text: string): boolean => !/\s/.test(text);

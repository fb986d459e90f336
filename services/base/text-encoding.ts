import { decode } from 'iconv-lite';

/** How a text may be encoded. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

// Node's own decoder takes Windows-1252 for Latin-1 (nodejs/node issue 56542), which has no typographic quotes.

/** The encoding that a byte order mark names, as Windows writes it. */
function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** The bytes that no text of Windows-1252 has: control characters, and those that it does not use. */
const notInWindows = /[\0-\x08\x0E-\x1F\x81\x8D\x8F\x90\x9D]/;

/**
 * A whole list as text: UTF-8, UTF-16 with a byte order mark, or Windows-1252, as Excel saves "CSV" in Western Europe.
 * A letter that was meant in yet another encoding finds nobody, so that nothing is changed by it.
 * @returns undefined for what is no text, such as a workbook
 */
export function decodeList(bytes: Uint8Array): string | undefined {
  const marked = markedEncoding(bytes);
  try {
    const text = new TextDecoder(marked ?? 'utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    if (marked) return undefined;
  }
  return notInWindows.test(Buffer.from(bytes).toString('latin1'))
    ? undefined
    : decode(Buffer.from(bytes), 'windows-1252');
}

/** What the bytes within a character of UTF-8 are in Windows-1252, or in Latin-1 where it has none. */
const within =
  '[\\u0080-\\u00BF\\u0152\\u0153\\u0160\\u0161\\u0178\\u017D\\u017E\\u0192\\u02C6\\u02DC\\u2013\\u2014\\u2018-\\u201A' +
  '\\u201C-\\u201E\\u2020-\\u2022\\u2026\\u2030\\u2039\\u203A\\u20AC\\u2122]';
const decodedTwice = new RegExp(`[ÂÃÄÅÎÏÐÑ]${within}|[à-ï]${within}{2}|ð${within}{3}`, 'u');

const maybeTwice = /[\u00C2-\u00F0]/;

/** Whether a text was UTF-8 and was read as Windows-1252 by somebody: "MÃ¼ller". No word of any language looks so. */
export const looksDecodedTwice = (text: string): boolean => maybeTwice.test(text) && decodedTwice.test(text);

/** The letters that Windows-1252 and Windows-1250 share by the same byte: whichever it was, they are the same. */
const shared = sharedBytes();

function sharedBytes(): Set<number> {
  const bytes = Uint8Array.from({ length: 128 }, (_, index) => 128 + index);
  const [western, central] = ['windows-1252', 'windows-1250'].map((name) => decode(Buffer.from(bytes), name));
  return new Set([...bytes].filter((_, index) => western![index] === central![index]));
}

/**
 * Decodes a file piece by piece, for texts that are kept: UTF-8, UTF-16 with a byte order mark, or Windows-1252 from
 * the first byte on that UTF-8 does not have. A byte that would be another letter in the encoding of Central Europe
 * becomes U+FFFD, because a letter that is guessed wrong would be saved.
 */
export function createFileDecoder(): { decode(piece: Uint8Array): string; end(): string } {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let fatal = false;
  let windows = false;
  let begun: Uint8Array = new Uint8Array();
  const asWindows = (piece: Uint8Array): string => {
    const sure = decode(Buffer.from(piece), 'windows-1252');
    return [...piece].every((byte) => byte < 128 || shared.has(byte))
      ? sure
      : [...piece].map((byte, index) => (byte < 128 || shared.has(byte) ? sure[index]! : '\uFFFD')).join('');
  };
  /** Bytes that a character of UTF-8 at the end of a piece still lacks are decoded with the next piece. */
  const decodeFatal = (piece: Uint8Array, last: boolean): string => {
    const bytes = Buffer.concat([begun, piece]);
    const whole = last ? bytes.length : endOfCharacters(bytes);
    begun = bytes.subarray(whole);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, whole));
    } catch {
      windows = true;
      begun = new Uint8Array();
      return asWindows(bytes);
    }
  };
  return {
    decode(piece) {
      if (!decoder && !fatal) {
        const marked = markedEncoding(piece);
        if (marked) decoder = new TextDecoder(marked);
        else fatal = true;
      }
      if (decoder) return decoder.decode(piece, { stream: true });
      return windows ? asWindows(piece) : decodeFatal(piece, false);
    },
    end: () => (decoder ? decoder.decode() : windows || begun.length === 0 ? '' : decodeFatal(new Uint8Array(), true)),
  };
}

/** Where the last whole character of UTF-8 ends. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

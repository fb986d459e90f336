/**
 * How a text is encoded, judged by its first bytes: UTF-16 with a byte order mark, as Windows writes it, else UTF-8.
 */
export const encodingOf = (bytes: Uint8Array): 'utf-16le' | 'utf-8' =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';

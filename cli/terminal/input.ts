import { open } from 'node:fs/promises';
import { decodeList } from '../../services/base/text-encoding';
import { Refusal, exitCodes } from './refusal';

/** The longest list that we read. Bytes. */
const mostRead = 8 * 1024 * 1024;

/**
 * The text of a file, or of standard input for `-`: UTF-8, UTF-16 with a byte order mark, or Windows-1252.
 * @throws Refusal when it cannot be read, or is too long
 */
export async function readInput(file: string): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const source = file === '-' ? process.stdin : (await open(file)).createReadStream();
    for await (const piece of source as AsyncIterable<Buffer>) {
      pieces.push(Buffer.from(piece));
      length += piece.length;
      if (length > mostRead) break;
    }
  } catch (error) {
    throw unreadableFile(error) ?? error;
  }
  if (length > mostRead)
    throw new Refusal({
      code: 'file',
      what: 'the list has more than 8 MB',
      wayOut: 'Split it. Nothing was changed.',
      exit: exitCodes.refused,
    });
  const text = decodeList(Buffer.concat(pieces));
  if (text === undefined)
    throw new Refusal({
      code: 'file',
      what: 'this is not a text file',
      wayOut: 'Save it as CSV: in Excel, File, Save As, CSV UTF-8. Nothing was changed.',
      exit: exitCodes.usage,
    });
  return text;
}

/** The refusal for a file that the system does not let us read. Undefined for any other error. */
export function unreadableFile(error: unknown): Refusal | undefined {
  const { code, syscall } = error as { code?: string; syscall?: string };
  if (syscall === undefined) return undefined;
  return new Refusal({
    code: 'file',
    what: `the file cannot be read (${code ?? 'unknown error'})`,
    wayOut: 'Give the path of a file, or - for standard input. Nothing was changed.',
    exit: exitCodes.usage,
  });
}

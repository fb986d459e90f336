import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { SetupError } from '../../services/base/problem';
import { exitCodes, Refusal } from './refusal';

/**
 * Writes a backup, compressed, into a new file that only its owner can read. It gets its name only when it is whole and
 * on disk, so that a file of that name is never half of one.
 * @returns its length in bytes
 * @throws Refusal when there is a file of that name, or it cannot be written
 */
export async function writeBackup(file: string, lines: AsyncIterable<string>): Promise<number> {
  assertNew(file);
  const part = `${file}.part`;
  const stream = createWriteStream(part, { flags: 'wx', mode: 0o600 });
  try {
    await once(stream, 'open');
  } catch (error) {
    throw unwritable(error, part);
  }
  try {
    await pipeline(Readable.from(inPieces(lines)), createGzip(), stream);
    const written = openSync(part, 'r+');
    fsyncSync(written);
    closeSync(written);
    assertNew(file);
    renameSync(part, file);
    return (await stat(file)).size;
  } catch (error) {
    rmSync(part, { force: true });
    throw unwritable(error, file);
  }
}

/**
 * The lines of a backup.
 * @throws SetupError when the file is not one that was compressed, or is cut off
 * @throws Refusal when it cannot be read
 */
export async function* backupLinesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.on('error', (error) => plain.destroy(error));
  source.pipe(plain);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw new SetupError('This file is no backup, or it is damaged or cut off.');
    if (code === undefined) throw error;
    throw new Refusal({
      code: 'file',
      what: `the file cannot be read (${code})`,
      wayOut: 'Check its name. Nothing was changed.',
      exit: exitCodes.failed,
    });
  } finally {
    source.destroy();
    plain.destroy();
  }
  if (rest !== '') yield rest;
}

/** Many lines in one piece: compressing each by itself would take far longer. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < 64 * 1024) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** @throws Refusal */
function assertNew(file: string): void {
  if (existsSync(file)) throw taken(file);
}

const taken = (file: string): Refusal =>
  new Refusal({
    code: 'file',
    what: 'there is a file of that name already',
    wayOut: `A backup is never overwritten: choose another name${file.endsWith('.part') ? ', or remove what an earlier one left' : ''}.`,
    exit: exitCodes.refused,
  });

/** What a file system refuses, in words; anything else as it is. */
function unwritable(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof Refusal || code === undefined || typeof code !== 'string' || !/^E[A-Z]+$/.test(code))
    return error;
  if (code === 'EEXIST') return taken(file);
  return new Refusal({
    code: 'file',
    what: `the file cannot be written (${code})`,
    wayOut: 'Check its folder and the space there.',
    exit: exitCodes.failed,
  });
}

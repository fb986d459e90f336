import { once } from 'node:events';
import { chmodSync, closeSync, createWriteStream, existsSync, openSync, rmSync, statSync } from 'node:fs';
import type { Streams } from './output';
import { exitCodes, Refusal } from './refusal';

/** Where an export goes: a new file, or standard output. */
export interface ExportTarget {
  file?: string;
  /** Whether an existing file may be replaced. */
  force?: boolean;
}

/**
 * Writes an export piece by piece, no faster than it is read. Only its owner can read the file.
 * @throws Refusal when there is already a file with that name, or it cannot be written
 */
export async function exportTo(
  streams: Streams,
  { file, force = false }: ExportTarget,
  pieces: AsyncIterable<string>,
): Promise<void> {
  if (file === undefined) {
    for await (const piece of pieces) await streams.out(piece);
    return;
  }
  const stream = createWriteStream(file, { flags: force ? 'w' : 'wx', mode: 0o600 });
  try {
    await once(stream, 'open');
    // A replaced file keeps its mode, and may be readable by everybody. A device is not ours to change.
    if (force && statSync(file).isFile()) chmodSync(file, 0o600);
    for await (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'close');
  } catch (error) {
    stream.destroy();
    throw new Refusal(fileFault(error));
  }
}

/**
 * Checks before long work that its result can be written to this file, and leaves the file as it was.
 * @throws Refusal when there is already a file with that name, or it cannot be written
 */
export function assertCanWrite({ file, force = false }: ExportTarget): void {
  if (file === undefined) return;
  const existed = existsSync(file);
  try {
    closeSync(openSync(file, force ? 'a' : 'wx', 0o600));
    if (!existed) rmSync(file);
  } catch (error) {
    throw new Refusal(fileFault(error));
  }
}

function fileFault(error: unknown) {
  const code = (error as { code?: string }).code;
  if (code === undefined) throw error;
  const exists = code === 'EEXIST';
  return {
    code: 'file',
    what: exists ? 'there is a file of that name already' : `the file cannot be written (${code})`,
    wayOut: exists ? 'Choose another name, or replace it with --force.' : 'Check its folder and the space there.',
    exit: exists ? exitCodes.refused : exitCodes.failed,
  };
}

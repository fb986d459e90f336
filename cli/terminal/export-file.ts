import { once } from 'node:events';
import { chmodSync, createWriteStream, statSync } from 'node:fs';
import type { Streams } from './output';
import { exitCodes, Refusal } from './refusal';

/** Where an export goes: a new file, or standard output. */
export interface ExportTarget {
  file?: string;
  /** Whether a file that is there may be replaced. */
  force?: boolean;
}

/**
 * Writes an export piece by piece, no faster than it is taken. A file is readable by its owner alone.
 * @throws Refusal when there is a file of that name already, or it cannot be written
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
    // One that is replaced keeps its mode, and may be for everybody; a device is none of ours.
    if (force && statSync(file).isFile()) chmodSync(file, 0o600);
    for await (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'close');
  } catch (error) {
    stream.destroy();
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

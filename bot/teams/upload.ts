import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBackoff } from '../../services/base/backoff';
import { isHost } from './gate';

/** Which addresses belong to Microsoft. */
export interface UploadHosts {
  /** Exact names, or `*.` and a domain. */
  hosts: readonly string[];
  /** Whether an address on this machine may do without https: the try-out and the tests have no other. */
  loopback: boolean;
}

/** The file could not be uploaded. */
class UploadFailed extends Error {
  override name = 'UploadFailed' as const;
}

/** OneDrive takes pieces whose size is a multiple of 320 KiB, and at most 60 MiB. Bytes. */
export const pieceSize = 10 * 320 * 1024;
const mostTries = 3;
/** How long to wait after a number of tries. Milliseconds. */
const delayAfterTries = createBackoff({ first: 500, longest: 1_000 });
/** How long one piece may take. Milliseconds. */
const patience = 60_000;

/** Whether a file may be sent there: nobody else may get its content. */
export function isUploadAddress(address: string, { hosts, loopback }: UploadHosts): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, port } = new URL(address);
  if (username !== '' || password !== '') return false;
  if (loopback && protocol === 'http:' && hostname === '127.0.0.1') return true;
  return protocol === 'https:' && port === '' && hosts.some((allowed) => isHost(hostname, allowed));
}

/**
 * Sends a text as a file. It first goes into a temporary file of our own: its size must be known before the first byte
 * goes out, and it may not fit into memory.
 * @param url a pre-authenticated address in somebody's OneDrive
 * @throws UploadFailed when it could not be uploaded
 */
export async function upload(text: AsyncIterable<string>, url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dial-in-desk-'));
  try {
    const path = join(folder, 'file');
    await pipeline(Readable.from(text), createWriteStream(path, { mode: 0o600 }));
    const { size } = await stat(path);
    const file = await open(path);
    try {
      for (let from = 0; from < size; from += pieceSize) {
        const piece = Buffer.alloc(Math.min(pieceSize, size - from));
        await file.read(piece, 0, piece.length, from);
        await send(url, piece, `bytes ${from}-${from + piece.length - 1}/${size}`);
      }
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function send(url: string, piece: Buffer, range: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const answer = await put(url, piece, range);
    if (typeof answer === 'number' && answer < 300) return;
    const mayPass = answer === 'no answer' || answer === 429 || answer >= 500;
    if (!mayPass || tries === mostTries) throw new UploadFailed(`The upload was answered by: ${answer}`);
    await new Promise((go) => setTimeout(go, delayAfterTries(tries)));
  }
}

async function put(url: string, piece: Buffer, range: string): Promise<number | 'no answer'> {
  try {
    const headers = { 'content-type': 'application/octet-stream', 'content-range': range };
    // A redirection could lead anywhere.
    const response = await fetch(url, {
      method: 'PUT',
      headers,
      body: new Uint8Array(piece),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 'no answer';
  }
}

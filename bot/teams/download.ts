import { Problem } from '../../services/base/problem';
import { decodeList } from '../../services/base/text-encoding';
import type { ListSource } from '../../services/bulk/list';
import { isUploadAddress, type UploadHosts } from './upload';

/** A file that somebody sent us, and an address that gives it without a password for some minutes. */
export interface UploadedFile {
  name: string;
  /** Its type, taken from its extension, in lower case. */
  type: string;
  url: string;
}

/** A list of 10,000 people with 200 characters each. Bytes. */
export const largestUpload = 2 * 1024 * 1024;

/** The extensions of files with a list in them. */
const listTypes = ['csv', 'txt', 'tsv'];

/** How long a download may take in all: a person is waiting. Milliseconds. */
const mostPatience = 20_000;

/**
 * Reads a file that somebody sent us.
 * @throws Problem when it is not stored in Microsoft 365, cannot be fetched, is too large or is not a text
 */
export async function readUpload({ name, type, url }: UploadedFile, hosts: UploadHosts): Promise<ListSource> {
  if (!listTypes.includes(type)) throw new Problem('upload-not-text', { file: name });
  if (!isUploadAddress(url, hosts)) throw new Problem('file-place', {});
  return { name, text: await download(url, largestUpload, { file: name }) };
}

/**
 * Fetches a text of at most `limit` bytes.
 * @param url a pre-authenticated address in somebody's OneDrive. The caller has checked that it is one.
 * @throws Problem
 */
export async function download(
  url: string,
  limit: number,
  { patience = mostPatience, file }: { patience?: number; file?: string } = {},
): Promise<string> {
  return decode(await bytesAt(url, limit, { patience, file }), file);
}

async function bytesAt(
  url: string,
  limit: number,
  { patience, file }: { patience: number; file?: string },
): Promise<Uint8Array> {
  try {
    // A redirection could lead anywhere.
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    const problem = problemOf(response, limit, file);
    if (problem) {
      await response.body?.cancel();
      throw problem;
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    // The announced length proves nothing, and the text may be unpacked on the way. Leaving the loop ends the
    // connection.
    for await (const piece of response.body ?? []) {
      size += piece.length;
      if (size > limit) throw new Problem('upload-too-large', { most: limit, file });
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('upload-unreadable', { file });
  }
}

function problemOf({ status, headers }: Response, limit: number, file?: string): Problem | undefined {
  if (status !== 200) return new Problem('upload-unreadable', { file });
  return Number(headers.get('content-length')) > limit
    ? new Problem('upload-too-large', { most: limit, file })
    : undefined;
}

/** A workbook above all must not be taken for a list. @throws Problem `upload-not-text` */
function decode(bytes: Uint8Array, file?: string): string {
  const text = decodeList(bytes);
  if (text === undefined) throw new Problem('upload-not-text', { file });
  return text;
}

import { Problem } from '../../services/base/problem';
import { encodingOf } from '../../services/base/text-encoding';
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
export async function readUpload({ type, url }: UploadedFile, hosts: UploadHosts): Promise<string> {
  if (!listTypes.includes(type)) throw new Problem('upload-not-text', {});
  if (!isUploadAddress(url, hosts)) throw new Problem('file-place', {});
  return download(url, largestUpload);
}

/**
 * Fetches a text of at most `limit` bytes.
 * @param url a pre-authenticated address in somebody's OneDrive. The caller has checked that it is one.
 * @throws Problem
 */
export async function download(url: string, limit: number, patience = mostPatience): Promise<string> {
  return decode(await bytesAt(url, limit, patience));
}

async function bytesAt(url: string, limit: number, patience: number): Promise<Uint8Array> {
  try {
    // A redirection could lead anywhere.
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    const problem = problemOf(response, limit);
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
      if (size > limit) throw new Problem('upload-too-large', { most: limit });
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('upload-unreadable', {});
  }
}

function problemOf({ status, headers }: Response, limit: number): Problem | undefined {
  if (status !== 200) return new Problem('upload-unreadable', {});
  return Number(headers.get('content-length')) > limit ? new Problem('upload-too-large', { most: limit }) : undefined;
}

/** UTF-8, or UTF-16 like Excel's "Unicode Text". Anything else, above all a workbook, must not be taken for a list. */
function decode(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // The file is not in that encoding.
  }
  throw new Problem('upload-not-text', {});
}

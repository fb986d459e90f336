import type { Request } from 'restify';

/** Teams sends a few kilobytes at most. Bytes. */
const largestBody = 256 * 1024;
/** All bodies that have not arrived in full may take so much together, so that nobody can fill the memory. Bytes. */
const mostUnfinished = 32 * 1024 * 1024;

/** Why there is no body: too large, too much on its way already, or the other side went away or is too slow. */
export type NoBody = 'too-large' | 'too-much' | 'unfinished';

/** Reads what is posted, and holds no more of it than it must. */
export function createBodyReader({ most = mostUnfinished }: { most?: number } = {}) {
  let held = 0;

  return {
    /** Whether the request says by itself that its body is too large. */
    isAnnouncedTooLarge: (request: Request): boolean => Number(request.header('content-length', '0')) > largestBody,

    /** The whole body, or why there is none. It does not wait for the rest of one that is refused. */
    read: (request: Request): Promise<Buffer | NoBody> =>
      new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let length = 0;
        const end = (outcome: Buffer | NoBody) => {
          held -= length;
          length = 0;
          chunks.length = 0;
          request.removeListener('data', take);
          resolve(outcome);
        };
        const take = (chunk: Buffer) => {
          if (length + chunk.length > largestBody) return end('too-large');
          if (held + chunk.length > most) return end('too-much');
          length += chunk.length;
          held += chunk.length;
          chunks.push(chunk);
        };
        request.on('data', take);
        request.once('end', () => end(Buffer.concat(chunks)));
        // Also when it took too long: then Node ends the connection.
        request.once('close', () => end('unfinished'));
        request.once('error', () => end('unfinished'));
      }),
  };
}

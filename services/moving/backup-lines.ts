import { createHash } from 'node:crypto';
import { BSON, type Document } from 'mongodb';
import type { Head } from '../audit/chain/link';
import { SetupError } from '../base/problem';

/** The form of the file. A program reads files of its own form and of older ones. */
export const backupVersion = 1;
const format = 'dial-in-desk backup';

/** The first line of a backup. */
export interface BackupHeader {
  version: number;
  /** The database that it is of, and the moment, by the database's clock. */
  database: string;
  at: Date;
  /** The version of the program that wrote it. */
  program: string;
  /** Where the trail of each tenant ended. */
  heads: Head[];
}

/** Takes what a backup holds while it is read. */
export interface BackupTaker {
  header?(header: BackupHeader): Promise<void> | void;
  /** Some documents of a collection, with the database's own types. */
  documents(collection: string, documents: Document[]): Promise<void> | void;
}

/** How many documents are handed on at a time. */
const batchSize = 200;

/**
 * A backup as lines of JSON. Lists are about the file: the header, where a collection begins and ends, and the trailer,
 * without which a file was cut off. Everything else is a document in MongoDB's Extended JSON, with every type as it was
 * (`docs/operation.md` has the form).
 */
export async function* backupLines(
  header: BackupHeader,
  collections: AsyncIterable<readonly [name: string, documents: AsyncIterable<Document>]>,
): AsyncGenerator<string> {
  const whole = createHash('sha256');
  let count = 0;
  const line = (text: string): string => {
    whole.update(`${text}\n`);
    return `${text}\n`;
  };
  yield line(JSON.stringify([format, { ...header, at: header.at.toISOString() }]));
  for await (const [name, documents] of collections) {
    const digest = createHash('sha256');
    let own = 0;
    yield line(JSON.stringify(['collection', name]));
    for await (const document of documents) {
      const text = BSON.EJSON.stringify(document, { relaxed: false });
      digest.update(`${text}\n`);
      own += 1;
      yield line(text);
    }
    count += own;
    yield line(JSON.stringify(['end', { collection: name, count: own, sha256: digest.digest('hex') }]));
  }
  yield `${JSON.stringify(['complete', { count, sha256: whole.digest('hex') }])}\n`;
}

/**
 * Reads a backup, and holds every count and every hash against what is there.
 * @throws SetupError that says what is wrong with it: no backup, of a newer form, damaged, or cut off
 */
export async function readBackup(lines: AsyncIterable<string>, taker: BackupTaker): Promise<BackupHeader> {
  const whole = createHash('sha256');
  let header: BackupHeader | undefined;
  let open: { name: string; count: number; digest: ReturnType<typeof createHash>; batch: Document[] } | undefined;
  let count = 0;
  let complete = false;

  for await (const text of lines) {
    if (complete) throw damaged();
    const control = text.startsWith('[') ? controlOf(text) : undefined;
    if (!header) {
      header = headerOf(control);
      await taker.header?.(header);
    } else if (control?.[0] === 'collection' && !open && typeof control[1] === 'string') {
      open = { name: control[1], count: 0, digest: createHash('sha256'), batch: [] };
    } else if (control?.[0] === 'end' && open) {
      await handOn(open);
      const [found, said] = [open.digest.digest('hex'), control[1] as Record<string, unknown>];
      if (said.collection !== open.name || said.count !== open.count || said.sha256 !== found) throw damaged(open.name);
      open = undefined;
    } else if (control?.[0] === 'complete' && !open) {
      const said = control[1] as Record<string, unknown>;
      if (said.count !== count || said.sha256 !== whole.digest('hex')) throw damaged();
      complete = true;
      continue;
    } else if (!control && open) {
      open.digest.update(`${text}\n`);
      open.count += 1;
      count += 1;
      open.batch.push(documentOf(text, open.name));
      if (open.batch.length === batchSize) await handOn(open);
    } else throw damaged(open?.name);
    whole.update(`${text}\n`);
  }
  if (!header) throw new SetupError('This is not a backup of Dial-in Desk: the file is empty.');
  if (!complete) throw new SetupError('This backup is cut off: its end is missing. Take another copy of the file.');
  return header;

  async function handOn(of: { name: string; batch: Document[] }): Promise<void> {
    if (of.batch.length > 0) await taker.documents(of.name, of.batch);
    of.batch = [];
  }
}

function controlOf(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed[1] !== null && parsed[1] !== undefined ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** @throws SetupError when it is none, or one of a newer form */
function headerOf(control: unknown[] | undefined): BackupHeader {
  const said = control?.[0] === format ? (control[1] as Record<string, unknown>) : undefined;
  if (!said || typeof said.version !== 'number')
    throw new SetupError('This is not a backup of Dial-in Desk. "dialin-desk backup" writes one.');
  if (said.version > backupVersion)
    throw new SetupError(
      `This backup was written by version ${String(said.program)}, which writes a newer form than this version reads. ` +
        'Restore it with that version or a later one.',
    );
  const at = new Date(String(said.at));
  if (Number.isNaN(at.getTime()) || !Array.isArray(said.heads)) throw damaged();
  return { ...(said as unknown as BackupHeader), at };
}

function documentOf(text: string, collection: string): Document {
  try {
    return BSON.EJSON.parse(text, { relaxed: false }) as Document;
  } catch {
    throw damaged(collection);
  }
}

const damaged = (collection?: string): SetupError =>
  new SetupError(
    `This backup is damaged${collection === undefined ? '' : ` in the collection "${collection}"`}: it does not have ` +
      'what was written. Take another copy of the file.',
  );

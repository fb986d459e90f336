import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { addressAt } from './ports';

/** In the folder of a try-out, while it runs: where its database answers. */
export const runningFile = 'running.json';
/** A database of its own, so that nothing of it gets into the data of people. */
const database = 'dial-in-desk-running';
/** How long a database may take to answer. One that is on this machine takes a few milliseconds. Milliseconds. */
const patience = 2_000;

interface Running {
  port: number;
  /** Is in the database as well: a port may have gone to somebody else since the file was written. */
  token: string;
}

interface Mark {
  _id: 'running';
  token: string;
}

/**
 * Writes down where the database of a folder answers, for the command line. The file is for its owner only.
 * @returns a function that takes the file away
 */
export async function announceRunning(folder: string, port: number): Promise<() => void> {
  const running: Running = { port, token: randomBytes(16).toString('base64url') };
  await withMarks(port, (marks) => marks.replaceOne({ _id: 'running' }, { token: running.token }, { upsert: true }));
  const file = join(folder, runningFile);
  // Under another name first, so that nobody reads half of it.
  writeFileSync(`${file}.new`, JSON.stringify(running), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return () => {
    // Another start may have written its own since.
    if (read(folder)?.token === running.token) rmSync(file, { force: true });
  };
}

/**
 * The address of the database that a try-out runs on this folder, or undefined if none does. A file that a killed
 * try-out has left behind counts for nothing: the database behind it must answer, and be that one.
 */
export async function findRunning(folder: string): Promise<string | undefined> {
  const running = read(folder);
  if (!running) return undefined;
  try {
    const mark = await withMarks(running.port, (marks) => marks.findOne({ _id: 'running' }));
    return mark?.token === running.token ? addressAt(running.port) : undefined;
  } catch {
    return undefined;
  }
}

function read(folder: string): Running | undefined {
  try {
    const { port, token } = JSON.parse(readFileSync(join(folder, runningFile), 'utf8')) as Partial<Running>;
    return Number.isInteger(port) && typeof token === 'string' ? { port: port!, token } : undefined;
  } catch {
    return undefined;
  }
}

async function withMarks<Result>(
  port: number,
  work: (marks: ReturnType<typeof marksOf>) => Promise<Result>,
): Promise<Result> {
  const client = new MongoClient(addressAt(port), {
    serverSelectionTimeoutMS: patience,
    connectTimeoutMS: patience,
    socketTimeoutMS: patience,
  });
  try {
    return await work(marksOf(client));
  } finally {
    await client.close();
  }
}

const marksOf = (client: MongoClient) => client.db(database).collection<Mark>('running');

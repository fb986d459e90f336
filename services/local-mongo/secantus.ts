import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { SetupError } from '../problem';
import { freePort } from './ports';

/** SecantusDB speaks MongoDB's protocol over MongoDB's storage engine. GPL: installed by the user's own start, never shipped. */
const release = 'secantusdb==0.7.0b3';

/**
 * Runs the server and ends it when our end of its standard input closes: whatever happens to the parent, also
 * SIGKILL, no database stays behind to hold the folder.
 */
const program = `
import os, signal, sys, threading
def follow():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=follow, daemon=True).start()
from secantus.cli import main
sys.exit(main())
`;

const run = promisify(execFile);

/**
 * Installs SecantusDB into a Python environment of its own, once.
 * @returns the environment's python, or undefined where there is no Python 3.10 to 3.13
 */
export async function installSecantus({ cacheFolder, say }: { cacheFolder: string; say: (line: string) => void }): Promise<string | undefined> {
  const folder = resolve(cacheFolder, release.replace('==', '-'));
  if (existsSync(pythonIn(folder))) return pythonIn(folder);
  const python = findPython();
  if (!python) return undefined;

  say(`Installing SecantusDB from PyPI for the try-out (once, about 10 s) …`);
  mkdirSync(cacheFolder, { recursive: true });
  // Made beside and then moved, so that a start that is cut off leaves nothing half done.
  const temporary = `${folder}.${process.pid}`;
  try {
    await run(python, ['-m', 'venv', temporary]);
    await run(pythonIn(temporary), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', release]);
    if (!existsSync(folder)) renameSync(temporary, folder);
    return pythonIn(folder);
  } catch (error) {
    const reason = String((error as { stderr?: string }).stderr ?? '').trim().split('\n').pop() || 'unknown reason';
    throw new SetupError(
      `SecantusDB could not be installed with ${python} (${reason}). ` +
        'Install MongoDB, set MONGODB_URI to a replica set, or give Python its venv and pip.',
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Starts the server on a free port and waits until it answers. */
export async function startSecantus(options: { python: string; dataFolder: string }) {
  const folder = resolve(options.dataFolder, 'secantusdb');
  mkdirSync(folder, { recursive: true });
  // A port that was just freed may need a second try, and so may a folder whose last user was killed a moment ago.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce({ ...options, folder });
    } catch (error) {
      if (attempt === 5) throw error;
      await new Promise((go) => setTimeout(go, 1_000));
    }
  }
}

async function startOnce({ python, folder, dataFolder }: { python: string; folder: string; dataFolder: string }) {
  const port = await freePort();
  const logFile = join(dataFolder, 'secantusdb.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    python,
    // Without --sync-on-commit a power cut or a kill loses commits that were acknowledged.
    ['-c', program, '--host', '127.0.0.1', '--port', String(port), '--storage-path', folder, '--sync-on-commit', '--log-level', 'WARNING'],
    // In a group of its own: Ctrl-C reaches us first, and we stop it when the bot has let go.
    { cwd: folder, detached: true, stdio: ['pipe', log, log] },
  );
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  try {
    await untilAnswering(uri, child);
  } catch {
    await stop(child);
    throw new SetupError(whyNot(readFileSync(logFile, 'utf8'), folder, logFile));
  }
  return { uri, stop: () => stop(child) };
}

async function untilAnswering(uri: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('ended');
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500 });
    try {
      await client.db('admin').command({ ping: 1 });
      return;
    } catch {
      await new Promise((go) => setTimeout(go, 100));
    } finally {
      await client.close();
    }
  }
  throw new Error('no answer');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(impatient);
}

function whyNot(log: string, folder: string, logFile: string): string {
  if (log.includes('resource busy')) {
    return `The data in ${folder} is in use by another start. Stop that one, or set DATA_DIR to another folder.`;
  }
  return `The local database did not start; ${resolve(logFile)} says why.`;
}

const pythonIn = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

function findPython(): string | undefined {
  return ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'].find((name) => {
    const { stdout } = spawnSync(name, ['-c', 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])'], { encoding: 'utf8' });
    const version = Number(stdout);
    return version >= 310 && version <= 313;
  });
}

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../base/make-folder';
import { SetupError } from '../base/problem';
import { addressAt, DataInUse, freePort } from './ports';
import { untilAnswering } from './until-answering';

/**
 * SecantusDB speaks MongoDB's protocol over MongoDB's storage engine. It is under the GPL, so the user's own start
 * installs it, and we never ship it.
 */
const release = 'secantusdb==0.7.0b3';

/**
 * Runs the server and ends it when our end of its standard input closes. So whatever happens to the parent, even
 * SIGKILL, no database is left behind that holds the folder. A server that hangs while stopping is killed, which loses
 * no commit. The stop shuts the listening socket down first, because nothing else wakes a thread that it would wait 2 s
 * for.
 */
const program = `
import os, signal, socket, sys, threading, time
from secantus.cli import main
from secantus.server import SecantusDBServer

def follow():
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3)
    os.kill(os.getpid(), signal.SIGKILL)

def stop(server, stop=SecantusDBServer.stop):
    try:
        server._socket.shutdown(socket.SHUT_RDWR)
    except (AttributeError, OSError):
        pass
    stop(server)

SecantusDBServer.stop = stop
threading.Thread(target=follow, daemon=True).start()
sys.exit(main())
`;

/** How long a folder may stay busy after the process that used it was killed. Milliseconds. */
const busyLimit = 4_000;

const run = promisify(execFile);

/**
 * Installs SecantusDB into its own Python environment, once.
 * @returns the environment's python, or undefined when there is no Python 3.10 to 3.13
 * @throws SetupError when it cannot be installed
 */
export async function installSecantus({
  cacheFolder,
  say,
}: {
  cacheFolder: string;
  say: (line: string) => void;
}): Promise<string | undefined> {
  const folder = resolve(cacheFolder, release.replace('==', '-'));
  const installed = pythonIn(folder);
  if (versionOf(installed)) return installed;
  const python = findPython();
  if (!python) return undefined;

  say('Installing SecantusDB from PyPI for the try-out (once, about 10 s) …');
  makeFolder(cacheFolder);
  // Made under another name and then moved, so that a start that is cut off leaves nothing half done.
  const temporary = `${folder}.${process.pid}`;
  try {
    await runToEnd(python, ['-m', 'venv', temporary]);
    await runToEnd(pythonIn(temporary), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', release]);
    moveInto(folder, temporary);
    return installed;
  } catch (error) {
    if (versionOf(installed)) return installed;
    throw new SetupError(
      `SecantusDB could not be installed with ${python} (${whyNotInstalled(error)}). ` +
        'Install MongoDB, set MONGODB_URI to a replica set, or mend this and start again.',
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Another start may have been faster. An environment that does not run, for instance because Python was updated, is
 * replaced.
 */
function moveInto(folder: string, temporary: string): void {
  try {
    renameSync(temporary, folder);
  } catch {
    if (versionOf(pythonIn(folder))) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  }
}

/** Runs a program until it ends, and ends it if we end first. */
async function runToEnd(program: string, args: string[]): Promise<void> {
  const running = run(program, args);
  const end = () => void running.child.kill();
  process.once('exit', end);
  try {
    await running;
  } finally {
    process.off('exit', end);
  }
}

function whyNotInstalled(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  if (/ensurepip/.test(stdout + stderr)) return 'it has no venv; on Debian and Ubuntu: apt install python3-venv';
  return stderr.trim().split('\n').pop() || 'unknown reason';
}

/** Starts the server on a free port and waits until it answers. */
export async function startSecantus(options: { python: string; dataFolder: string }) {
  const folder = resolve(options.dataFolder, 'secantusdb');
  makeFolder(folder);
  // A port that has just been freed may need a second try, and so may a folder whose last process has just been killed.
  for (const deadline = Date.now() + busyLimit; ;) {
    try {
      return await startOnce({ ...options, folder });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((go) => setTimeout(go, 500));
    }
  }
}

async function startOnce({ python, folder, dataFolder }: { python: string; folder: string; dataFolder: string }) {
  const port = await freePort();
  const logFile = join(dataFolder, 'secantusdb.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    python,
    // Without --sync-on-commit, a power cut or a kill loses commits that were already acknowledged.
    [
      '-c',
      program,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--storage-path',
      folder,
      '--sync-on-commit',
      '--log-level',
      'WARNING',
    ],
    // In its own process group, so that Ctrl-C reaches only us, and we stop it when the bot no longer needs it.
    { cwd: folder, detached: true, stdio: ['pipe', log, log] },
  );
  closeSync(log);
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  const uri = addressAt(port);
  try {
    await untilAnswering(uri, () => isRunning(child));
  } catch {
    await stop(child);
    throw whyNot(readFileSync(logFile, 'utf8'), folder, logFile);
  }
  return { port, uri, stop: () => stop(child) };
}

const isRunning = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await ended;
  clearTimeout(impatient);
}

function whyNot(log: string, folder: string, logFile: string): SetupError {
  return log.includes('resource busy')
    ? new DataInUse(
        `The data in ${folder} is in use by another start. Stop that one, or set DATA_DIR to another folder.`,
      )
    : new SetupError(`The local database did not start; ${resolve(logFile)} says why.`);
}

const pythonIn = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

const findPython = (): string | undefined =>
  ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'].find((name) => {
    const version = versionOf(name);
    return version && version >= 310 && version <= 313;
  });

/** 311 for Python 3.11; undefined when it does not run. */
function versionOf(python: string): number | undefined {
  const { stdout } = spawnSync(python, ['-c', 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])'], {
    encoding: 'utf8',
  });
  return Number(stdout) || undefined;
}

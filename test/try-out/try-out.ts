import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortFree } from '../../services/try-out/ports';
import { until } from '../helpers/until';
import { descendantsOf, isAlive, type RunningProcess } from './processes';

/** Starts the real programs, as a person would, each on ports and in a folder of its own. */

export const projectFolder = join(__dirname, '..', '..');
export const tryOutCommand = [process.execPath, '--import', 'tsx', 'bot/try-out/index.ts'];

/** A folder for data; `removeFolders` removes all of them. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dial-in-desk-try-out-'));
  folders.push(folder);
  return folder;
}
const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface Ports {
  PORT: number;
  PLAYGROUND_PORT: number;
}

/**
 * Ports that are free, and below those from which systems take one for a connection that goes out: by the time that the
 * try-out listens, another test might be connected from there.
 */
export async function freePorts(): Promise<Ports> {
  for (;;) {
    const PORT = randomInt(20_000, 32_000);
    const PLAYGROUND_PORT = PORT + 1;
    const all = [0, 1, 2, 3, 4, 5].map((index) => PORT + index);
    if ((await Promise.all(all.map(isPortFree))).every(Boolean)) return { PORT, PLAYGROUND_PORT };
  }
}

export interface Started {
  child: ChildProcess;
  pid: number;
  stdout: string;
  stderr: string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

const running = new Set<ChildProcess>();

/**
 * Starts it in a process group of its own, as a terminal does. It sees no variable of our environment that would
 * configure it.
 */
export function start(
  command: readonly string[],
  environment: Record<string, string | number | undefined> = {},
): Started {
  const kept = ['PATH', 'HOME', 'LANG', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'MONGOMS_SYSTEM_BINARY'];
  const set = Object.entries({ ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), ...environment });
  const env = Object.fromEntries(set.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const child = spawn(command[0]!, command.slice(1), {
    cwd: projectFolder,
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const started: Started = {
    child,
    pid: child.pid!,
    stdout: '',
    stderr: '',
    ended: new Promise((resolve) =>
      child.once('close', (code, signal) => {
        running.delete(child);
        resolve(code ?? signal!);
      }),
    ),
  };
  child.stdout.on('data', (chunk: Buffer) => (started.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (started.stderr += chunk.toString()));
  return started;
}

/** Starts the try-out and waits until it says that it is ready. */
export async function startTryOut(options: {
  ports: Ports;
  dataFolder: string;
  command?: readonly string[];
  arguments?: string[];
  environment?: Record<string, string>;
}) {
  const { ports, dataFolder, command = tryOutCommand, environment } = options;
  const started = start([...command, ...(options.arguments ?? [])], { ...ports, DATA_DIR: dataFolder, ...environment });
  await until('the try-out to be ready', () => {
    if (!running.has(started.child)) throw new Error(`The try-out ended:\n${started.stdout}\n${started.stderr}`);
    return started.stdout.includes('Ctrl-C stops everything');
  });
  return started;
}

/** Ends what a failed test left behind. */
export function killAll(): void {
  for (const child of running) {
    for (const { pid } of [...descendantsOf(child.pid!), { pid: child.pid! }]) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended meanwhile.
  }
}

/** Waits until none of these processes is left. */
export const untilGone = (processes: readonly RunningProcess[], limit = 5_000): Promise<void> =>
  until(
    `the end of ${processes.map(({ pid, command }) => `${pid} ${command.slice(0, 4).join(' ')}`).join(', ')}`,
    () => !processes.some(({ pid }) => isAlive(pid)),
    limit,
  );

/**
 * Checks that a program that cannot start says so, in one clear line on standard error, with exit code 1, and
 * leaves nothing behind.
 */
export async function expectRefusal(failing: Started, expected: RegExp): Promise<void> {
  const seen = new Map<number, RunningProcess>();
  const watch = setInterval(() => descendantsOf(failing.pid).forEach((one) => seen.set(one.pid, one)), 100);
  const code = await failing.ended;
  clearInterval(watch);
  expect(failing.stderr).toMatch(/^[^\n]+\n$/);
  expect(failing.stderr.trim()).toMatch(expected);
  expect(code).toBe(1);
  await untilGone([...seen.values()]);
}

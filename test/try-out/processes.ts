import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What Linux says about running processes and their sockets: the only witness other than the program itself. */

export interface RunningProcess {
  pid: number;
  command: string[];
}

/** All processes that a process started, and all that those started. */
export function descendantsOf(pid: number): RunningProcess[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const under = (one: number): number[] =>
    [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...under(child)]);
  return under(pid).map((child) => ({ pid: child, command: read(`/proc/${child}/cmdline`).split('\0').slice(0, -1) }));
}

/** Whether it runs. A zombie does not. */
export const isAlive = (pid: number): boolean => parentOf(pid) !== undefined;

export interface Socket {
  local: string;
  port: number;
  remote: string;
  listening: boolean;
}

/** The TCP sockets of these processes. */
export function socketsOf(pids: readonly number[]): Socket[] {
  const inodes = new Set(pids.flatMap(openSockets));
  return ['tcp', 'tcp6'].flatMap((table) =>
    read(`/proc/net/${table}`)
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
        if (!local || !remote || !inode || !inodes.has(inode)) return [];
        const [address = '', port = ''] = local.split(':');
        return [
          {
            local: addressOf(address),
            port: parseInt(port, 16),
            remote: addressOf(remote.split(':')[0]!),
            listening: state === '0A',
          },
        ];
      }),
  );
}

export const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');

function parentOf(pid: number): number | undefined {
  // pid (name, which may hold anything) state parent …
  const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  return parent === undefined || state === 'Z' ? undefined : Number(parent);
}

function openSockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Empty for a process that ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** `0100007F` is 127.0.0.1: words of 32 bits, each with its lowest byte first. */
function addressOf(hex: string): string {
  const bytes = hex.match(/.{8}/g)!.flatMap((word) =>
    word
      .match(/../g)!
      .reverse()
      .map((byte) => parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255') return `::ffff:${bytes.slice(12).join('.')}`;
  if (bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))) return '::1';
  return bytes.every((byte) => byte === 0)
    ? '::'
    : bytes
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('')
        .match(/.{4}/g)!
        .join(':');
}

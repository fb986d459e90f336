import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { readLine, type TeamsLine } from './teams-protocol';

/** A line that is longer than this is noise. Answers are much shorter. Characters. */
const longestLine = 1_000_000;

/** How long its output is still read when it has ended. Milliseconds. */
const lastWords = 2_000;

export interface TeamsProcessOptions {
  /** The program, `pwsh` or a path of it, and what stands before its other arguments. */
  pwsh: readonly [program: string, ...before: string[]];
  /** The path of worker.ps1. */
  script: string;
  /** Where the program finds things. Only PATH, HOME and TMPDIR are handed on, whatever else is in it. */
  environment: Readonly<Record<string, string | undefined>>;
  tenant: string;
  /** The name that the module has for a cloud of its own, such as TeamsGCCH. */
  cloud?: string;
}

/** What a process tells whoever started it. */
export interface TeamsProcessEvents {
  line(line: TeamsLine): void;
  /** It has ended, or could not be started (`missing`). Told once. */
  ended(reason: 'ended' | 'missing'): void;
}

/**
 * Starts PowerShell with worker.ps1. Nothing secret is in its arguments or its environment: it is told everything over
 * its standard input. Only lines that begin with the mark count, which only the two of us know. Everything else is
 * counted and forgotten, because it may hold a PIN.
 */
export function startTeamsProcess(
  { pwsh, script, environment, tenant, cloud = '' }: TeamsProcessOptions,
  events: TeamsProcessEvents,
) {
  const mark = randomBytes(16).toString('hex');
  const { PATH, HOME, TMPDIR } = environment;
  const [program, ...before] = pwsh;
  const child = spawn(program, [...before, '-NoLogo', '-NoProfile', '-NonInteractive', '-File', script], {
    // An undefined variable is left out.
    env: { PATH, HOME, TMPDIR, POWERSHELL_TELEMETRY_OPTOUT: '1', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // In a group of its own, so that a Ctrl-C in our terminal does not end a call half-way.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let noise = 0;
  let over = false;

  const end = (reason: 'ended' | 'missing') => {
    if (over) return;
    over = true;
    events.ended(reason);
  };
  child.on('error', () => end(child.pid === undefined ? 'missing' : 'ended'));
  // What it wrote last may still be on its way, unless somebody else holds its output open.
  child.on('close', () => end('ended'));
  child.on('exit', () => void setTimeout(end, lastWords, 'ended').unref());
  // It may be gone before it has read everything; its end says so.
  child.stdin.on('error', () => undefined);
  child.stdout.on(
    'data',
    linesOf((text) => (text.startsWith(mark) ? tell(text) : count(text))),
  );
  child.stderr.on('data', linesOf(count));
  write({ mark, tenant, environment: cloud });

  function tell(text: string): void {
    if (!over) events.line(readLine(text.slice(mark.length)));
  }

  function count(text: string): void {
    if (text !== '') noise += 1;
  }

  function write(message: object): void {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  return {
    write,
    /** How many lines it has written that were no answers. */
    noise: (): number => noise,
    /** Ends it at once, with everything that it has started. */
    kill(): void {
      // It has ended on its own, or never began.
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        if (process.platform === 'win32') child.kill('SIGKILL');
        else process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    },
    /** Lets it end by itself: there is nothing more to read. */
    finish: (): void => void child.stdin.end(),
  };
}

export type TeamsProcess = ReturnType<typeof startTeamsProcess>;

/** Cuts what arrives into lines, and tells each without its end. */
function linesOf(told: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let tooLong = false;
  return (chunk) => {
    const [first = '', ...others] = decoder.write(chunk).split('\n');
    begun += first;
    for (const next of others) {
      told(tooLong ? '…' : begun.replace(/\r$/, ''));
      begun = next;
      tooLong = false;
    }
    if (begun.length <= longestLine) return;
    begun = '';
    tooLong = true;
  };
}

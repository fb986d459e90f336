import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../services/base/make-folder';
import { devDependencies } from '../../package.json';
import type { Person } from '../../services/people/person';
import { SetupError } from '../../services/base/problem';
import { environmentFor } from '../../setup/config';

/** One window of the Agents Playground: Teams as one person sees it. */
export interface PlaygroundWindow {
  port: number;
  person: Person;
}

interface Started {
  child: ChildProcess;
  /** The file that gets its output. */
  output: string;
}

const playgroundPackage = '@microsoft/m365agentsplayground';
const startLimit = 30_000;
/** The Playground takes at most this many people, apart from the current one. */
const mostOthers = 5;

/**
 * Starts a Playground for each window, on loopback and without telemetry, and waits until all answer.
 * @param options.endpoint where the bot takes messages
 * @param options.cli the Playground's program, as `playgroundCli` finds it
 * @returns a function that stops them
 */
export async function startPlaygrounds(options: {
  windows: readonly PlaygroundWindow[];
  people: readonly Person[];
  endpoint: string;
  dataFolder: string;
  cli: string;
}): Promise<{ stop(): Promise<void> }> {
  // People with a window come first, so that they can be mentioned in the other windows.
  const people = [...new Set([...options.windows.map(({ person }) => person), ...options.people])];
  const children = options.windows.map((window) => startOne(window, { ...options, people }));
  const stop = async () => void (await Promise.all(children.map(stopOne)));
  try {
    await Promise.all(children.map((child, index) => untilListening(child, options.windows[index]!.port)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function startOne(
  { port, person }: PlaygroundWindow,
  options: { people: readonly Person[]; endpoint: string; dataFolder: string; cli: string },
): Started {
  const folder = resolve(options.dataFolder, 'playground', String(port));
  makeFolder(folder);
  const settings = join(folder, '.m365agentsplayground.yml');
  // JSON is YAML.
  writeFileSync(settings, JSON.stringify(playgroundSettings(person, options.people), null, 2));
  const output = join(folder, 'output.log');
  const log = openSync(output, 'w');
  const child = spawn(
    process.execPath,
    [
      ...['--require', join(__dirname, 'playground-preload.cjs'), options.cli, 'start'],
      ...['--app-endpoint', options.endpoint, '--channel-id', 'msteams', '--port', String(port), '--disable-telemetry'],
      ...['--service-url', `http://localhost:${port}/_connector`],
    ],
    {
      cwd: folder,
      detached: true,
      stdio: ['pipe', log, log],
      env: environmentFor({
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: settings,
        M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
        TEAMSAPPTESTER_BROWSER: 'none',
        SEND_INSTALLATION_ACTIVITY: 'true',
      }),
    },
  );
  closeSync(log);
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  return { child, output };
}

/**
 * The Playground's program.
 * @throws SetupError when it is not installed: the package does not bring it, because only the try-out needs it
 */
export function playgroundCli(): string {
  try {
    return join(dirname(createRequire(__filename).resolve(`${playgroundPackage}/package.json`)), 'cli.js');
  } catch {
    throw new SetupError(
      `The Agents Playground is not installed. Install it beside Dial-in Desk with "npm install ` +
        `${playgroundPackage}@${devDependencies[playgroundPackage]}", or start without it: --no-playground.`,
    );
  }
}

/** The people of the directory, as the Playground wants them. */
function playgroundSettings(current: Person, people: readonly Person[]) {
  const userOf = ({ id, name, upn, givenName, surname, mail }: Person) => ({
    id: `29:${id}`,
    name,
    userPrincipleName: upn,
    aadObjectId: id,
    givenName,
    surname: surname || name,
    email: mail ?? upn,
  });
  return {
    version: '0.1.1',
    tenantId: current.tenant,
    bot: { id: '28:dial-in-desk', name: 'Dial-in Desk' },
    currentUser: userOf(current),
    users: people
      .filter(({ id, kind }) => id !== current.id && kind === 'member')
      .slice(0, mostOthers)
      .map(userOf),
    personalChat: { id: `personal-${current.id}` },
    groupChat: { id: `group-${current.id}`, name: 'Group chat' },
    team: {
      id: `team-${current.id}`,
      name: 'Contoso',
      aadGroupId: '00000000-0000-4000-8000-000000000031',
      channels: [{ id: `channel-${current.id}`, name: 'Announcements' }],
    },
  };
}

/**
 * First checks what its output says: if something else has taken the port meanwhile, it silently listens on another.
 */
async function untilListening({ child, output }: Started, port: number): Promise<void> {
  for (const deadline = Date.now() + startLimit; Date.now() < deadline;) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
    const taken = /Listening on (\d+)/.exec(readFileSync(output, 'utf8'))?.[1];
    if (taken !== undefined && Number(taken) !== port) break;
    if (
      taken !== undefined &&
      (await fetch(`http://127.0.0.1:${port}/`).then(
        (response) => response.ok,
        () => false,
      ))
    )
      return;
    await new Promise((go) => setTimeout(go, 150));
  }
  throw new SetupError(
    `The Agents Playground did not start on port ${port}; ${output} says why. Try --no-playground, or another ` +
      `PLAYGROUND_PORT.`,
  );
}

async function stopOne({ child }: Started): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 1_500);
  await ended;
  clearTimeout(impatient);
}
